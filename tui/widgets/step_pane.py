"""One step in full: what the agent thought, what it did, what came back; streaming while it arrives."""

from __future__ import annotations

from textual.content import Content

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from tui.text import clean, clean_lines
from tui.view.step_view import StepView
from tui.widgets.row import Row
from tui.widgets.run_pane import RunPane
from tui.wording import duration, lines_changed, plural

_LABEL = 9
_HEAD, _TAIL = 6, 12
_LIVE_LINES, _LIVE_CHARACTERS = 100, 16_000
"""How much of a thought's end is drawn while it streams: drawing all of it, 20 times a second, keeps keys waiting."""


_GOING = ("thinking", "proposed", "running", "ran")
"""Steps that change by themselves; one that waits for a person's decision stands still."""


class StepPane(RunPane):
    """Thought, action and observation of the selected step; of one under way, below the step before it."""

    NUMBER = 3
    NAME = "Step"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=True, id=id)

    def inputs(self) -> tuple[object, ...]:
        step = self.view.step(self.selected)
        stream = self.view.stream if self.view.stream.step == self.selected else None
        state = self.view.state if step and not step.done else None
        before = self._step_before(step) if self._goes_on(step) else None
        return step, before, stream, state, self._goes_on(step), self.view.started, self.selected

    def draw(self) -> None:
        step = self.view.step(self.selected)
        # A tab that is behind has no height and no scroll position: it keeps to the end that it was at.
        at_end = self._tails if not self.size.height else self.scroll_offset.y >= self.max_scroll_y
        going = self._goes_on(step)
        drawn, self._drawn_as = self._drawn_as, (self.selected, going)
        other = drawn[0] != self.selected
        if step is None:
            rows = self._start_rows()
        elif going:
            rows = [*self._rows_before(step), *self._live_rows(step)]
        else:
            rows = step_rows(step)
        self._tails = at_end or other
        self.show(rows, top=other or (drawn[1] and not going and at_end))
        if going and self._tails:
            self.scroll_end(animate=False, immediate=True)
        folded = step is not None and step.observed is not None and len(step.observed.output) > 0
        self.frame(
            _about(step), name=f"Step {self.selected}" if step else "Step", hint="o full output" if folded else ""
        )

    _drawn_as = (0, False)
    """The step that is drawn, and whether it was under way."""
    _tails = True
    """Whether the end is in sight, so that what arrives stays in sight."""
    _before: tuple[StepView, list[Row]] | None = None

    def on_resize(self) -> None:
        if self._tails and self._drawn_as[1]:
            self.call_after_refresh(self.scroll_end, animate=False, immediate=True)

    def _live_rows(self, step: StepView) -> list[Row]:
        stream = self.view.stream
        if stream.step != self.selected:
            return step_rows(step)
        return step_rows(step, stream.thought, stream.action, stream.output)

    def _goes_on(self, step: StepView | None) -> bool:
        """Whether this step is under way: what a run left half done when it ended is not.

        A person whose turn it is decides by what their last command printed, so their step is under way too.
        """
        if step is None or step.number != self.view.head or self.view.over:
            return False
        return step.status in _GOING or (step.status == "waiting" and step.action is None)

    def _step_before(self, step: StepView | None) -> StepView | None:
        return self.view.step(step.parent) if step is not None else None

    def _rows_before(self, step: StepView) -> list[Row]:
        """The step before one that is under way: else a pane that waits for a thought's first word would be empty."""
        before = self._step_before(step)
        if before is None:
            return []
        if self._before is None or self._before[0] is not before:
            self._before = before, step_rows(before)
        return [_rule(before), *self._before[1], _rule(step)]

    def _start_rows(self) -> list[Row]:
        started = self.view.started
        if started is None:
            return [Row(Content("Opening the session…").stylize("$quiet"))]
        rows = labelled("Task", clean_lines(started.task))
        rows += labelled("Agent", clean_lines(started.label))
        rows += labelled("Box", [f"{started.box}, seed {started.seed}"])
        if started.prompt:
            rows += [Row(Content("")), *labelled("Told", clean_lines(started.prompt))]
        return rows

    @property
    def shows_everything(self) -> bool:
        """False when the observation was folded to its head and tail."""
        step = self.view.step(self.selected)
        return step is None or step.observed is None or len(clean_lines(step.observed.output)) <= _HEAD + _TAIL


def step_rows(step: StepView, thought: str = "", action: str = "", output: str = "") -> list[Row]:
    """The rows of one step; the last three arguments are what has arrived so far of a step under way."""
    rows: list[Row] = []
    if step.thought.strip():
        rows += labelled("Thought", clean_lines(step.thought.strip()))
    elif thought.strip():
        rows += labelled("Thought", _live(thought.strip()))
    elif step.status == "thinking":
        rows += labelled("Thought", ["…"], style="$quiet")
    if step.action is not None:
        rows += action_rows(step)
    elif action:
        rows += labelled("Action", _live(action))
    if step.words:
        rows += labelled("You said", clean_lines(step.words), style="$waiting")
    if step.observed is not None:
        rows += result_rows(step)
    elif output:
        rows += labelled("Output", _live(output)[-40:])
    elif step.status == "waiting" and step.action is None:
        rows += labelled("You", ["are the agent: type a command below"], style="$waiting")
    elif step.status == "waiting":
        rows += labelled("Result", ["nothing has run yet"], style="$quiet")
    elif step.status == "running":
        rows += labelled("Result", ["running…"], style="$waiting")
    if step.committed is not None and step.committed.left_out:
        rows += labelled("Left out", [clean(line, one_line=True) for line in step.committed.left_out], style="$waiting")
    return rows


