"""The keys of the workbench."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.bindings.pairs import pair, panes

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
    *pair(
        "n",
        "p",
        "next",
        "step",
        ids=("workbench.next", "workbench.previous"),
        display="n/p",
        tooltip="Select the next or the previous step",
    ),
    Binding("q", "leave", "picker", id="workbench.leave", tooltip="Back to the picker; asks while a run is under way"),
    Binding(
        "f",
        "follow",
        "follow",
        id="workbench.follow",
        tooltip="Follow the newest step again, or stop following",
        show=False,
    ),
    *panes("workbench", 5, "Go to a pane by its number; Tab goes to the next one"),
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
    *pair(
        "right_square_bracket",
        "left_square_bracket",
        "hunk",
        "hunk",
        ids=("workbench.next_hunk", "workbench.previous_hunk"),
        display="[ ]",
        show=False,
        tooltip="Next or previous hunk, or failure card",
    ),
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
        "plus,equals_sign",
        "pace(-1)",
        "faster",
        id="workbench.faster",
        key_display="+",
        tooltip="Play the recording faster",
    ),
    Binding(
        "minus",
        "pace(1)",
        "slower",
        id="workbench.slower",
        key_display="-",
        tooltip="Play the recording slower, at last one step a key press",
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
