"""What was made lately and may be wanted again, in bounded memory."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key; the one that nobody asked for longest goes first. Threads may share it.

    Args:
        most_bytes: that all values take together, by what :meth:`keep` is told.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """What was kept; ``None`` where nothing is."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
        return found[0]

    def drop(self, key: Key) -> None:
        """Keep nothing for a key."""
        with self._lock:
            found = self._values.pop(key, None)
            self._bytes -= 0 if found is None else found[1]

    def keep(self, key: Key, value: Value, n_bytes: int) -> None:
        """Keep a value, in the place of the one that stood there; one too large for all is not kept."""
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._bytes -= before
            if n_bytes > self._most_bytes:
                return
            self._values[key] = value, n_bytes
            self._bytes += n_bytes
            while self._bytes > self._most_bytes:
                _, (_, gone) = self._values.popitem(last=False)
                self._bytes -= gone
