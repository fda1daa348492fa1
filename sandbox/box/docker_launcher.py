"""Boxes in Docker: hardened containers with nothing mounted from the host and no network."""

from __future__ import annotations

import contextlib
import functools
from typing import Any

from sandbox.box import places
from sandbox.box.docker_channel import DockerChannel
from sandbox.box.docker_engine import engine, labels, sweep
from sandbox.box.program import bootstrap
from sandbox.ports import BoxDied, BoxKind, BoxLimits, EnvironmentLacks, Role

JUDGE_MAY = ["SETUID", "SETGID", "KILL", "DAC_READ_SEARCH", "SYS_PTRACE"]
"""What the judge needs as root: to be another user, to end its processes, to read what it wrote."""
SHARES = 256
"""CPU weight against the 1024 of everything else, so that the screen stays quick."""
CPUS = 2


class DockerLauncher:
    """Starts containers from one image, which must be there: nothing is ever pulled."""

    kind: BoxKind = "docker"

    def __init__(self, image: str) -> None:
        self._image = image

    def environment(self) -> str:
        return self._identity

    @functools.cached_property
    def _identity(self) -> str:
        """The image's id, asked for once; what earlier runs left behind is swept away on the way."""
        from docker.errors import DockerException, ImageNotFound

        try:
            sweep()
            return str(engine().images.get(self._image).id)
        except ImageNotFound as error:
            raise EnvironmentLacks(f"the image {self._image} is not built", "Run `spar prepare`.") from error
        except (DockerException, OSError) as error:
            raise EnvironmentLacks(f"Docker failed: {str(error)[:160]}", "Run `spar doctor`.") from error

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> DockerChannel:
        from docker.errors import DockerException

        image = self._identity
        client = engine()
        container = channel = None
        try:
            container = client.containers.create(image, ["python3", "-I", "-c", bootstrap()], **_settings(role, limits))
            attached = client.api.attach_socket(
                container.id, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1, "logs": 0}
            )
            channel = DockerChannel(container, attached)
            container.start()
            channel.stdin.write(b"%d\n%s" % (len(program), program))
            channel.stdin.flush()
        except (DockerException, OSError) as error:
            if channel is not None:
                channel.close()
            elif container is not None:
                with contextlib.suppress(DockerException, OSError):
                    container.remove(force=True, v=True)
            raise BoxDied(f"The box did not start: {str(error)[:300]}") from error
        return channel


def _settings(role: Role, limits: BoxLimits) -> dict[str, Any]:
    judge = role == "judge"
    memory = places.memory(limits)
    return {
        "environment": places.environment(role),
        "stdin_open": True,
        "user": "0:0" if judge else f"{places.UID}:{places.UID}",
        "cap_drop": ["ALL"],
        "cap_add": JUDGE_MAY if judge else [],
        "security_opt": ["no-new-privileges:true"],
        "read_only": True,
        "tmpfs": _tmpfs(role, limits),
        "shm_size": limits.disk // 8,
        "network_mode": "none",
        "hostname": "box",
        "extra_hosts": {"postgres": "127.0.0.1"},
        "working_dir": places.TREE,
        "pids_limit": limits.processes,
        "mem_limit": memory,
        "memswap_limit": memory,
        "cpu_shares": SHARES,
        "nano_cpus": min(CPUS, _processors()) * 10**9,
        "ulimits": _ulimits(),
        # The bootstrap is the init (see there). Docker would keep all output in a file on the host: the pipe is enough.
        "init": False,
        "log_config": {"type": "none"},
        "labels": labels(),
        "auto_remove": False,
    }


def _ulimits() -> list[Any]:
    # No nproc: it counts every process of uid 1000 on the host, a desktop's among them. pids_limit is the box's own.
    from docker.types import Ulimit

    return [Ulimit(name="nofile", soft=4096, hard=4096), Ulimit(name="core", soft=0, hard=0)]


def _tmpfs(role: Role, limits: BoxLimits) -> dict[str, str]:
    """The writable places. The judge cannot change owners, so its scratch is open to the users it switches to."""
    owner = f"uid={places.UID},gid={places.UID}"
    rights = {
        places.TREE: f"mode=0755,{owner}",
        places.HOME: f"mode=0700,{owner}",
        places.SCRATCH: "mode=1777" if role == "judge" else f"mode=0700,{owner}",
        "/tmp": "mode=1777",
    }
    sizes = places.sizes(limits)
    return {place: f"rw,exec,nosuid,nodev,size={sizes[place]},{right}" for place, right in rights.items()}


@functools.cache
def _processors() -> int:
    return int(engine().info()["NCPU"])
