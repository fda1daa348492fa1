"""The one line for a failure that asking again doesn't mend: what is wrong, and what to do."""

from __future__ import annotations

from sandbox.agents.endpoint import Endpoint, NoModel
from sandbox.agents.worker_messages import Failed
from sandbox.models.keys import how_to_give, redact
from sandbox.ports import AgentFailed

_WORDS = 300


def in_one_line(endpoint: Endpoint, failed: Failed) -> AgentFailed:
    """What to raise for it."""
    model, words = endpoint.model, redact(failed.words)[:_WORDS]
    match failed.trouble:
        case "auth":
            whose = "server" if endpoint.api_base else endpoint.provider() or "the provider"
            if failed.status == 403:
                return AgentFailed(
                    f"{model} may not be used with this key, or from here; {how_to_give(whose)}. {words}"
                )
            return AgentFailed(f"the key for {whose} was refused; {how_to_give(whose)}. {words}")
        case "no_model" if endpoint.api_base and "model" not in words.lower():
            there = f"{endpoint.server()} is a server, but takes no model calls there"
            return NoModel(f"{there}; an address often ends in /v1. {words}")
        case "no_model":
            return NoModel(f"there is no model {model!r} there: {words}")
        case "context":
            return AgentFailed(f"the conversation doesn't fit into {model}; take a model with a larger window. {words}")
        case _:
            return AgentFailed(f"{model} refused the call: {words}")


def only_too_short(failed: Failed) -> bool:
    """The check's few tokens were too few: the model and the key are fine."""
    return failed.trouble == "rejected" and "max_tokens" in failed.words
