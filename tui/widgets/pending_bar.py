"""The bar where a person decides: what waits, the keys that answer it, the fields for words, drafts and commands."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from sandbox.actions import Action, WriteFile
from tui.my_turn import PREFIXES, OpenFile, Unclear, editable, meaning
from tui.view.run_keys import standing
from tui.view.run_view import RunView
from tui.widgets.draft import Draft
from tui.widgets.ending_words import ended_lines, ended_title
from tui.widgets.pending_words import cut_off_lines, elsewhere_lines, paused_lines, pending_lines
from tui.widgets.row import EMPTY, alike
from tui.widgets.text_field import TextField
from tui.widgets.typing_line import TypingLine

_FRAME = 4
Mode = Literal["hidden", "decide", "words", "draft", "act", "paused", "elsewhere", "cut-off", "ended"]
_KEYS: dict[Mode, str] = {
    "words": "Enter send   Esc back, what you typed is kept   ^P palette",
    "draft": "Ctrl+S runs it as edited   Esc back, the draft is kept",
    "act": "Enter run it   Esc back, what you typed is kept   ^P palette",
}
"""The forms that have a field, and its keys."""


class PendingBar(TypingLine, Widget):
    """Draws what waits for a person and gathers the answer. Never takes focus itself; its fields do while they show."""

    DEFAULT_CSS = """
    PendingBar {
        layout: vertical; height: auto; padding: 0 1; border: round $waiting; border-title-color: $waiting;
        border-title-style: bold; border-subtitle-color: $quiet;
        & > Static { height: auto; }
        & > Input { border: none; height: 1; padding: 0; background: $panel; display: none; }
        & > Draft { display: none; }
        &.-words > Input, &.-act > Input { display: block; }
        &.-draft > Draft { display: block; }
        &.-ended { border: round $frame; border-title-color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back (the draft is kept)", show=False),
        Binding("ctrl+s", "save", "Run it as edited", show=False, priority=True),
    ]

    class Words(Message):
        """Send the pending action back with these words."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Replaced(Message):
        """Put this action in the pending one's place."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    class Acted(Message):
        """A person's own action."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    class FileWanted(Message):
        """The person wants to edit a file as an own action; answer with `edit_file`."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class Left(Message):
        """A field was left; focus goes back to where it was."""

    view: reactive[RunView] = reactive(RunView, init=False, always_update=True, repaint=False)
    mode: reactive[Mode] = reactive("hidden", init=False, repaint=False)
    trouble: reactive[str] = reactive("", init=False, repaint=False)
    """Why the session could not be continued."""

    def __init__(self, *, live: bool = True, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._live = live
        self._width = 0
        self._problem = ""
        self._shown: tuple[Content, Content, Content] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="pending-what", markup=False)
        yield TextField(id="pending-input")
        yield Draft()

    def on_mount(self) -> None:
        self._refresh()

    # --- what it shows -------------------------------------------------------------------------------------------

    def watch_view(self) -> None:
        resting = resting_mode(self.view, live=self._live)
        if (self.mode in ("words", "draft") and resting == "decide") or (self.mode == "draft" and resting == "act"):
            self._refresh()
            return
        if resting not in _KEYS and self.has_focus_within:  # The field goes; without a word nothing would have keys.
            self.post_message(self.Left())
        self.mode = resting
        self._refresh()

    def watch_trouble(self) -> None:
        self._refresh()

    def watch_mode(self) -> None:
        for mode in ("decide", "words", "draft", "act", "paused", "elsewhere", "cut-off", "ended"):
            self.set_class(self.mode == mode, f"-{mode}")
        self.keys = _KEYS.get(self.mode, "")
        self._problem = ""
        self._refresh()

    def _refresh(self) -> None:
        if not self.is_mounted:
            return
        title, subtitle, words = self._told()
        if self._shown is None or not all(map(alike, self._shown, (title, subtitle, words))):
            self._shown = (title, subtitle, words)
            self.border_title = title
            self.border_subtitle = subtitle or None
            what = self.query_one("#pending-what", Static)
            what.update(words)
            what.display = bool(words)
        self.display = self.mode != "hidden"

    def wanted_height(self, width: int) -> int:
        """Lines that the bar takes in `width` columns, its frame included; 0 while it is hidden."""
        if self.mode == "hidden":
            return 0
        self._width = max(width - _FRAME, 1)
        _, _, words = self._told()
        fields = {"words": 1, "act": 1, "draft": Draft.LINES}.get(self.mode, 0)
        return (words.plain.count("\n") + 1 if words else 0) + fields + 2

    def _told(self) -> tuple[Content, Content, Content]:
        """Title, words on the lower edge, and what is said between them. Paths in titles are foreign: never markup."""
        view, number = self.view, self.view.head
        width = max(self._width, 40)
        said: tuple[str, str, Content]
        match self.mode:
            case "decide":
                said = (f"Pending: step {number}", "nothing has run yet", pending_lines(view, width))
            case "words":
                said = (f"Send step {number} back: what should the agent know?", "", EMPTY)
            case "draft":
                said = (self.query_one(Draft).title(number), "", EMPTY)
            case "act" if self._problem:
                said = (f"Your turn: step {number}", PREFIXES, Content(self._problem).stylize("$lost"))
            case "act":
                words = Content(my_turn_words(by_choice=view.agent != "human", width=width)).stylize("$quiet")
                said = (f"Your turn: step {number}", PREFIXES, words)
            case "paused":
                said = ("Paused" if number else "Ready", "", paused_lines(view, width))
            case "elsewhere":
                said = ("Running in another Spar", "", elsewhere_lines(width))
            case "cut-off":
                said = ("Interrupted", "", cut_off_lines(view, width, self.trouble))
            case "ended":
                said = (ended_title(view), "", ended_lines(view, width, self.trouble))
            case _:
                said = ("", "", EMPTY)
        title, subtitle, what = said
        return Content(title), Content(subtitle), what

    def on_resize(self) -> None:
        self._refresh()

    # --- what a person does --------------------------------------------------------------------------------------

    def ask_words(self) -> None:
        """Let the person type why the action is refused."""
        self.mode = "words"
        self.query_one(Input).focus()

    def edit(self) -> bool:
        """Let the person change the pending action; False where it has no text to change."""
        action = self.view.pending
        text = editable(action) if action is not None else None
        if action is None or text is None:
            return False
        self._open_draft(action, text)
        return True

    def edit_file(self, path: str, content: str) -> None:
        """Let the person write a file as an own action."""
        self._open_draft(WriteFile(path, content), content)

    def type_command(self) -> None:
        """Put the cursor into the command field, when it is the person's turn."""
        if self.mode == "act":
            self.query_one(Input).focus()

    def _open_draft(self, action: Action, text: str) -> None:
        self.query_one(Draft).open(action, text)
        self.mode = "draft"

    def action_leave(self) -> None:
        self.mode = resting_mode(self.view, live=self._live)
        self.post_message(self.Left())

    def action_save(self) -> None:
        if self.mode != "draft" or (action := self.query_one(Draft).take()) is None:
            return
        self.mode = resting_mode(self.view, live=self._live)
        self.post_message(self.Acted(action) if self.mode == "act" else self.Replaced(action))
        self.post_message(self.Left())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.mode == "words" and event.value.strip():
            self.post_message(self.Words(event.value.strip()))
            event.input.clear()
            self.mode = resting_mode(self.view, live=self._live)
            self.post_message(self.Left())
        elif self.mode == "act":
            self._act(event)

    def _act(self, event: Input.Submitted) -> None:
        meant = meaning(event.value)
        if isinstance(meant, Unclear):
            self._problem = meant.words
            self._refresh()
            return
        self._problem = ""
        event.input.value = event.input.value.removeprefix(event.value)  # What was typed ahead is the next command's.
        self.post_message(self.FileWanted(meant.path) if isinstance(meant, OpenFile) else self.Acted(meant))


def my_turn_words(*, by_choice: bool, width: int) -> str:
    """What a person who is the agent can do; `by_choice`: another one was before, and can be again."""
    task, back = "T shows the task", "t hands back to the agent."
    if by_choice:
        both = f"Enter runs it.  Esc, then {task}, {back}"
        said = [f"Type a command; {both}", both, f"Enter runs it.  Esc, then {back}"]
    else:
        said = [f"Type a command; Enter runs it.  Esc, then {task}.", "Type a command; Enter runs it."]
    return next((words for words in said if len(words) <= width), said[-1])


def resting_mode(view: RunView, *, live: bool) -> Mode:
    """Which of the bar's forms fits a view when no field is open."""
    match standing(view, live=live):
        case "complete" | "ended":
            return "ended"
        case "elsewhere":
            return "elsewhere"
        case "cut off":
            return "cut-off"
        case "waiting":
            return "decide"
        case "mine":
            return "act"
        case "paused":
            return "paused"
        case _:
            return "hidden"
