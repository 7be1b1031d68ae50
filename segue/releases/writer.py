"""Write a candidate or a release so that it is there whole, or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from segue.base.arrays import AnyArray
from segue.base.errors import DataError, Unavailable
from segue.base.files import sync_folder
from segue.base.ids import IdMap, ReleaseId
from segue.releases import locks, npy
from segue.releases.files import Content, Write, sync_tree, write_file
from segue.releases.index import BuiltIndex
from segue.releases.indexfile import write_index
from segue.releases.manifest import FileEntry, Kind, Manifest, ManifestDraft, content_hash
from segue.releases.names import (
    INDEX_FILE,
    LIKENESS_FILE,
    MANIFEST_FILE,
    array_file,
    is_file_name,
    make_id,
    moment_of,
)
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify

_WRITING: Final = ".writing-"
_LOCK: Final = ".lock"


def write_folder(
    store: ReleaseStore,
    kind: Kind,
    arrays: Mapping[str, AnyArray],
    files: Mapping[str, bytes],
    describe: ManifestDraft,
    *,
    index: BuiltIndex | None = None,
    likeness: BuiltIndex | None = None,
) -> ReleaseId:
    """Write a folder of the store in a hidden place, verify it by reading it back, and move it into view.

    Whatever ends the writer, the store holds the whole folder or nothing; what dead writers left is removed.

    Args:
        store: where.
        kind: a candidate has no index, a release has one.
        arrays: by name, among them ``item_vectors`` (float32, n × d, n ≥ 1) and the id map ``song_ids.*``.
        files: what else belongs to it, by file name, such as ``report.html``.
        describe: the manifest as far as its maker knows it.
        index: over exactly ``item_vectors``.
        likeness: over what likeness compares, where every song is not compared.

    Raises:
        DataError: a name or an array that is not stored, NaN or infinity, or an array that is missing.
        ReleaseRefused: what was written does not verify, such as an index over other vectors.
        Unavailable: the disk is full, or the folder can't be written.
    """
    if (kind == "release") != (index is not None):
        raise DataError("A release is written with its index, a candidate without one.")
    stored = _storable(arrays, files)
    indexes = {INDEX_FILE: index, LIKENESS_FILE: likeness}
    parent = store.folder(kind)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(parent)
        with _hidden_folder(parent) as folder:
            entries = _write_contents(folder, stored, files, indexes)
            present = store.candidates() if kind == "candidate" else store.releases()
            created_at = _next_moment(present, store.clock())
            manifest = _manifest(describe, kind, created_at, entries=entries, stored=stored, indexes=indexes)
            write_file(folder / MANIFEST_FILE, _bytes(manifest.to_bytes()))
            sync_tree(folder)
            verify(folder, expected_id=manifest.id)
            folder.rename(parent / manifest.id)
            sync_folder(parent)
    except OSError as error:
        raise Unavailable(
            f"The {kind} can't be written to {store.root} ({error.strerror}); nothing of it was kept."
        ) from error
    return manifest.id


def _storable(arrays: Mapping[str, AnyArray], files: Mapping[str, bytes]) -> dict[str, AnyArray]:
    for name in (*map(array_file, arrays), *files):
        if not is_file_name(name) or (
            name in files and (name.endswith(".npy") or name in (INDEX_FILE, LIKENESS_FILE))
        ):
            raise DataError(f"{name!r:.80} can't be the name of a file in a release.")
    stored = {}
    for name, array in arrays.items():
        try:
            stored[name] = npy.storable(array)
        except ValueError as error:
            raise DataError(f"The array {name} can't be stored: {error}.") from error
    vectors = stored.get("item_vectors")
    if vectors is None or vectors.ndim != 2 or 0 in vectors.shape:
        raise DataError("A release needs the array item_vectors, with a row for each song.")
    return stored


def _write_contents(
    folder: Path,
    stored: Mapping[str, AnyArray],
    files: Mapping[str, bytes],
    indexes: Mapping[str, BuiltIndex | None],
) -> dict[str, FileEntry]:
    entries = {array_file(name): _write_array(folder / array_file(name), a) for name, a in stored.items()}
    for name, data in files.items():
        entries[name] = write_file(folder / name, _bytes(data))
    for name, index in indexes.items():
        if index is not None:
            entries[name] = write_file(folder / name, partial(write_index, index))
    return entries


def _bytes(data: bytes) -> Content:
    return lambda write: write(data)


def _write_array(path: Path, array: AnyArray) -> FileEntry:
    def content(write: Write) -> None:
        write(npy.header(array.dtype.str, array.shape))
        write(npy.data_bytes(array))

    return write_file(path, content).model_copy(update={"dtype": array.dtype.str, "shape": array.shape})


def _manifest(
    describe: ManifestDraft,
    kind: Kind,
    created_at: datetime,
    *,
    entries: dict[str, FileEntry],
    stored: Mapping[str, AnyArray],
    indexes: Mapping[str, BuiltIndex | None],
) -> Manifest:
    try:
        id_map = IdMap.from_arrays(stored, "song_ids")
        id_map.check("song_ids")
    except (KeyError, ValueError) as error:
        raise DataError(f"The id map song_ids can't be used: {error}.") from error
    n_songs, dimensions = stored["item_vectors"].shape
    return Manifest(
        **{name: getattr(describe, name) for name in ManifestDraft.model_fields},
        id=make_id(created_at, content_hash(entries)),
        kind=kind,
        created_at=created_at,
        files=entries,
        n_songs=n_songs,
        dimensions=dimensions,
        id_map_checksum=id_map.checksum,
        index=None if (index := indexes[INDEX_FILE]) is None else index.entry,
        likeness=None if (likeness := indexes[LIKENESS_FILE]) is None else likeness.entry,
    )


def _next_moment(present: Sequence[ReleaseId], now: datetime) -> datetime:
    # Ids sort by age: a new one comes after all that are there, also within a second or on a clock set back.
    latest = max(filter(None, map(moment_of, present)), default=None)
    moment = now.replace(microsecond=0)
    return moment if latest is None or latest < moment else latest + timedelta(seconds=1)


@contextmanager
def _hidden_folder(parent: Path) -> Iterator[Path]:
    folder = parent / f"{_WRITING}{secrets.token_hex(8)}"
    lock = folder.with_name(folder.name + _LOCK)
    with locks.hold(lock):  # says that this writer lives
        try:
            folder.mkdir()
            yield folder
        finally:
            if folder.exists():  # not renamed: something went wrong
                shutil.rmtree(folder)
            lock.unlink()


def _remove_leftovers(parent: Path) -> None:
    for lock in parent.glob(f"{_WRITING}*{_LOCK}"):
        descriptor = locks.try_lock(lock)
        if descriptor is None:
            continue  # its writer lives
        try:
            folder = lock.with_name(lock.name.removesuffix(_LOCK))
            if folder.exists():
                shutil.rmtree(folder)
            lock.unlink()
        finally:
            os.close(descriptor)
