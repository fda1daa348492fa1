"""What every box has installed, in words for an agent."""

from __future__ import annotations

import json
from importlib import resources

from tasks.task import Language


def listing(language: Language) -> str:
    """The packages of a language, `name version`, one a line, as pinned in the image's recipe."""
    recipe = resources.files("sandbox").joinpath("image")
    if language == "python":
        lines = recipe.joinpath("requirements.txt").read_text(encoding="utf-8").splitlines()
        pins = [line.split("#")[0].split(";")[0].strip() for line in lines]
        return "\n".join(pin.replace("==", " ") for pin in pins if "==" in pin)
    wanted = json.loads(recipe.joinpath("package.json").read_text(encoding="utf-8"))["dependencies"]
    return "\n".join(f"{name} {version}" for name, version in wanted.items())
