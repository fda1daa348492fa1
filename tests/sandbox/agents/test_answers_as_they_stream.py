"""What is shown of an answer while it arrives."""

from __future__ import annotations

from sandbox.agents.answer import Answer
from sandbox.agents.worker_messages import Words


def test_a_blank_line_parts_reasoning_from_what_is_said() -> None:
    shown: list[tuple[str, str]] = []
    answer = Answer(lambda part, text: shown.append((part, text)))
    for text, aside in (("Is it ", True), ("slow?", True), ("", False), ("I drop ", False), ("the load.", False)):
        answer.take(Words(1, text, aside))
    assert "".join(text for part, text in shown if part == "thought") == "Is it slow?\n\nI drop the load."
    assert answer.text == "I drop the load."
