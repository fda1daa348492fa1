"""The fenced format: every action survives being written and read, and what is malformed is corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.agents.fenced import block_of, take_apart
from sandbox.agents.messages import Manner, instructions
from sandbox.agents.tool_calls import Call, action_of, call_of

ACTIONS: list[Action] = [
    Shell("ls -la && cat run.sh"),
    Shell("cat > a.md <<'EOF'\n```python\nx\n```\nEOF"),
    WriteFile("app/db.py", "import sqlite3\n"),
    WriteFile("a file with spaces.md", "````\ninner\n````\n"),
    WriteFile("empty.py", ""),
    EditFile("a.py", "x = 1", "x = 2\ny = 3"),
    EditFile("a.py", "gone\n", ""),
    ReadFile("a.py"),
    ReadFile("a.py", 10, 20),
    ReadFile("a.py", 10),
    ListFiles("app"),
    ListFiles(),
    SearchFiles("def .*connect", "app"),
    Submit("all done"),
    Submit(),
]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_block_that_was_written_is_read_as_the_same_action(action: Action) -> None:
    spoken = take_apart(f"I do this.\n\n{block_of(action)}", "tools")
    assert spoken is not None
    assert (spoken.thought, spoken.action, spoken.more) == ("I do this.", action, 0)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_call_that_was_written_is_read_as_the_same_action(action: Action) -> None:
    assert action_of(call_of(action, "tools"), "tools") == action


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```bash\nls", "isn't closed"),
        ("```bash\n\n```", "it is empty"),
        ("```write\nx\n```", "path is missing"),
        ("```edit a.py\nx\n```", "<<<<<<<"),
        ("```search\n\n```", "it is empty"),
    ],
)
def test_a_malformed_block_is_corrected(text: str, words: str) -> None:
    spoken = take_apart(text, "tools")
    assert spoken is not None
    assert isinstance(spoken.action, Say)
    assert words in spoken.action.correction


def test_of_several_blocks_the_first_counts() -> None:
    spoken = take_apart("a\n```bash\nls\n```\nb\n```bash\nrm x\n```", "tools")
    assert spoken is not None
    assert (spoken.thought, spoken.action, spoken.more) == ("a", Shell("ls"), 1)


def test_the_bash_scaffold_knows_only_commands_and_ends_by_one() -> None:
    assert take_apart("```write a.py\nx\n```", "bash") is None
    spoken = take_apart("Done.\n```bash\nsubmit\n```", "bash")
    assert spoken is not None
    assert spoken.action == Submit()


@pytest.mark.parametrize("scaffold", ["bash", "tools"])
def test_every_block_that_the_instructions_show_can_be_carried_out(scaffold: str) -> None:
    assert scaffold in ("bash", "tools")
    text = instructions(Manner("bash" if scaffold == "bash" else "tools", native=False))
    spoken = take_apart(text, "tools")
    assert spoken is not None
    assert spoken.more == (0 if scaffold == "bash" else 6)
    for part in text.split("\n\n"):
        one = take_apart(part, "tools")
        assert one is None or not isinstance(one.action, Say), part


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    spoken = take_apart(text, "tools")
    assert spoken is None or spoken.thought in text
    edit = take_apart(f"```edit a\n{text}\n```", "tools")
    assert edit is not None
    assert isinstance(edit.action, EditFile | Say)


@given(st.sampled_from(["bash", "write", "read", "nothing"]), st.text(max_size=200))
def test_no_arguments_break_the_reader(name: str, arguments: str) -> None:
    action = action_of(Call(name, arguments), "tools")
    assert isinstance(action, Say | Shell | WriteFile | ReadFile)
