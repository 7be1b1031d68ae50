"""A few songs to make releases of, and a forger who gets every checksum right."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray
from segue.base.ids import IdMap, ReleaseId
from segue.base.source import Source
from segue.releases import npy
from segue.releases.index import IndexSettings, build_index
from segue.releases.manifest import Data, FoldIn, ManifestDraft, Trainer
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder

REPORT = {"report.html": b"<p>a report</p>"}


def song_arrays(n_songs: int = 6, dimensions: int = 4, seed: int = 0) -> dict[str, AnyArray]:
    rng = np.random.default_rng(seed)
    return {
        "item_vectors": rng.standard_normal((n_songs, dimensions), dtype=np.float32),
        "popularity": np.arange(n_songs, dtype=np.float32),
        "model/user_vectors": rng.standard_normal((2, dimensions), dtype=np.float32),
        **IdMap.of([f"song {row}" for row in range(n_songs)]).arrays("song_ids"),
    }


def draft(**changes: Any) -> ManifestDraft:
    fields: dict[str, Any] = {
        "trainer": Trainer(name="svd", parameters={"factors": 4, "lr": 0.05}),
        "fold_in": FoldIn(kind="ridge", settings={"regularisation": 0.02}),
        "seed": 7,
        "data": Data(
            fingerprint="abc",
            sources=(Source(name="Hörer.csv", format="lastfm", licence="CC0", sha256="0" * 64, rows=12),),
            report={"rows": 12},
        ),
        "libraries": {"numpy": np.__version__},
        "metrics": {"recall@20": 0.3},
        "notes": ("made for a test",),
    }
    return ManifestDraft(**(fields | changes))


def make_candidate(store: ReleaseStore, *, seed: int = 0, n_songs: int = 6) -> ReleaseId:
    return write_folder(store, "candidate", song_arrays(n_songs, seed=seed), REPORT, draft())


def make_release(
    store: ReleaseStore, *, seed: int = 0, n_songs: int = 6, kind: str = "flat", **changes: AnyArray
) -> ReleaseId:
    arrays = song_arrays(n_songs, seed=seed) | changes
    index = build_index(arrays["item_vectors"], IndexSettings(kind=kind, m=4))  # type: ignore[arg-type]
    return write_folder(store, "release", arrays, REPORT, draft(), index=index)


def array_bytes(array: AnyArray) -> bytes:
    """The whole file of an array."""
    return npy.header(array.dtype.str, array.shape) + npy.data_bytes(array).tobytes()


def damage(store: ReleaseStore, release_id: str) -> None:
    (store.path(release_id) / "report.html").write_bytes(b"damaged")


def read_document(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "manifest.json").read_bytes())
    assert isinstance(document, dict)
    return document


def spell(document: dict[str, Any]) -> bytes:
    """The bytes of a manifest with this content, its checksum put right."""
    document = {key: value for key, value in document.items() if key != "checksum"}
    document |= {"checksum": hashlib.sha256(_compact(document)).hexdigest()}
    return json.dumps(document, sort_keys=True, indent=1).encode() + b"\n"


def forge(folder: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    """Change a manifest, then put the id, the checksum and the folder's name right."""
    document = read_document(folder)
    edit(document)
    content_hash = hashlib.sha256(_compact(document["files"])).hexdigest()
    document["id"] = document["id"][:-8] + content_hash[:8]
    (folder / "manifest.json").write_bytes(spell(document))
    return folder.rename(folder.with_name(document["id"]))


def forge_file(folder: Path, name: str, data: bytes, **entry: Any) -> Path:
    """Change a file of a release, then put its size, its checksum and the whole manifest right."""
    (folder / name).write_bytes(data)
    entry |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return forge(folder, lambda document: document["files"].setdefault(name, {}).update(entry))


def _compact(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
