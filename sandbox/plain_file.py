"""Opens files that anybody may have put there: a pipe would wait for its writer, and some devices have no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: Path) -> BinaryIO:
    """A plain file, to be read; a link to one will do. Raises OSError, also where something else lies there."""
    return open(descriptor_of(path, os.O_RDONLY), "rb")


def descriptor_of(path: Path, flags: int) -> int:
    """The same as a descriptor, opened with these flags, those for making it among them."""
    try:
        file = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EISDIR):  # a pipe that nobody reads, a folder: neither can be written
            raise _no_plain_file(path) from error
        raise
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    raise _no_plain_file(path)


def _no_plain_file(path: Path) -> OSError:
    return OSError(errno.EINVAL, f"{path.name} is no plain file", str(path))
