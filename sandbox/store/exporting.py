"""A session as an ordinary git repository: one commit a step, each with its score as trailers."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sandbox.events import ScoreSummary, SessionStarted, StepCommitted, StepNotJudged, StepScored
from sandbox.store import journal
from sandbox.store.repository import open_repository


def export(folder: Path, destination: Path) -> int:
    """Write the session in `folder` out to `destination`, which must be empty or absent; how many steps it has.

    Scores are kept as git notes in the session's own repository, and become trailers in the exported one.
    Raises journal.JournalError, FileExistsError.
    """
    events = journal.read(folder).events
    if not events or not isinstance(events[0], SessionStarted):
        raise journal.JournalError(f"session {folder.name} ended before its first step; there is nothing to export")
    workspace = open_repository(folder)
    commits = {event.step: event.commit for event in events if isinstance(event, StepCommitted)}
    notes: dict[str, str] = {}
    for event in events:
        if isinstance(event, StepScored) and event.step in commits:
            notes[commits[event.step]] = in_words(event.summary)
        elif isinstance(event, StepNotJudged) and event.step in commits:
            notes.setdefault(commits[event.step], "Score: not judged")
    try:
        written = workspace.notes()
        with contextlib.suppress(OSError):  # a full or shut disk is a reason to export, and none to refuse it
            for commit, text in notes.items():
                if written.get(commit) != text:
                    workspace.note(commit, text)
        known = [events[0].commit, *commits.values()]
        workspace.export(destination, head=known[-1], known=known, notes={**written, **notes})
    except (KeyError, ValueError) as error:
        raise journal.JournalError(f"session {folder.name} has lost files of its steps") from error
    finally:
        workspace.close()
    return len(commits)


def in_words(summary: ScoreSummary) -> str:
    """A score as trailers: core, extended, structure, strict A%."""
    if not summary.served:
        score = "the server did not start"
    else:
        score = f"core {summary.core.passed}/{summary.core.total}"
        score += f", extended {summary.extended.passed}/{summary.extended.total}"
    structure = f"breaks {', '.join(summary.broken)}" if summary.broken else "kept"
    return f"Score: {score}\nStructure: {structure}\nStrict-A: {100 * summary.strict_a_percent:.1f}%"
