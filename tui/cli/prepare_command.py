"""`spar prepare`: fetch what offline work needs, and prove that the machine is ready for it."""

from __future__ import annotations

import click
import msgspec

from tui.cli.options import Telling, json_option
from tui.text import clean


@click.command("prepare")
@click.option("--all", "everything", is_flag=True, help="Both kinds of box, not just the one that runs take here.")
@json_option
def command(everything: bool, as_json: bool) -> int:
    """Fetch everything once; then start a box of each kind, without a network, and import the frameworks there."""
    from sandbox.prepare import prepare

    telling = Telling()
    outcomes = prepare(everything, telling)
    telling.done()
    if as_json:
        click.echo(msgspec.json.encode(outcomes).decode())
    else:
        for outcome in outcomes:
            mark = "✓" if outcome.ok else "✗"
            click.echo(f"{mark} {outcome.what}  {clean(outcome.result, one_line=True)}  {outcome.seconds:.1f} s")
    return 0 if all(outcome.ok for outcome in outcomes) else 3
