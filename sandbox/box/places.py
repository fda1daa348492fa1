"""Where things lie inside every box, how large they may grow, and the environment its programs see."""

from __future__ import annotations

from sandbox.ports import BoxLimits, Role

TREE = "/workspace"
SCRATCH = "/run/spar"
HOME = "/home/spar"
UID = 1000
POSTGRES_UID = 1001
"""Who owns the database server where the judge can switch users; the image has a passwd entry for both."""


def sizes(limits: BoxLimits) -> dict[str, int]:
    """The writable places of a box and their sizes in bytes; each is a tmpfs of its own."""
    return {
        TREE: limits.disk,
        SCRATCH: limits.disk // 2,
        "/tmp": limits.disk // 4,
        HOME: limits.disk // 8,
        "/dev/shm": limits.disk // 8,
    }


def memory(limits: BoxLimits) -> int:
    """Bytes for processes and files together, for a tmpfs is memory: a full disk shall not kill the programs."""
    return limits.memory + limits.disk


def environment(role: Role, *, tree: str = TREE, scratch: str = SCRATCH, home: str = HOME) -> dict[str, str]:
    """What the in-box program finds in its environment, the search path and the database's folders aside."""
    variables: dict[str, str] = {
        "SPAR_TREE": tree,
        "SPAR_SCRATCH": scratch,
        "HOME": home,
        "USER": "spar",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "PYTHONUNBUFFERED": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "npm_config_offline": "true",
        "npm_config_logs_max": "0",
        "npm_config_update_notifier": "false",
    }
    users = {"SPAR_APP_UID": str(UID), "SPAR_PG_UID": str(POSTGRES_UID)}
    return variables | users if role == "judge" else variables
