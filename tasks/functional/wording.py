"""The words for what was looked for and what was found, so that every reason reads alike."""

from __future__ import annotations

from tasks.functional.answer import MISSING, Answer, Missing, quoted, short


def place(path: str) -> str:
    return f"`{path}`" if path else "the body"


def got_words(answer: Answer) -> str:
    if answer.status is None:
        return answer.trouble
    body = short(answer.body.decode("utf-8", "replace").strip())
    return f"{answer.status} {' '.join(body.split())}".strip()


def value_words(answer: Answer, path: str) -> str:
    value = answer.at(path)
    if not isinstance(value, Missing):
        return quoted(value)
    if answer.status is not None and answer.json is MISSING:
        return f"what is no JSON: {got_words(answer)}"
    return got_words(answer) if answer.status is None else f"nothing there: {got_words(answer)}"


def shape_words(answer: Answer, path: str) -> str:
    """What stands where a key was looked for: its keys, or the value itself."""
    value = answer.at(path)
    if isinstance(value, dict):
        keys = ", ".join(sorted(value)) or "an empty object"
        return f"{answer.status} with the keys {short(keys)}" if value else f"{answer.status} with {keys}"
    return value_words(answer, path)
