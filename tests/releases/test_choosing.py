import numpy as np
import pytest

from segue.base.errors import DataError
from segue.releases import choosing
from segue.releases.choosing import choose_index
from segue.releases.index import IndexSettings
from segue.releases.manifest import IndexTrial

RNG = np.random.default_rng(0)
SONGS = RNG.standard_normal((900, 8), dtype=np.float32)
ASKED = RNG.standard_normal((80, 8), dtype=np.float32)


def test_small_catalogues_are_compared_song_by_song() -> None:
    built = choose_index(SONGS, ASKED, IndexSettings("auto"))
    assert (built.entry.kind, built.entry.recall, built.entry.tried) == ("flat", 1.0, ())


def test_an_index_that_is_asked_for_is_measured_with_efforts_that_are_enough_and_that_are_not() -> None:
    entry = choose_index(SONGS, ASKED, IndexSettings("ivf"), least_recall=0.9).entry
    assert entry.kind == "ivf"
    assert entry.recall is not None
    assert entry.recall >= 0.9
    flat, *efforts = entry.tried
    assert (flat.kind, flat.recall) == ("flat", 1.0)
    enough = [trial for trial in efforts if (trial.recall or 0) >= 0.9]
    for trial in efforts:
        assert trial in enough or all(
            trial.parameters["spare"] != other.parameters["spare"]
            or trial.parameters["probes"] < other.parameters["probes"]
            for other in enough
        )
    assert entry.parameters in [trial.parameters for trial in efforts]
    assert all(trial.microseconds for trial in entry.tried)


def test_the_fastest_that_finds_enough_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "SMALL", 500)
    monkeypatch.setattr(choosing, "_microseconds", lambda index, _: 10.0 * index.held.shape.spare)
    monkeypatch.setattr(choosing, "_recall", lambda index, *_: min(1.0, index.held.shape.probes / 50))
    slow = IndexTrial(kind="flat", parameters={}, recall=1.0, microseconds=1000.0)
    monkeypatch.setattr(choosing, "_flat_trial", lambda *_: slow)
    entry = choose_index(SONGS, ASKED, IndexSettings("auto"), least_recall=0.9).entry
    assert (entry.kind, entry.parameters["probes"], entry.parameters["spare"]) == ("ivf", 48, 1)
    fast = slow.model_copy(update={"microseconds": 1.0})
    monkeypatch.setattr(choosing, "_flat_trial", lambda *_: fast)
    entry = choose_index(SONGS, ASKED, IndexSettings("auto"), least_recall=0.9).entry
    assert (entry.kind, entry.recall, entry.microseconds) == ("flat", 1.0, 1.0)
    assert len(entry.tried) > 2


def test_where_no_effort_is_enough_every_song_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "SMALL", 500)
    monkeypatch.setattr(choosing, "_recall", lambda *_: 0.5)
    assert choose_index(SONGS, ASKED, IndexSettings("auto")).entry.kind == "flat"
    assert choose_index(SONGS, ASKED, IndexSettings("ivf")).entry.recall == 0.5


def test_lists_for_a_handful_of_songs_are_refused() -> None:
    with pytest.raises(DataError, match="at least 256 songs"):
        choose_index(SONGS[:100], ASKED, IndexSettings("ivf"))
