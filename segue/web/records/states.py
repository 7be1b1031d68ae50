"""Listener states by their hash: stored once each, checked when read."""

import os
import secrets
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from segue.accounts.taste import Taste, state_of
from segue.base.errors import NotFound

STATES_FOLDER = "states"


def store_state(folder: Path, state: str, encoded: bytes) -> int:
    """Keep an encoded taste under its hash, readable by its owner alone; gives the bytes written.

    One that is there already is marked as used now and costs nothing. Raises ``OSError``.
    """
    path = _path(folder, state)
    try:
        os.utime(path)
    except FileNotFoundError:
        _write_whole(path, encoded)
        return len(encoded)
    return 0


def read_state(folder: Path, state: str) -> Taste:
    """The taste of a hash. Raises :class:`NotFound` where it is not there, or not what its name says."""
    try:
        encoded = _path(folder, state).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no listener state {state} in {folder / STATES_FOLDER}.") from None
    if state_of(encoded) != state:
        raise NotFound(f"The listener state {state} was changed since it was stored.")
    try:
        return _tastes().validate_json(encoded)
    except ValidationError:
        raise NotFound(f"The listener state {state} is of another version of Segue.") from None


@cache
def _tastes() -> TypeAdapter[Taste]:
    return TypeAdapter(Taste)


def _path(folder: Path, state: str) -> Path:
    return folder / STATES_FOLDER / f"{state}.json"


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename: several workers may store one state at once, and a reader sees it whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
