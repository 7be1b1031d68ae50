"""Whose listening a release was trained on: which releases and candidates hold a listener."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap, ReleaseId
from segue.releases.files import check_file, read_manifest
from segue.releases.manifest import Manifest
from segue.releases.names import array_file
from segue.releases.npy import map_array
from segue.releases.store import ReleaseStore

MAPS: Final = ("model/user_ids", "exam/listener_ids")
"""The id maps of listeners: those the model learned from, and those it was measured on."""
_COLUMNS: Final = ("offsets", "utf8", "hashes", "rows")


@dataclass(frozen=True)
class Holders:
    """What holds a listener.

    Attributes:
        releases: oldest first.
        candidates: oldest first.
        current: the release in service; ``None`` without one.
        unread: releases and candidates that could not be looked into: broken, gone meanwhile, or out of time.
    """

    releases: tuple[ReleaseId, ...] = ()
    candidates: tuple[ReleaseId, ...] = ()
    current: ReleaseId | None = None
    unread: tuple[ReleaseId, ...] = ()


def holders_of(
    store: ReleaseStore, listener: str, *, seconds: float, monotonic: Callable[[], float] = time.monotonic
) -> Holders:
    """Look for a listener in every release and candidate, the newest first.

    Reads their maps of listeners and no more: 40 MB for a million of them.

    Args:
        store: where.
        listener: an id as in the dataset.
        seconds: no folder is begun after this time; what is left then is ``unread``.
        monotonic: a clock in seconds that never goes back.

    Raises ``OSError`` where the store itself can't be listed.
    """
    deadline = monotonic() + seconds
    unread: list[ReleaseId] = []

    def may_hold(folder: Path) -> bool:
        if monotonic() <= deadline:
            with suppress(ReleaseRefused):
                return holds_listener(folder, listener)
        unread.append(ReleaseId(folder.name))
        return False

    def holding(parent: Path, found: tuple[ReleaseId, ...]) -> tuple[ReleaseId, ...]:
        return tuple(sorted(each for each in reversed(found) if may_hold(parent / each)))

    releases = holding(store.folder("release"), store.releases())
    candidates = holding(store.folder("candidate"), store.candidates())
    return Holders(releases, candidates, store.named(), tuple(sorted(unread)))


def holds_listener(folder: Path, listener: str) -> bool:
    """Whether a release or a candidate was trained or measured on a listener.

    Reads and checks the maps of listeners alone. Raises :class:`ReleaseRefused` where they are not as the
    manifest says.
    """
    try:
        manifest = read_manifest(folder)
        return any(_holds(folder, manifest, name, listener) for name in MAPS)
    except (ReleaseRefused, OSError, KeyError, ValueError) as error:
        raise ReleaseRefused(f"{folder.name} can't be looked into: {error}.") from error


def _holds(folder: Path, manifest: Manifest, name: str, listener: str) -> bool:
    columns = [f"{name}.{column}" for column in _COLUMNS]
    if not any(array_file(column) in manifest.files for column in columns):
        return False
    arrays = {column: _array(folder, manifest, array_file(column)) for column in columns}
    return IdMap.from_arrays(arrays, name).row(listener) is not None


def _array(folder: Path, manifest: Manifest, file: str) -> AnyArray:
    entry = manifest.files[file]
    check_file(folder, file, entry)
    if entry.dtype is None or entry.shape is None:
        raise ReleaseRefused(f"{file} is not described as an array")
    return map_array(folder / file, entry.dtype, entry.shape)