def _rule(step: StepView) -> Row:
    return Row(Content(f"── step {step.number} ──").stylize("$quiet"))


def _live(text: str) -> list[str]:
    """The last lines of a text that is still arriving."""
    lines = clean_lines(text[-_LIVE_CHARACTERS:])
    cut = len(text) > _LIVE_CHARACTERS or len(lines) > _LIVE_LINES
    return ["⋯ all of it is shown once it is whole", *lines[-_LIVE_LINES:]] if cut else lines


def action_rows(step: StepView) -> list[Row]:
    """What the step does, with the size of what it changed."""
    action = step.action
    assert action is not None
    name, lines = _action_words(action)
    if step.committed is not None and step.committed.changes:
        changes = step.committed.changes
        sizes = lines_changed(changes[0]) if len(changes) == 1 else plural(len(changes), "file")
        if isinstance(action, WriteFile | EditFile):
            lines[0] += f"  {sizes}"
        elif len(changes) == 1:
            lines.append(f"changed {clean(changes[0].path, one_line=True)}  {sizes}")
        else:
            lines.append(f"changed {sizes}: " + ", ".join(clean(change.path, one_line=True) for change in changes[:6]))
    if step.edited:
        lines[0] += "   (edited by you)"
    return labelled(name, lines, source=action_source(action))


def _action_words(action: Action) -> tuple[str, list[str]]:
    match action:
        case Shell(command=command, timeout=timeout):
            lines = clean_lines(command)
            return "Run", [*lines, f"(at most {duration(timeout)})"] if timeout else lines
        case WriteFile(path=path):
            return "Write", [clean(path, one_line=True)]
        case EditFile(path=path):
            return "Edit", [clean(path, one_line=True)]
        case ReadFile(path=path, start=start, end=end):
            span = "" if start == 1 and end is None else f"  lines {start} to {end or 'the end'}"
            return "Read", [clean(path, one_line=True) + span]
        case ListFiles(path=path):
            return "List", [clean(path, one_line=True)]
        case SearchFiles(pattern=pattern, path=path):
            return "Search", [f"{clean(pattern, one_line=True)}   in {clean(path, one_line=True)}"]
        case Submit(message=message):
            return "Submit", clean_lines(message) if message else ["says that it is done"]
        case Say(correction=correction):
            return "Said", ["no usable action; it was told:", *clean_lines(correction)]


def action_source(action: Action) -> str:
    """What `y` copies of an action."""
    match action:
        case Shell(command=command):
            return clean(command)
        case WriteFile(content=content):
            return clean(content)
        case EditFile(new=new):
            return clean(new)
        case _:
            return "\n".join(_action_words(action)[1])


def result_rows(step: StepView) -> list[Row]:
    """How the action went, and its output folded to head and tail."""
    seen = step.observed
    assert seen is not None
    took = duration(seen.seconds)
    if seen.timed_out:
        words, style = f"✗ out of time after {took}", "$lost"
    elif seen.ok:
        words, style = f"ok, {took}", "$gained"
    else:
        status = f"exit {seen.exit_status}" if seen.exit_status is not None else "failed"
        words, style = f"✗ {status}, {took}", "$lost"
    rows = labelled("Result", [words], style=style)
    if seen.cut:
        rows += labelled("", [f"{seen.cut:,} bytes were cut from the middle of the output"], style="$waiting")
    if not seen.output.strip():
        return rows
    lines = clean_lines(seen.output)
    if len(lines) > _HEAD + _TAIL:
        hidden = len(lines) - _HEAD - _TAIL
        rows += labelled("", lines[:_HEAD])
        rows += labelled("", [f"⋯ {plural(hidden, 'line')} more, o shows all"], style="$quiet")
        return rows + labelled("", lines[-_TAIL:])
    return rows + labelled("", lines)


def labelled(name: str, lines: list[str], *, style: str = "", source: str | None = None) -> list[Row]:
    """Rows with a label in the first one's gutter."""
    gutters = [Content(f"{name:<{_LABEL}}").stylize("$quiet"), *[Content(" " * _LABEL)] * (len(lines) - 1)]
    return [
        Row(Content(line).stylize(style) if style else Content(line), gutter, source=source if place == 0 else None)
        for place, (line, gutter) in enumerate(zip(lines, gutters, strict=True))
    ]


def _about(step: StepView | None) -> str:
    if step is None:
        return ""
    used = step.usage
    words = []
    if used.prompt_tokens or used.completion_tokens:
        words.append(f"{used.prompt_tokens + used.completion_tokens:,} tokens")
    if used.cost:
        words.append(f"${used.cost:.3f}")
    if step.parent != step.number - 1:
        words.append(f"builds on step {step.parent}" if step.parent else "builds on the start")
    return ", ".join(words)
