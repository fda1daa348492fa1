"""The commands of `spar`: each lives in a module of its own and is imported only when it is called."""

from __future__ import annotations

import difflib
import importlib
from typing import Any

import click

_COMMANDS = {
    "run": "Let an agent build a task's backend, scored at every step.",
    "score": "Judge a directory: functional and structural.",
    "verify": "Judge a directory's structure only; nothing is run.",
    "watch": "Commit and score a directory whenever it settles, whoever edits it.",
    "explain": "Name the root cause of a failed score from its evidence alone.",
    "tasks": "List every task.",
    "sessions": "List recorded sessions.",
    "open": "Open a session in the workbench.",
    "replay": "Do again what was done in a session, for real.",
    "export": "Write a session out as an ordinary git repository.",
    "prepare": "Fetch what offline work needs, and prove it.",
    "doctor": "Say what this machine has, and what each lack costs.",
    "prove": "Play every task's reference through the real loop and score it.",
}


class _LazyGroup(click.Group):
    """Knows its commands by name, and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"tui.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0].endswith(".toml"):
            from tui.cli.pick_command import command

            return command.name, command, args
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0][:40], _COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else "`spar --help` lists them"
            raise click.UsageError(f"there is no command {args[0][:80]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--theme", help="Colours of the screens: one of the files in themes/, or a path to your own.")
@click.version_option(package_name="spar")
@click.pass_context
def spar(ctx: click.Context, theme: str | None) -> None:
    """Watch a coding agent build a backend step by step, scored live.

    Without a command: the screens; `spar FILE.toml` lists a task file of yours on them.
    """
    if ctx.invoked_subcommand is None:
        from tui.cli.screens import open_picker

        open_picker(theme)
