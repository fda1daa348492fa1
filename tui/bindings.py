"""Every key of the workbench and of the app, written once: footer, help and palette all read these."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType
from textual.screen import Screen

APP: list[BindingType] = [
    Binding("question_mark", "help", "help", id="app.help", key_display="?", tooltip="Every key that works here"),
    Binding(
        "ctrl+p",
        "command_palette",
        "palette",
        id="app.palette",
        key_display="^P",
        tooltip="Find any command by its name",
        priority=True,
    ),
    Binding(
        "ctrl+q",
        "quit",
        "leave",
        id="app.quit",
        key_display="^Q",
        tooltip="Leave Spar; asks while a run is under way",
        priority=True,
    ),
]

WORKBENCH: list[BindingType] = [
    Binding(
        "a",
        "approve",
        "run it",
        id="workbench.approve",
        tooltip="Run the pending action, and wait at the next one when single-stepping",
        show=False,
    ),
    Binding(
        "A",
        "approve_and_go",
        "run it and go on",
        id="workbench.approve_and_go",
        tooltip="Run the pending action and let the agent go on by itself",
        show=False,
    ),
    Binding(
        "r",
        "send_back",
        "send back…",
        id="workbench.send_back",
        tooltip="Refuse the pending action with words for the agent",
        show=False,
    ),
    Binding("e", "edit", "edit…", id="workbench.edit", tooltip="Change the pending action before it runs", show=False),
    Binding(
        "t",
        "take_over",
        "take over",
        id="workbench.take_over",
        tooltip="From here on you are the agent: you type the commands",
        show=False,
    ),
    Binding("q", "leave", "picker", id="workbench.leave", tooltip="Back to the picker; asks while a run is under way"),
    Binding("x", "stop", "stop", id="workbench.stop", tooltip="End the run; it can be continued", show=False),
    Binding(
        "space",
        "run_pause",
        "run/pause",
        id="workbench.run_pause",
        key_display="Space",
        tooltip="Let the agent go on by itself, or pause it; continues a stopped run",
    ),
    Binding("s", "step", "step", id="workbench.step", tooltip="Let the agent act once, then wait"),
    Binding(
        "i",
        "command",
        "type a command",
        id="workbench.command",
        tooltip="Go to the command field when you are the agent",
        show=False,
    ),
    Binding(
        "n", "next(1)", "step", id="workbench.next", key_display="n/p", tooltip="Select the next or the previous step"
    ),
    Binding("p", "next(-1)", "", id="workbench.previous", show=False),
    Binding(
        "f",
        "follow",
        "follow",
        id="workbench.follow",
        tooltip="Follow the newest step again, or stop following",
        show=False,
    ),
    Binding(
        "1",
        "pane(1)",
        "pane",
        id="workbench.pane1",
        key_display="1-5",
        tooltip="Go to a pane by its number; Tab goes to the next one",
    ),
    *(Binding(str(number), f"pane({number})", "", id=f"workbench.pane{number}", show=False) for number in range(2, 6)),
    Binding(
        "enter",
        "open",
        "open",
        id="workbench.open",
        key_display="Enter",
        tooltip="Open what the cursor is on",
        show=False,
    ),
    Binding("escape", "back", "back", id="workbench.back", key_display="Esc", tooltip="Go back one level", show=False),
    Binding("z", "zoom", "zoom", id="workbench.zoom", tooltip="Give the focused pane the whole screen, and back"),
    Binding(
        "slash", "search", "find", id="workbench.search", key_display="/", tooltip="Find words in the focused pane"
    ),
    Binding(
        "y",
        "copy",
        "copy",
        id="workbench.copy",
        tooltip="Copy the focused pane's source, unwrapped and without line numbers",
    ),
    Binding(
        "right_square_bracket",
        "hunk(1)",
        "hunk",
        id="workbench.next_hunk",
        key_display="[ ]",
        tooltip="Next or previous hunk, or failure card",
        show=False,
    ),
    Binding("left_square_bracket", "hunk(-1)", "", id="workbench.previous_hunk", show=False),
    Binding(
        "v", "split", "split", id="workbench.split", tooltip="The diff side by side on the whole screen", show=False
    ),
    Binding(
        "w", "wrap", "wrap", id="workbench.wrap", tooltip="Wrap long lines in the focused pane, or not", show=False
    ),
    Binding(
        "b", "base", "base…", id="workbench.base", tooltip="Compare with another step than the one before", show=False
    ),
    Binding("o", "output", "output", id="workbench.output", tooltip="The whole output of the step", show=False),
    Binding(
        "c",
        "copy_curl",
        "copy curl",
        id="workbench.curl",
        tooltip="Copy the failed request as a curl command",
        show=False,
    ),
    Binding(
        "l",
        "server_log",
        "server log",
        id="workbench.log",
        tooltip="What the server logged during the failed request",
        show=False,
    ),
    Binding(
        "V",
        "verdicts",
        "verdicts",
        id="workbench.verdicts",
        tooltip="Every structural verdict with its card: what is broken, where, since which step; marking one as wrong",
        show=False,
    ),
    Binding(
        "R", "rescore", "score again", id="workbench.rescore", tooltip="Score the selected step (again)", show=False
    ),
    Binding(
        "S",
        "summary",
        "summary",
        id="workbench.summary",
        tooltip="The run so far: figures and turning points",
        show=False,
    ),
    Binding(
        "plus",
        "pace(-1)",
        "faster",
        id="workbench.faster",
        key_display="+",
        tooltip="Play the recording faster",
        show=False,
    ),
    Binding(
        "minus",
        "pace(1)",
        "slower",
        id="workbench.slower",
        key_display="-",
        tooltip="Play the recording slower, at last one step a key press",
        show=False,
    ),
    Binding(
        "ctrl+c",
        "copy_or_pause",
        "copy/pause",
        id="workbench.interrupt",
        key_display="^C",
        tooltip="Copy what is selected with the mouse; with no selection, pause",
        show=False,
        priority=True,
    ),
]

FINDINGS: list[BindingType] = [
    Binding(
        "n,right_square_bracket",
        "verdict(1)",
        "verdict",
        id="findings.next",
        key_display="n/p",
        tooltip="Next or previous verdict: what is broken first, then what is kept",
    ),
    Binding("p,left_square_bracket", "verdict(-1)", "", id="findings.previous", show=False),
    Binding(
        "enter",
        "to_step",
        "its step",
        id="findings.step",
        key_display="Enter",
        tooltip="Go to the step that brought this finding in, and its diff",
    ),
    Binding(
        "x", "examples", "examples", id="findings.examples", tooltip="Code that breaks the rule, and that keeps it"
    ),
    Binding("m", "mark", "mark as wrong", id="findings.mark", tooltip="Call this verdict wrong, with a reason, or not"),
]

PICKER: list[BindingType] = [
    Binding("enter", "open", "open", id="picker.open", key_display="Enter", tooltip="Open what the cursor is on"),
    Binding("g", "start", "start", id="picker.start", tooltip="Start the run as it is chosen"),
    Binding("1", "pane(1)", "pane", id="picker.pane1", key_display="1-4", tooltip="Go to a pane by its number"),
    *(Binding(str(number), f"pane({number})", "", id=f"picker.pane{number}", show=False) for number in range(2, 5)),
    Binding(
        "m", "other_kind", "more tasks", id="picker.kind", tooltip="Greenfield tasks, feature tasks, tasks of your own"
    ),
    Binding(
        "slash", "filter", "find", id="picker.filter", key_display="/", tooltip="Find tasks by words of their names"
    ),
    Binding("d", "difference", "vs L0", id="picker.difference", tooltip="What this task's prompt adds to level 0"),
    Binding("o", "sessions", "sessions", id="picker.sessions", tooltip="Earlier sessions: look at them, continue them"),
    Binding("K", "keys", "keys", id="picker.keys", tooltip="Keys of model providers: which are there, and giving one"),
    Binding("D", "doctor", "doctor", id="picker.doctor", tooltip="What this machine has, and what each lack costs"),
    Binding("escape", "back", "back", id="picker.back", key_display="Esc", tooltip="Back to the tasks", show=False),
]

SESSIONS: list[BindingType] = [
    Binding("enter", "open", "open", id="sessions.open", key_display="Enter", tooltip="Open the session"),
    Binding("slash", "filter", "find", id="sessions.filter", key_display="/", tooltip="Find sessions by their words"),
    Binding("escape,q", "leave", "back", id="sessions.back", key_display="Esc", tooltip="Back to the picker"),
]

KEYS: list[BindingType] = [
    Binding("enter", "open", "give a key", id="keys.open", key_display="Enter", tooltip="Give this provider's key"),
    Binding("escape,q", "leave", "back", id="keys.back", key_display="Esc", tooltip="Back, and keep what was given"),
]

MODELS: list[BindingType] = [
    Binding("enter", "open", "choose", id="models.open", key_display="Enter", tooltip="Choose this model"),
    Binding("t", "type", "another name", id="models.type", tooltip="Type any model name that litellm knows"),
    Binding("K", "keys", "keys", id="models.keys", tooltip="Keys of model providers: which are there, and giving one"),
    Binding("escape,q", "leave", "back", id="models.back", key_display="Esc", tooltip="Back, and choose nothing"),
]

right_side = frozenset({"app.quit", "app.help", "app.command_palette"})


def shown_keys(screen: Screen[object]) -> list[tuple[str, str, str]]:
    """The keys that a footer shows on this screen now: key, words, action (with its namespace), in order."""
    found: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if not (binding.show and enabled and binding.description) or binding.action in seen:
            continue
        seen.add(binding.action)
        action = _with_space(screen, node, binding.action)
        found.append((binding.key_display or binding.key, binding.description, action))
    return found


def described_keys(screen: Screen[object]) -> list[tuple[str, str, str, str]]:
    """Every key with words that works on this screen now: key, name, what it does, action; for help and palette."""
    found: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if not (enabled and binding.description and binding.tooltip) or binding.action in seen:
            continue
        seen.add(binding.action)
        action = _with_space(screen, node, binding.action)
        found.append((binding.key_display or binding.key, binding.description, binding.tooltip, action))
    return found


def _with_space(screen: Screen[object], node: object, action: str) -> str:
    """The action as it can be called from anywhere: with whose it is, where it doesn't say so itself."""
    if action.partition("(")[0].startswith(("app.", "screen.", "focused.")):
        return action
    space = "app" if node is screen.app else "screen" if node is screen else "focused"
    return f"{space}.{action}"


_RUN = frozenset(
    {
        "approve",
        "approve_and_go",
        "send_back",
        "edit",
        "take_over",
        "stop",
        "run_pause",
        "step",
        "command",
        "pace",
        "rescore",
        "start",
    }
)
_READING = frozenset(
    {
        "next",
        "follow",
        "hunk",
        "search",
        "filter",
        "copy",
        "copy_curl",
        "copy_or_pause",
        "split",
        "wrap",
        "base",
        "output",
        "server_log",
        "summary",
        "verdicts",
        "verdict",
        "examples",
        "mark",
        "difference",
        "other_kind",
        "move",
        "turn",
    }
)


def groups(actions: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """The actions of a help page under headings, those that a person needs first on top; empty groups are left out."""
    sorted_out: dict[str, set[str]] = {"The run": set(), "Reading": set(), "Places": set(), "Spar": set()}
    for action in actions:
        space, _, call = action.partition(".")
        name = call.partition("(")[0]
        heading = "The run" if name in _RUN else "Reading" if name in _READING else "Places"
        sorted_out["Spar" if space == "app" else heading].add(action)
    return [(heading, frozenset(found)) for heading, found in sorted_out.items() if found]
