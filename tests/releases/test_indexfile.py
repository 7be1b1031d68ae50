import struct
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float32
from segue.base.errors import ReleaseRefused
from segue.releases.files import write_file
from segue.releases.index import IndexSettings, build_index
from segue.releases.indexfile import open_index, write_index
from segue.releases.manifest import IndexKind

KINDS: tuple[IndexKind, ...] = ("flat", "hnsw")
VECTORS = np.random.default_rng(0).standard_normal((50, 4), dtype=np.float32)


def save(path: Path, vectors: Float32, kind: IndexKind) -> Path:
    built = build_index(vectors, IndexSettings(kind=kind, m=4))
    write_file(path, lambda write: write_index(built, write))
    return path


def other_index(make: str) -> Any:
    index = faiss.index_factory(4, make, faiss.METRIC_INNER_PRODUCT)
    index.train(VECTORS)
    index.add(VECTORS)
    return index


@pytest.mark.parametrize("kind", KINDS)
def test_an_opened_index_answers_as_the_built_one(tmp_path: Path, kind: IndexKind) -> None:
    built = build_index(VECTORS, IndexSettings(kind=kind, m=4, ef_search=77))
    write_file(tmp_path / "i", lambda write: write_index(built, write))
    opened = open_index(tmp_path / "i", kind, VECTORS)
    for mine, theirs in zip(opened.search(VECTORS, 5), built.index.search(VECTORS, 5), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    if kind == "hnsw":
        assert opened.faiss_index.hnsw.efSearch == 77


@pytest.mark.parametrize("kind", KINDS)
def test_the_vectors_of_an_opened_index_stay_in_the_file(tmp_path: Path, kind: IndexKind) -> None:
    index = open_index(save(tmp_path / "i", VECTORS, kind), kind, VECTORS).faiss_index
    stored: Any = faiss.downcast_index(index.storage) if kind == "hnsw" else index
    assert not stored.codes.is_owned
    if Path("/proc/self/maps").exists():
        assert str(tmp_path / "i") in Path("/proc/self/maps").read_text()


def test_an_index_answers_on_after_its_file_is_removed(tmp_path: Path) -> None:
    path = save(tmp_path / "i", VECTORS, "flat")
    index = open_index(path, "flat", VECTORS)
    before = index.search(VECTORS[:1], 5)
    path.unlink()
    np.testing.assert_array_equal(index.search(VECTORS[:1], 5)[1], before[1])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "vectors",
    [VECTORS[:49], VECTORS[:, :3], VECTORS[::-1], VECTORS * np.float32(1.0001), VECTORS.reshape(25, 8)],
    ids=["fewer songs", "fewer dimensions", "another order", "other numbers", "another shape"],
)
def test_an_index_over_other_vectors_is_refused(tmp_path: Path, kind: IndexKind, vectors: Float32) -> None:
    path = save(tmp_path / "i", VECTORS, kind)
    with pytest.raises(ReleaseRefused, match=r"one row per song|another type|over the item|other vectors"):
        open_index(path, kind, np.ascontiguousarray(vectors))


@pytest.mark.parametrize("make", ["PQ2x4fs", "SQ8", "IVF2,Flat", "HNSW4,SQ8"])
@pytest.mark.parametrize("kind", KINDS)
def test_another_type_of_index_never_reaches_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: IndexKind, make: str
) -> None:
    faiss.write_index(other_index(make), str(tmp_path / "i"))
    monkeypatch.setattr(faiss, "read_index", None)
    with pytest.raises(ReleaseRefused, match=r"another type|one row per song"):
        open_index(tmp_path / "i", kind, VECTORS)


def test_an_index_by_distance_is_refused(tmp_path: Path) -> None:
    index = faiss.IndexHNSWFlat(4, 4, faiss.METRIC_L2)
    index.add(VECTORS)
    faiss.write_index(index, str(tmp_path / "i"))
    with pytest.raises(ReleaseRefused, match="another type"):
        open_index(tmp_path / "i", "hnsw", VECTORS)


@pytest.mark.parametrize("field", [4, 8], ids=["d", "ntotal"])
def test_a_header_that_asks_for_gigabytes_is_refused(tmp_path: Path, field: int) -> None:
    data = bytearray(save(tmp_path / "i", VECTORS, "flat").read_bytes())
    struct.pack_into("<i", data, field, 2**31 - 1)
    (tmp_path / "i").write_bytes(data)
    with pytest.raises(ReleaseRefused, match="over the item vectors"):
        open_index(tmp_path / "i", "flat", VECTORS)


@pytest.mark.parametrize("data", [b"", b"IxFI", b"\0" * 10_000])
def test_what_is_no_index_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "i").write_bytes(data)
    for kind in KINDS:
        with pytest.raises(ReleaseRefused):
            open_index(tmp_path / "i", kind, VECTORS)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("graph") / "i", VECTORS, "hnsw")


@given(data=st.data())
def test_a_damaged_graph_is_refused_or_still_answers(graph: Path, data: st.DataObject) -> None:
    content = bytearray(graph.read_bytes())
    at = data.draw(st.integers(0, len(content) - VECTORS.nbytes - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    damaged = graph.with_name("damaged")
    damaged.unlink(missing_ok=True)
    damaged.write_bytes(content)
    try:
        index = open_index(damaged, "hnsw", VECTORS)
    except ReleaseRefused:
        return
    _, rows = index.search(VECTORS[:3], 5)
    assert ((rows >= 0) & (rows < len(VECTORS))).all()
