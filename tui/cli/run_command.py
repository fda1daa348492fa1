"""`spar run`: the headless twin of the workbench; one line an event."""

from __future__ import annotations

from typing import Any

import click

from sandbox.choices import Choices
from sandbox.limits import Limits
from tui.cli.options import Telling, box_options, finite, json_option, seed_option


@click.command("run")
@click.argument("task_name", metavar="TASK")
@click.option(
    "--agent", type=click.Choice(["scripted", "litellm"]), default=None, help="Default: the shipped recording."
)
@click.option("--model", default=None, help="Any litellm model name; implies --agent litellm.")
@click.option(
    "--scaffold", type=click.Choice(["bash", "tools"]), default=None, help="How a model acts; default: tools."
)
@click.option("--api-base", default=None, help="Where a local or other server answers.")
@click.option("--tape", default=None, help="Which recording of the task.")
@click.option("--steps", type=click.IntRange(1), default=60, show_default=True, help="At most so many.")
@click.option(
    "--budget",
    type=click.FloatRange(0),
    callback=finite,
    default=3.0,
    show_default=True,
    help="US dollars; 0: no limit.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0),
    callback=finite,
    default=30.0,
    show_default=True,
    help="Of thinking and running.",
)
@click.option("--tokens", type=click.IntRange(1), default=None, help="In and out together; default: no limit.")
@seed_option
@box_options
@json_option
def command(**options: Any) -> int:
    """Let an agent build TASK's backend. Exit 0 when the last step passes everything, else 1."""
    from sandbox.start import begin
    from tui.cli.following import follow

    _check(options)
    choices = choices_of(options)
    with Telling() as telling:
        session = begin(choices, telling)
    return follow(session, as_json=options["as_json"])


def _check(options: dict[str, Any]) -> None:
    """An option that would be ignored is a mistake: what plays is not what was meant. Raises click.UsageError."""
    if options["model"] is not None and not options["model"].strip():
        raise click.UsageError("--model names no model")
    if options["model"] is not None and options["agent"] == "scripted":
        raise click.UsageError("--model goes with --agent litellm, and --agent scripted plays a recording")
    if options["model"] is not None and options["tape"] is not None:
        raise click.UsageError("--tape names a recording, and --model plays none")
    of_models = [f"--{name.replace('_', '-')}" for name in ("api_base", "scaffold") if options[name] is not None]
    if of_models and options["model"] is None and options["agent"] != "litellm":
        raise click.UsageError(f"{of_models[0]} goes with --model NAME; without it a recording plays")


def choices_of(options: dict[str, Any]) -> Choices:
    """The command line's options as a run's choices."""
    return Choices(
        task=options["task_name"],
        agent=options["agent"] or ("litellm" if options["model"] else "scripted"),
        model=options["model"],
        scaffold=options["scaffold"] or "tools",
        api_base=options["api_base"],
        tape=options["tape"],
        box=options["box"],
        limits=Limits(options["steps"], options["budget"] or None, options["tokens"], options["minutes"] * 60 or None),
        seed=options["seed"],
        pace=0.0,
        unsafe_no_box=options["unsafe_no_box"],
    )
