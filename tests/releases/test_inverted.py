import struct
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from segue.base.arrays import Float32, Int64
from segue.base.errors import ReleaseRefused
from segue.releases import inverting, lists
from segue.releases.files import write_file
from segue.releases.indexfile import open_index, open_inverted
from segue.releases.inverted import InvertedIndex
from segue.releases.invertedfile import BLOCK, lists_of
from segue.releases.inverting import invert, with_effort

RNG = np.random.default_rng(0)
SONGS = RNG.standard_normal((600, 10), dtype=np.float32) * RNG.uniform(0.2, 2, (600, 1)).astype(np.float32)
ASKED = RNG.standard_normal((60, 10), dtype=np.float32)


def exact(query: Float32, rows: Int64) -> Float32:
    scores: Float32 = SONGS[rows] @ query
    return scores


@pytest.fixture(scope="module")
def built() -> InvertedIndex:
    return with_effort(invert(SONGS, ASKED, exact), 8, 2)


@pytest.fixture(scope="module")
def written(built: InvertedIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inverted") / "i"
    write_file(path, built.held.write)
    return path


def test_scores_are_exact_and_fall_and_equal_ones_stand_by_row(built: InvertedIndex) -> None:
    scores, rows = built.search(ASKED[:5], 20)
    assert (scores.dtype.str, rows.dtype.str, rows.shape) == ("<f4", "<i4", (5, 20))
    for query, own_scores, own_rows in zip(ASKED, scores, rows, strict=False):
        np.testing.assert_allclose(own_scores, SONGS[own_rows] @ query, rtol=1e-5)
        order = np.lexsort((own_rows, -own_scores))
        np.testing.assert_array_equal(order, np.arange(20))
        assert len(set(own_rows.tolist())) == 20


def test_many_queries_are_answered_as_single_ones_are(built: InvertedIndex) -> None:
    together = built.search(ASKED, 30)
    for at, query in enumerate(ASKED):
        alone = built.search(query[None], 30)
        np.testing.assert_array_equal(together[0][at], alone[0][0])
        np.testing.assert_array_equal(together[1][at], alone[1][0])


@pytest.mark.parametrize("k", [599, 600, 10**9])
def test_as_many_as_are_wanted_are_found_however_few_lists_are_looked_into(
    built: InvertedIndex, k: int
) -> None:
    _, rows = with_effort(built, 1, 1).search(ASKED[:2], k)
    assert rows.shape == (2, min(k, 600))
    assert sorted(set(rows[0].tolist())) == sorted(rows[0].tolist())


def test_who_looks_everywhere_misses_nothing(built: InvertedIndex) -> None:
    scores, _ = with_effort(built, built.held.shape.lists, 6).search(ASKED, 50)
    np.testing.assert_allclose(scores, -np.sort(-(ASKED @ SONGS.T), axis=1)[:, :50], rtol=1e-4, atol=1e-5)


def test_of_a_part_of_the_songs_those_are_found_that_are_best(built: InvertedIndex) -> None:
    chosen = RNG.random(600) < 0.4
    part = with_effort(built, built.held.shape.lists, 6).only(chosen)
    scores = np.where(chosen, ASKED @ SONGS.T, -np.inf)
    found, rows = part.search(ASKED, 30)
    np.testing.assert_allclose(found, -np.sort(-scores, axis=1)[:, :30], rtol=1e-4, atol=1e-5)
    assert chosen[rows].all()
    for query in (ASKED[:1], np.zeros((1, 10), np.float32)):
        _, rows = built.only(chosen).search(query, 600)
        assert np.sort(rows[0]).tolist() == np.flatnonzero(chosen).tolist()


def test_a_query_that_tells_no_songs_apart_is_answered_by_row(built: InvertedIndex) -> None:
    for query in (np.zeros((1, 10), np.float32), np.full((1, 10), 1e-30, np.float32)):
        scores, rows = built.search(query, 3)
        assert len(rows[0]) == 3
        np.testing.assert_allclose(scores, 0, atol=1e-20)


@pytest.mark.parametrize(
    ("queries", "k", "reason"),
    [
        (np.ones((1, 9), np.float32), 1, "shape"),
        (np.full((1, 10), np.nan, np.float32), 1, "finite"),
        (np.ones((1, 10), np.float32), 0, "at least 1"),
    ],
)
def test_a_query_that_can_not_be_answered_is_refused(
    built: InvertedIndex, queries: Float32, k: int, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        built.search(queries, k)


def test_equal_arguments_give_equal_indexes(built: InvertedIndex) -> None:
    again = invert(SONGS, ASKED, exact)
    np.testing.assert_array_equal(again.held.blocks, built.held.blocks)
    np.testing.assert_array_equal(again.held.asking, built.held.asking)


@pytest.mark.parametrize("known", [True, False])
def test_an_opened_index_answers_as_the_built_one(
    built: InvertedIndex, written: Path, *, known: bool
) -> None:
    opened = open_inverted(written, SONGS.shape, exact, known=known)
    assert opened.held.shape == built.held.shape
    for mine, theirs in zip(opened.search(ASKED, 40), built.search(ASKED, 40), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_a_file_as_it_was_written_at_first_is_still_searched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(inverting, "CODE_COORDINATES", 2)
    held = with_effort(invert(SONGS, ASKED, exact), 8, 4).held
    shape = held.shape
    content = struct.pack(
        "<8s7Q",
        b"SEGUEIVF",
        *(shape.songs, shape.dimensions, shape.coordinates, shape.lists, shape.probes, shape.spare),
        shape.blocks,
    )
    for array in (held.asking, held.centres, held.codebooks, held.sizes, held.blocks):
        content += bytes(-len(content) % 64) + array.tobytes()
    (tmp_path / "i").write_bytes(content)
    opened = open_inverted(tmp_path / "i", SONGS.shape, exact)
    assert not opened.held.margins.any()
    assert opened.held.shape == shape
    for mine, theirs in zip(
        with_effort(opened, shape.lists, 4).search(ASKED, 40),
        with_effort(InvertedIndex(held, exact, opened.faiss_index), shape.lists, 4).search(ASKED, 40),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_its_lists_stay_in_the_file_and_outlive_it(written: Path, tmp_path: Path) -> None:
    path = tmp_path / "i"
    path.write_bytes(written.read_bytes())
    opened = open_inverted(path, SONGS.shape, exact)
    before = opened.search(ASKED[:1], 5)[1]
    if Path("/proc/self/maps").exists():
        assert str(path) in Path("/proc/self/maps").read_text()
    path.unlink()
    np.testing.assert_array_equal(opened.search(ASKED[:1], 5)[1], before)


def test_an_index_of_a_release_is_opened_over_its_vectors(written: Path) -> None:
    scores, rows = open_index(written, "ivf", SONGS).search(ASKED[:1], 3)
    np.testing.assert_allclose(scores[0], SONGS[rows[0]] @ ASKED[0], rtol=1e-5)


def test_every_song_stands_in_one_list(built: InvertedIndex) -> None:
    ids = np.concatenate([ids[:size] for size, _, ids in lists_of(built.held)])
    np.testing.assert_array_equal(np.sort(ids), np.arange(600))
    assert all((ids[size:] == -1).all() for size, _, ids in lists_of(built.held))
    assert all(len(ids) % BLOCK == 0 for _, _, ids in lists_of(built.held))


def test_the_longest_songs_have_lists_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ONE_TIER", lists.TIERS)
    built = invert(SONGS, ASKED, exact)
    asking = built.held.asking.astype(np.float64)
    moved = SONGS @ np.linalg.inv(asking @ asking.T) @ asking
    longest = np.argsort(-np.linalg.norm(moved, axis=1))[: len(SONGS) // 100]
    size, _, ids = next(lists_of(built.held))
    assert sorted(ids[:size].tolist()) == sorted(longest.tolist())


def test_a_list_is_looked_into_for_what_it_may_hold(built: InvertedIndex) -> None:
    own = [set(ids[:size].tolist()) for size, _, ids in lists_of(built.held)]
    number = max(range(len(own)), key=lambda at: len(own[at]))
    margins = built.held.margins.copy()
    margins[number] = 1e6
    promising = InvertedIndex(replace(built.held, margins=margins), exact, built.faiss_index)
    _, rows = with_effort(promising, 1, 1).search(ASKED[:10], 3)
    assert set(rows.reshape(-1).tolist()) <= own[number]


def header_field(number: int, value: int) -> tuple[int, bytes]:
    return 8 + 8 * number, struct.pack("<Q", value)


@pytest.mark.parametrize(
    ("at", "data"),
    [
        (0, b"IxFI"),
        header_field(0, 601),
        header_field(1, 9),
        header_field(2, 14),
        header_field(3, 2**63),
        header_field(3, 0),
        header_field(4, 0),
        header_field(6, 2**39),
        header_field(6, 1),
        header_field(7, 3),
        header_field(7, 0),
    ],
)
def test_a_header_that_does_not_fit_never_reaches_faiss(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, data: bytes
) -> None:
    content = bytearray(written.read_bytes())
    content[at : at + len(data)] = data
    (tmp_path / "i").write_bytes(content)
    monkeypatch.setattr(faiss, "IndexIVFPQFastScan", None)
    for known in (True, False):
        with pytest.raises(ReleaseRefused):
            open_inverted(tmp_path / "i", SONGS.shape, exact, known=known)


@pytest.mark.parametrize("change", [b"", b"\0" * 8])
def test_a_file_of_another_length_is_refused(written: Path, tmp_path: Path, change: bytes) -> None:
    content = written.read_bytes()
    (tmp_path / "i").write_bytes(content + change if change else content[:-8])
    with pytest.raises(ReleaseRefused, match=r"longer|shorter"):
        open_inverted(tmp_path / "i", SONGS.shape, exact)


@pytest.mark.parametrize("row", [-1, 600, 2**40])
def test_a_list_with_another_row_is_refused_when_it_is_first_read(
    built: InvertedIndex, written: Path, tmp_path: Path, row: int
) -> None:
    content = bytearray(written.read_bytes())
    size, codes, ids = next(filter(lambda one: one[0] > 0, lists_of(built.held)))
    start = len(content) - built.held.blocks.nbytes + codes.nbytes
    assert size
    assert struct.unpack_from("<q", content, start)[0] == ids[0]
    struct.pack_into("<q", content, start, row)
    (tmp_path / "i").write_bytes(content)
    with pytest.raises(ReleaseRefused, match="every song once"):
        open_inverted(tmp_path / "i", SONGS.shape, exact)
