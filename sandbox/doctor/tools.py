"""The programs and keys that tasks and agents use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from sandbox.doctor.check import Check
from sandbox.models import keys as model_keys
from sandbox.toolchain import node_runtime, postgres_binaries
from sandbox.toolchain import python_packages as packages
from sandbox.toolchain.node_packages import node_packages
from sandbox.toolchain.piece import Piece

OLDEST_GIT = (2, 25)

KEYS = {
    "ANTHROPIC_API_KEY": "Anthropic",
    "OPENAI_API_KEY": "OpenAI",
    "GEMINI_API_KEY": "Google Gemini",
    "GOOGLE_API_KEY": "Google",
    "AZURE_API_KEY": "Azure",
    "AWS_ACCESS_KEY_ID": "AWS Bedrock",
    "MISTRAL_API_KEY": "Mistral",
    "DEEPSEEK_API_KEY": "DeepSeek",
    "GROQ_API_KEY": "Groq",
    "OPENROUTER_API_KEY": "OpenRouter",
    "TOGETHERAI_API_KEY": "Together AI",
    "XAI_API_KEY": "xAI",
    "COHERE_API_KEY": "Cohere",
    "OLLAMA_API_BASE": "Ollama",
}
"""Environment variables that litellm reads, and whose they are. Only whether they are set is ever looked at."""


def python_packages() -> Check:
    return _fetched("Python packages", "", [packages.python_packages()])


def node() -> Check:
    of_machine = node_runtime.node_of_machine()
    if of_machine is not None:
        return _fetched("Node.js", f"{of_machine.version} of this machine", [node_packages(of_machine)])
    return _fetched("Node.js", "", [node_runtime.node_piece(), node_packages(node_runtime.node_of_wheel())])


def postgres() -> Check:
    folder = postgres_binaries.postgres_of_machine()
    if folder is not None:
        return Check("PostgreSQL", "ok", f"{postgres_binaries.version(folder)} of this machine")
    return _fetched("PostgreSQL", "", [postgres_binaries.postgres_piece()])


def _fetched(name: str, found: str, pieces: list[Piece]) -> Check:
    lacking = [piece for piece in pieces if not piece.ready]
    if not lacking:
        return Check(name, "ok", ", ".join(filter(None, (found, "fetched for local boxes"))))
    size = sum(piece.download for piece in lacking) / 1e6
    seconds = sum(piece.seconds for piece in lacking)
    labels = " and ".join(piece.label for piece in lacking)
    return Check(
        name,
        "partial",
        ", ".join(filter(None, (found, f"{labels} not fetched yet"))),
        f"the first local run that needs them fetches {size:.0f} MB, about {seconds:.0f} s",
        "spar prepare --all",
    )


def git() -> Check:
    program = shutil.which("git")
    if program is None:
        return Check("git", "missing", "not installed", "no sessions at all: every step is a commit", "install git")
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=5, check=False)
    numbers = [int(number) for number in re.findall(r"\d+", asked.stdout)[:3]]
    version = ".".join(map(str, numbers))
    if tuple(numbers[:2]) < OLDEST_GIT:
        wanted = ".".join(map(str, OLDEST_GIT))
        return Check("git", "partial", version, "untested; steps may fail to commit", f"install git {wanted} or newer")
    return Check("git", "ok", version)


def keys() -> Check:
    found = {owner for name, owner in KEYS.items() if os.environ.get(name)}
    found |= {KEYS.get(model_keys.VARIABLES.get(provider, ""), provider) for provider in model_keys.available()}
    owners = ", ".join(sorted(found, key=str.lower))
    trouble = model_keys.file_trouble()
    if trouble is not None:
        detail = "; ".join(filter(None, (owners, str(trouble))))
        return Check("model keys", "partial", detail, "the keys in that file are not used", trouble.remedy)
    if owners:
        return Check("model keys", "ok", owners)
    cost = "recordings, your own hands and model servers of your own work; providers' models do not"
    return Check("model keys", "partial", "none set", cost, model_keys.how_to_give("anthropic"))
