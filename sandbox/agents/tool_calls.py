"""Tool calling: the tools as a provider is told of them, and a model's calls as actions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.agents import corrections

Scaffold = Literal["bash", "tools"]

_NAMED: dict[str, tuple[type[Action], str]] = {
    "bash": (Shell, "Run one command with bash in the working directory; gives its output and exit status."),
    "read": (ReadFile, "Show a file, or its lines `start` to `end` (from 1, both included)."),
    "write": (WriteFile, "Create or replace a file; the folders above it are made."),
    "edit": (EditFile, "Replace the one place in a file where `old` occurs exactly by `new`."),
    "list": (ListFiles, "List the files below a folder, two levels deep."),
    "search": (SearchFiles, "Lines below `path` that match a regular expression."),
    "submit": (Submit, "The work is complete and checked. Ends it; nothing can be changed after that."),
}
_HIDDEN_FIELDS = {"timeout"}
_ECHO = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call as it came: a name, and what should be a JSON object."""

    name: str
    arguments: str


def names(scaffold: Scaffold) -> tuple[str, ...]:
    return ("bash",) if scaffold == "bash" else tuple(_NAMED)


def schemas(scaffold: Scaffold) -> list[dict[str, Any]]:
    """The tools in the OpenAI protocol's form."""
    return [_schema(name) for name in names(scaffold)]


def action_of(call: Call, scaffold: Scaffold) -> Action:
    """The action of a call; a `Say` with a correction where it is unknown or malformed."""
    known = names(scaffold)
    if call.name not in known:
        return Say(corrections.unknown_tool(call.name[:_ECHO], known))
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError) as error:
        return Say(corrections.not_json(call.name, str(error)[:_ECHO]))
    if not isinstance(arguments, dict):
        return Say(corrections.wrong_arguments(call.name, f"an object is needed, not {type(arguments).__name__}"))
    kind = _NAMED[call.name][0]
    # Models send null for what they leave out, and what some other program's tool takes: a time-out in milliseconds.
    given = {
        name: _text(value) for name, value in arguments.items() if value is not None and name not in _HIDDEN_FIELDS
    }
    try:
        action: Action = msgspec.convert({**given, "type": kind.__struct_config__.tag}, kind, strict=False)
    except msgspec.ValidationError as error:
        return Say(corrections.wrong_arguments(call.name, str(error)[:_ECHO]))
    return submission(action)


def _text(value: object) -> object:
    """JSON's escapes can say half of a surrogate pair, which no file and no journal takes."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def submission(action: Action) -> Action:
    """With nothing but a shell, the command `submit` says that the work is done; no program has that name."""
    if isinstance(action, Shell) and action.command.strip().strip("`'\"") == "submit":
        return Submit()
    return action


def call_of(action: Action, scaffold: Scaffold) -> Call:
    """The call that asks for an action, the same text every time: what is sent again must not change."""
    if isinstance(action, Submit) and scaffold == "bash":
        return Call("bash", '{"command": "submit"}')
    fields = msgspec.structs.asdict(action)
    default = dict(zip(reversed(fields), reversed(action.__struct_defaults__), strict=False))
    given = {name: value for name, value in fields.items() if name not in default or default[name] != value}
    tag = str(action.__struct_config__.tag)
    return Call("bash" if tag == "shell" else tag, json.dumps(given, ensure_ascii=False))


def _schema(name: str) -> dict[str, Any]:
    kind, description = _NAMED[name]
    whole = msgspec.json.schema(kind)["$defs"][kind.__name__]
    fields = {
        field: {key: value for key, value in facts.items() if key != "default"}
        for field, facts in whole["properties"].items()
        if field != "type" and field not in _HIDDEN_FIELDS
    }
    for facts in fields.values():
        if "anyOf" in facts:  # `integer or null`: not every provider takes that, and null may be left out
            facts.update(facts.pop("anyOf")[0])
    parameters = {
        "type": "object",
        "properties": fields,
        "required": [field for field in whole["required"] if field != "type"],
    }
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}
