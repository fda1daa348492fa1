"""Errors in one line each: what is wrong and what to do, and the exit status that belongs to it."""

from __future__ import annotations

import errno


class InputError(Exception):
    """What was asked makes no sense. Exit 2."""


def explained(error: BaseException) -> tuple[str, int] | None:
    """The line for an error that a person can do something about, and its exit status; None for a defect of ours."""
    from sandbox.agents.endpoint import NoModel
    from sandbox.ports import AgentFailed, BoxDied, EnvironmentLacks
    from sandbox.store.journal import CannotWrite, JournalError
    from sandbox.tapes.recorded import UnknownTape
    from tasks.catalogue import UnknownTask

    match error:
        case CannotWrite():
            return str(error), 3
        case UnknownTask() | UnknownTape() | JournalError() | NoModel() | InputError():
            return str(error), 2
        case EnvironmentLacks():
            return f"{error} ({error.remedy})", 3
        case AgentFailed() | BoxDied():
            return str(error), 3
        case OSError():
            return _refusal(error), 3
    return None


def _refusal(error: OSError) -> str:
    """What the system refused, and where."""
    if error.errno == errno.ENOSPC:
        return "the disk is full; free some space and try again"
    what = error.strerror or str(error) or type(error).__name__
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{what}; `spar doctor` looks at every folder that Spar writes to"


def words_for(error: BaseException) -> str:
    """One line for any error."""
    found = explained(error)
    return found[0] if found else f"a defect in Spar: {type(error).__name__}: {error}"
