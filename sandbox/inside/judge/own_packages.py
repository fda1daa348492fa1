"""Where an install step's `pip install` may write: the box's own Python is read-only, and holds what most need."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

_FOLDER = ".own-packages"

_MAKE = r"""
python3 -m venv --without-pip "$OWN" &&
python3 -c 'import site, sys; print(*site.getsitepackages(), sep="\n")' > "$PACKAGES/box.pth" &&
for name in pip pip3; do
    printf '#!/bin/sh\nexec "%s/bin/python3" -m pip "$@"\n' "$OWN" > "$OWN/bin/$name" && chmod +x "$OWN/bin/$name"
done || echo "pip has nowhere to write here" >&2
PATH="$OWN/bin:$PATH"
export PATH PYTHONPATH="$PACKAGES${PYTHONPATH:+:$PYTHONPATH}"
unset OWN PACKAGES
"""
"""A virtual environment in which the box's packages count as installed, and come after its own."""


def with_own_packages(command: str, environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The install step's shell command, and its environment, so that `pip install` has somewhere to write."""
    own, packages = _places(environment)
    return _MAKE + command, {**environment, "OWN": own, "PACKAGES": packages}


def after_install(environment: Mapping[str, str]) -> dict[str, str]:
    """The app's environment, in which what was installed is found first, by programs of the box's Python too."""
    own, packages = _places(environment)
    if not os.path.isdir(own):
        return dict(environment)
    paths = {"PATH": f"{own}/bin", "PYTHONPATH": packages}
    return {
        **environment,
        **{name: os.pathsep.join(filter(None, (first, environment.get(name)))) for name, first in paths.items()},
    }


def _places(environment: Mapping[str, str]) -> tuple[str, str]:
    own = os.path.join(environment.get("HOME", "/tmp"), _FOLDER)
    return own, f"{own}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
