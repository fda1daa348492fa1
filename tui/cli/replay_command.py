"""`spar replay`: a recorded session again, its actions carried out for real in a new one."""

from __future__ import annotations

import click

from sandbox.choices import Choices
from sandbox.limits import Limits
from sandbox.ports import BoxKind
from tui.cli.options import Telling, box_options, json_option, seed_option


@click.command("replay")
@click.argument("session")
@seed_option
@box_options
@json_option
def command(session: str, seed: int | None, box: BoxKind | None, unsafe_no_box: bool, as_json: bool) -> int:
    """Do again what was done in SESSION, for real and scored at every step.

    SESSION is named as for `spar open`; whoever recorded it, its commands need a box. Exit 0 when the last step passes
    everything, else 1.
    """
    from sandbox.start import replay
    from sandbox.store.example import folder_named
    from tui.cli.following import follow

    choices = Choices(box=box, seed=seed, limits=Limits(None, None, None, None), pace=0.0, unsafe_no_box=unsafe_no_box)
    with Telling() as telling:
        live = replay(folder_named(session), choices, telling)
    return follow(live, as_json=as_json)
