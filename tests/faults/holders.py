"""Which process holds the other end of a connection of this machine, by /proc (Linux)."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def holder_of(server_port: int, client_port: int, among: Iterable[int]) -> int | None:
    """The first of some processes that has taken a connection; ``None`` if none of them has."""
    socket = f"socket:[{_inode(server_port, client_port)}]"
    return next((pid for pid in among if socket in _open_in(pid)), None)


def _inode(server_port: int, client_port: int) -> int:
    """Of the server's end; 0 while nobody has taken it."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, *fields = line.split()
        if (_port(local), _port(remote)) == (server_port, client_port):
            return int(fields[6])
    return 0


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _open_in(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):  # it has ended
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed since
                found.add(str(descriptor.readlink()))
    return found
