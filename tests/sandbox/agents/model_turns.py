"""One turn of a model that the test server plays, asked with little patience."""

from __future__ import annotations

from threading import Event as Flag
from typing import Any

from openai_server import Server

from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.patience import Patience
from sandbox.agents.tool_calls import Scaffold
from sandbox.agents.worker import Worker
from sandbox.ports import Proposal, Transcript

# A busy machine may need seconds for an answer; what is about silence brings a shorter one.
QUICK = Patience(attempts=3, silence=90.0, first=0.05, longest=0.1, longest_asked=0.3)
TASK = Transcript("build it")


class Heard:
    """What was streamed."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str]] = []

    def __call__(self, part: str, text: str) -> None:
        self.parts.append((part, text))

    def of(self, part: str) -> str:
        return "".join(text for kind, text in self.parts if kind == part)


def agent(
    server: Server, worker: Worker, scaffold: Scaffold = "tools", model: str = "openai/tiny", **more: Any
) -> LitellmAgent:
    return LitellmAgent(model, scaffold, api_base=server.base, worker=worker, **{"patience": QUICK, **more})


def propose(one: LitellmAgent, transcript: Transcript = TASK) -> Proposal:
    return one.propose(transcript, Heard(), Flag())
