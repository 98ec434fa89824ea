"""Cutting connections between processes: the socket is borrowed from its owner and shut down."""

import ctypes
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PIDFD_GETFD = 438
_ESTABLISHED = "01"
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Connection:
    """One end: whose process, and which of its files."""

    pid: int
    descriptor: int


def connections_of(pids: Iterable[int], port: int) -> list[Connection]:
    """What these processes have open to a port of this machine."""
    return [one for pid in pids for one in _connections(pid, port)]


def _connections(pid: int, port: int) -> Iterator[Connection]:
    with suppress(FileNotFoundError, ProcessLookupError):
        inodes = _inodes(pid, port)
        entries = Path(f"/proc/{pid}/fd").iterdir() if inodes else ()
        for entry in entries:
            with suppress(FileNotFoundError):
                inode = os.readlink(entry).removeprefix("socket:[").removesuffix("]")
                if inode in inodes:
                    yield Connection(pid, int(entry.name))


def _inodes(pid: int, port: int) -> set[str]:
    """Of the established connections to the port, whoever has them."""
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    end = f":{port:04X}"
    return {row[9] for row in rows if row[3] == _ESTABLISHED and row[2].endswith(end)}


def cut(connection: Connection) -> bool:
    """End it for both sides, as a router that forgets it does; False if it was gone already.

    Raises PermissionError where the system does not let us.
    """
    with suppress(ProcessLookupError):
        owner = os.pidfd_open(connection.pid)
        borrowed = _libc.syscall(_PIDFD_GETFD, owner, connection.descriptor, 0)
        error = ctypes.get_errno()
        os.close(owner)
        if borrowed < 0 and error == 1:
            raise PermissionError(error, os.strerror(error))
        if borrowed < 0:
            return False
        with suppress(OSError), socket.socket(fileno=borrowed) as found:
            found.shutdown(socket.SHUT_RDWR)
            return True
    return False
