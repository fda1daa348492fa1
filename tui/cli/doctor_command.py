"""`spar doctor`: what this machine has, and what each lack costs."""

from __future__ import annotations

import click
import msgspec

from tui.cli.options import json_option
from tui.text import clean

_MARKS = {"ok": "✓", "partial": "~", "missing": "✗"}


@click.command("doctor")
@json_option
def command(as_json: bool) -> None:
    """Look at Docker, bubblewrap, Node.js, PostgreSQL, keys (by provider only), folders and the terminal."""
    from sandbox.doctor.examination import examine

    checks = examine()
    if as_json:
        click.echo(msgspec.json.encode(checks).decode())
        return
    for check in checks:
        click.echo(f"{_MARKS[check.state]} {check.name:16} {clean(check.detail, one_line=True)}")
        if check.cost:
            click.echo(f"{'':19}costs: {clean(check.cost, one_line=True)}")
        if check.remedy:
            click.echo(f"{'':19}mend:  {clean(check.remedy, one_line=True)}")
