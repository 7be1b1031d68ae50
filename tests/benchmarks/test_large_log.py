from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from benchmarks.large_log import Catalogue, LogSettings, make_blocks, make_catalogue, write_log
from segue.factors.interactions import Events, Interactions
from segue.listening.log import read_log

SETTINGS = LogSettings(interactions=200_000, songs=5_000, seed=3)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return make_catalogue(SETTINGS)


@pytest.fixture(scope="module")
def pairs(catalogue: Catalogue) -> Interactions:
    (block,) = make_blocks(catalogue, SETTINGS)
    users, songs = block.user_rows.astype(np.int32), block.song_rows.astype(np.int32)
    counts = block.counts.astype(np.float32)
    return Events(users, songs, counts, None, int(users.max()) + 1, len(catalogue)).combine()


def test_there_are_exactly_as_many_distinct_pairs_as_asked_for(pairs: Interactions) -> None:
    assert len(pairs) == SETTINGS.interactions


@pytest.mark.parametrize("songs", [1, 13, 1000])
def test_a_catalogue_has_as_many_songs_as_asked_for(songs: int) -> None:
    catalogue = make_catalogue(LogSettings(songs=songs))
    assert len(catalogue) == len(catalogue.album_rows) == len(catalogue.song_edges) - 1 == songs
    for rows in (catalogue.artist_rows, catalogue.album_rows):
        assert set(np.diff(rows, prepend=0).tolist()) <= {0, 1}
    assert (np.diff(catalogue.song_edges) > 0).all()
    assert catalogue.song_edges[-1] == catalogue.artist_edges[-1] == catalogue.scene_edges[-1]


def test_a_tenth_of_the_songs_has_about_half_of_the_pairs(pairs: Interactions) -> None:
    counts = np.sort(pairs.song_counts)[::-1]
    assert 0.4 < counts[: len(counts) // 10].sum() / counts.sum() < 0.7
    assert counts[-len(counts) // 2 :].sum() / counts.sum() < 0.2


def test_few_listeners_listen_much(pairs: Interactions) -> None:
    sizes = np.diff(pairs.indptr)
    assert 1.2 < sizes.mean() / np.median(sizes) < 1.7
    assert sizes.max() > 5 * sizes.mean()


def test_songs_are_played_in_proportion_to_their_fame(pairs: Interactions, catalogue: Catalogue) -> None:
    plays = np.bincount(catalogue.artist_rows[pairs.song_rows], pairs.weights)
    fame = np.diff(catalogue.artist_edges)
    assert np.corrcoef(plays, fame)[0, 1] > 0.95


def test_a_listener_keeps_to_few_scenes(pairs: Interactions, catalogue: Catalogue) -> None:
    scenes = np.searchsorted(catalogue.scene_edges, catalogue.song_edges[pairs.song_rows], side="right")
    listeners = [scenes[pairs.indptr[user] : pairs.indptr[user + 1]] for user in range(100)]
    shuffled = np.random.default_rng(0).permutation(scenes)
    strangers = [shuffled[pairs.indptr[user] : pairs.indptr[user + 1]] for user in range(100)]
    assert mean_of_largest_share(listeners) > 1.5 * mean_of_largest_share(strangers)


def mean_of_largest_share(groups: list[np.ndarray]) -> float:
    return float(np.mean([np.bincount(group).max() / len(group) for group in groups]))


def test_equal_settings_give_equal_logs_and_another_seed_another(tmp_path: Path) -> None:
    small = LogSettings(interactions=5_000, songs=500)
    first, again = (write_log(tmp_path / name, small) for name in ("first", "again"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    other, _ = write_log(tmp_path / "other", LogSettings(interactions=5_000, songs=500, seed=1))
    assert other.read_bytes() != first[0].read_bytes()


def test_csv_says_the_same_as_parquet(tmp_path: Path) -> None:
    small = LogSettings(interactions=5_000, songs=500)
    binary, _ = write_log(tmp_path, small)
    text, _ = write_log(tmp_path, small, as_csv=True)
    assert csv.read_csv(text).cast(pq.read_schema(binary)) == pq.read_table(binary)


def test_the_log_is_one_that_segue_reads(tmp_path: Path) -> None:
    path, songs_path = write_log(tmp_path, LogSettings(interactions=5_000, songs=500))
    log = read_log(path, songs_path=songs_path)
    assert (log.report.pairs, log.report.rows_kept, log.report.rows_read) == (5_000, 5_000, 5_000)
    assert all(log.songs.artist)
    assert all(log.songs.album)
