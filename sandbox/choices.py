"""What a person chooses before a run: agent, model, box, limits. Remembered from one run to the next."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from sandbox.limits import Limits
from sandbox.plain_file import open_plain


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """One run's settings. `seed` None: a fresh one. `box` None: Docker where it is ready, else local.

    `tape` names a recording of the task (None: its first); `pace` is seconds between a recording's steps, None: a key
    press each. `asking`: every action waits for a person. `unsafe_no_box`: the person said in so many words that
    commands may run without isolation.
    """

    task: str = "flask/clean+sqlite+orm"
    agent: Literal["scripted", "human", "litellm"] = "scripted"
    model: str | None = None
    scaffold: Literal["bash", "tools"] = "tools"
    api_base: str | None = None
    tape: str | None = None
    box: Literal["docker", "local"] | None = None
    limits: Limits = Limits()
    seed: int | None = None
    pace: float | None = 2.0
    asking: bool = False
    unsafe_no_box: bool = False


def config_folder() -> Path:
    """The user's configuration directory for Spar; `SPAR_CONFIG` replaces it."""
    return Path(os.environ.get("SPAR_CONFIG") or platformdirs.user_config_dir("spar", appauthor=False))


def remembered() -> Choices:
    """The last run's choices; the defaults where there are none, or none that can be read."""
    try:
        with open_plain(config_folder() / "choices.json") as file:
            return msgspec.json.decode(file.read(), type=Choices)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return Choices()


def remember(choices: Choices) -> None:
    """Keep these for the next time (without the seed and without the yes to running unisolated)."""
    import secrets  # Not with this module: it is loaded before the first frame.

    kept = msgspec.structs.replace(choices, seed=None, unsafe_no_box=False)
    folder = config_folder()
    partial = folder / f"choices.{secrets.token_hex(4)}"
    # A choice that can't be remembered must not stop a run.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1))
            partial.replace(folder / "choices.json")
        finally:
            partial.unlink(missing_ok=True)
