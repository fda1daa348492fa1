"""`spar sessions`: what was run on this machine."""

from __future__ import annotations

import time

import click
import msgspec

from sandbox.store.session_store import SessionStore, SessionSummary
from tui.text import clean


@click.command("sessions")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, newest first.")
def command(as_json: bool) -> None:
    """List recorded sessions, newest first."""
    summaries = list(SessionStore().summaries())
    if as_json:
        click.echo(msgspec.json.encode(summaries).decode())
        return
    for summary in summaries:
        click.echo(clean(_line(summary), one_line=True))  # names of folders, and what a session from elsewhere says
    if not summaries:
        click.echo("No session yet. `spar` opens the picker; `spar run flask/clean+sqlite+orm` plays a recording.")


def _line(summary: SessionSummary) -> str:
    if summary.broken:
        return f"{summary.id}  can't be read: {summary.broken}"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(summary.at))
    score = "not scored" if summary.core_total is None else f"core {summary.core_passed}/{summary.core_total}"
    return f"{summary.id}  {when}  {summary.task}  {summary.label}  {_steps(summary.steps)}  {score}  {summary.state}"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
