from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import DataError
from segue.base.progress import SILENT
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog, read_log
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.validation import BLOCKS, Validation

CONFIG = SpectralConfig(dimensions=6)


def values(log: ListeningLog, seed: int = 0) -> list[list[float]]:
    """The blocks of listeners."""
    blocks = Validation(log, 0.2, seed).values(CONFIG, "ndcg@20", SILENT)
    return [block.tolist() for block in blocks]


def test_every_validation_listener_is_in_one_block(dated: ListeningLog) -> None:
    blocks = values(dated)
    listeners = Validation(dated, 0.2, 0).protocol["listeners"]
    assert sum(map(len, blocks)) == listeners > BLOCKS
    assert len(blocks) == BLOCKS
    assert max(map(len, blocks)) - min(map(len, blocks)) <= 1


@pytest.mark.parametrize("seed", [0, 1, 2])  # that of the splits must be none of these
def test_few_listeners_are_split_three_times(undated: ListeningLog, seed: int) -> None:
    validation = Validation(undated, 0.2, seed)
    assert validation.protocol["splits"] == 3
    one_split = validation.protocol["listeners"]
    assert one_split > 5
    assert sum(map(len, values(undated, seed))) > 2 * one_split


def test_what_is_held_out_for_measuring_plays_no_part(undated: ListeningLog) -> None:
    holdout = hold_out(undated.events, undated.users, HoldoutPlan())
    assert holdout is not None
    events = undated.events
    theirs = np.isin(events.user_rows, holdout.listeners)
    other_songs = np.where(theirs, (events.song_rows + 1) % events.n_songs, events.song_rows)
    changed = replace(undated, events=replace(events, song_rows=other_songs.astype(np.int32)))
    assert values(changed) == values(undated)


def test_a_log_with_dates_is_split_in_time_before_the_holdout(dated: ListeningLog) -> None:
    holdout = hold_out(dated.events, dated.users, HoldoutPlan())
    assert holdout is not None
    protocol = Validation(dated, 0.2, 0).protocol
    assert (protocol["kind"], protocol["splits"]) == ("time", 1)
    assert protocol["cut"] < holdout.protocol["cut"]


def test_without_a_holdout_the_whole_log_is_split(undated: ListeningLog) -> None:
    assert Validation(undated, 0, 0).protocol["listeners"] > 0


def test_a_log_too_small_to_split_twice_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("user,song\nu,s\nu,t\nv,s\n")
    with pytest.raises(DataError, match="too small to tune"):
        Validation(read_log(path), 0.2, 0)
