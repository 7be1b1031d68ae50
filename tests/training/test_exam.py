from pathlib import Path

import numpy as np
import pytest

from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog, read_log
from segue.training.exam import Exam
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.training import Trained, train

SPECTRAL = SpectralConfig(dimensions=4)
CONFIGS = [SPECTRAL, SvdConfig(dimensions=4, epochs=2)]


def exam_of(trained: Trained) -> Exam:
    assert trained.exam is not None
    return trained.exam


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> ListeningLog:
    """Thirty listeners share eight songs, and each has eight more alone."""
    lines = [f"u{user},s{song}" for user in range(30) for song in range(8)]
    lines += [f"u{user},only-u{user}-{song}" for user in range(30) for song in range(8)]
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_text("user,song\n" + "\n".join(lines))
    return read_log(path)


def test_an_exam_is_the_holdout_of_the_log_over_the_songs_of_the_release(uneven: ListeningLog) -> None:
    trained = train(uneven, SPECTRAL, HoldoutPlan())
    exam = exam_of(trained)
    holdout = hold_out(uneven.events, uneven.users, HoldoutPlan())
    assert holdout is not None
    assert list(exam.listeners.ids) == uneven.users.ids.take(holdout.listeners.tolist())
    for row in range(exam.history.n_users):
        known = {uneven.songs.ids.id(song) for song in holdout.history.of(row)[0].tolist()}
        assert {trained.songs.ids.id(song) for song in exam.history.of(row)[0].tolist()} == known


def test_the_measured_model_knows_only_what_was_not_held_out(uneven: ListeningLog) -> None:
    trained = train(uneven, SPECTRAL, HoldoutPlan())
    exam = exam_of(trained)
    measured = exam.measured
    assert exam.refitted
    assert len(measured.space) == len(measured.song_rows) == len(measured.popularity) < len(trained.songs)
    assert (measured.popularity > 0).all()
    assert set(exam.truth.song_rows.tolist()) <= set(measured.song_rows.tolist())
    held_out = set(exam.listeners.ids)
    learned_from = [user for user in uneven.users.ids if user not in held_out]
    known = {trained.songs.ids.id(row) for row in measured.song_rows.tolist()}
    assert known == {f"s{song}" for song in range(8)} | {
        f"only-{user}-{song}" for user in learned_from for song in range(8)
    }


@pytest.mark.parametrize("config", CONFIGS, ids=["spectral", "svd"])
@pytest.mark.parametrize("refit", [True, False])
def test_what_is_stored_opens_to_the_same_exam(
    undated: ListeningLog, config: TrainerConfig, *, refit: bool
) -> None:
    trained = train(undated, config, HoldoutPlan(refit=refit))
    exam = exam_of(trained)
    opened = Exam.from_arrays(exam.entry, exam.arrays(), trained.model.space)
    assert opened.refitted is refit
    assert opened.protocol == exam.protocol
    assert list(opened.listeners.ids) == list(exam.listeners.ids)
    np.testing.assert_array_equal(opened.truth.song_rows, exam.truth.song_rows)
    before, after = (
        it.measured.space.listeners(it.history.take(np.arange(3, dtype=np.int32))) for it in (exam, opened)
    )
    np.testing.assert_array_equal(before, after)


def test_a_model_that_was_not_refitted_is_not_stored_twice(undated: ListeningLog) -> None:
    exam = exam_of(train(undated, SPECTRAL, HoldoutPlan(refit=False)))
    assert exam.entry.fold_in is None
    assert "exam/item_vectors" not in exam.arrays()


def test_a_log_with_dates_has_an_exam_too(dated: ListeningLog) -> None:
    exam = exam_of(train(dated, SPECTRAL, HoldoutPlan()))
    assert exam.protocol["kind"] == "time"
    assert exam.history.n_users == exam.truth.n_users == len(exam.listeners)


def test_without_a_holdout_there_is_no_exam(undated: ListeningLog, tmp_path: Path) -> None:
    assert train(undated, SPECTRAL, HoldoutPlan(fraction=0)).exam is None
    (tmp_path / "log.csv").write_text("user,song\nu,s\nv,t")
    assert train(read_log(tmp_path / "log.csv"), SPECTRAL, HoldoutPlan()).exam is None
