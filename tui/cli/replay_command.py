"""`spar replay`: a recorded session again, its actions carried out for real in a new one."""

from __future__ import annotations

import click

from sandbox.choices import Choices
from sandbox.events import Limits
from sandbox.ports import BoxKind
from sandbox.store import SessionStore
from tui.cli.options import Telling, box_options, json_option


@click.command("replay")
@click.argument("session")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="Fixtures; a fresh seed if not given.")
@box_options
@json_option
def command(session: str, seed: int | None, box: BoxKind | None, unsafe_no_box: bool, as_json: bool) -> int:
    """Do again what was done in SESSION (an id, a part of one, a folder, or `last`), scored at every step.

    Exit 0 when the last step passes everything, else 1.
    """
    from sandbox.start import replay
    from tui.cli.following import follow

    choices = Choices(box=box, seed=seed, limits=Limits(None, None, None, None), pace=0.0, unsafe_no_box=unsafe_no_box)
    folder = SessionStore().folder(session)
    with Telling() as telling:
        live = replay(folder, choices, telling)
    return follow(live, as_json=as_json)
