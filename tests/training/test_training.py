from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import DataError
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog, read_log
from segue.training.evaluation import HeldOut, evaluate
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.measures import SongFacts
from segue.training.rankers import SpaceRanker
from segue.training.training import UNSEEN_NOTE, train

SPECTRAL = SpectralConfig(dimensions=6)
SVD = SvdConfig(dimensions=6, epochs=15)


@pytest.mark.parametrize("config", [SPECTRAL, SVD], ids=["spectral", "svd"])
def test_training_beats_popularity_and_popularity_beats_chance(
    undated: ListeningLog, config: TrainerConfig
) -> None:
    evaluation = train(undated, config, HoldoutPlan()).evaluation
    assert evaluation is not None
    scores = {name: system.ranking["ndcg@20"].mean for name, system in evaluation.systems.items()}
    assert list(scores) == [
        type(config).__name__.removesuffix("Config").lower(),
        "popularity",
        "item-kNN",
        "random",
    ]
    assert next(iter(scores.values())) > 1.3 * scores["popularity"]
    assert evaluation.comparisons[0].difference.low > 0


def test_a_log_without_dates_is_held_out_by_listener(undated: ListeningLog) -> None:
    evaluation = train(undated, SPECTRAL, HoldoutPlan()).evaluation
    assert evaluation is not None
    assert evaluation.protocol["kind"] == "listeners"


def test_a_log_with_dates_is_held_out_by_time(dated: ListeningLog) -> None:
    evaluation = train(dated, SPECTRAL, HoldoutPlan()).evaluation
    assert evaluation is not None
    assert evaluation.protocol["kind"] == "time"


def test_the_released_model_learns_from_everybody(undated: ListeningLog) -> None:
    trained = train(undated, SPECTRAL, HoldoutPlan())
    assert len(trained.listeners) == len(undated.users)
    assert len(trained.pairs) == undated.report.pairs


def test_without_refit_the_held_out_listeners_stay_unseen(undated: ListeningLog) -> None:
    plan = HoldoutPlan(refit=False)
    trained = train(undated, SPECTRAL, plan)
    held_out = hold_out(undated.events, undated.users, plan)
    assert held_out is not None
    unseen = {undated.users.id(row) for row in held_out.listeners.tolist()}
    assert unseen
    assert not unseen & set(trained.listeners.ids)
    assert UNSEEN_NOTE in trained.notes


def test_songs_only_held_out_listeners_know_are_not_in_an_unrefitted_model(tmp_path: Path) -> None:
    lines = [f"u{user},s{song}" for user in range(30) for song in range(8)]
    lines += [f"u{user},only-u{user}-{song}" for user in range(30) for song in range(8)]
    path = tmp_path / "log.csv"
    path.write_text("user,song\n" + "\n".join(lines))
    log = read_log(path)
    trained = train(log, SPECTRAL, HoldoutPlan(refit=False))
    assert len(trained.songs) == len(trained.model.space) < len(log.songs)
    assert (trained.popularity > 0).all()
    assert trained.evaluation is not None
    assert trained.evaluation.protocol["unknown_songs_left_out"] > 0


def test_songs_listeners_and_vectors_keep_the_same_order(undated: ListeningLog) -> None:
    trained = train(undated, SPECTRAL, HoldoutPlan(fraction=0))
    vectors = trained.model.space
    even = next(row for row in range(len(trained.songs)) if trained.songs.title[row] == "Song 4")
    alike = np.argsort(-vectors.likeness_to(even))[:10]
    assert all(int(trained.songs.title[row].removeprefix("Song ")) % 2 == 0 for row in alike)


def test_no_holdout_means_no_evaluation_and_a_note(undated: ListeningLog) -> None:
    trained = train(undated, SPECTRAL, HoldoutPlan(fraction=0))
    assert trained.evaluation is None
    assert any("Not evaluated" in note for note in trained.notes)


@pytest.mark.parametrize("config", [SPECTRAL, SVD], ids=["spectral", "svd"])
@pytest.mark.parametrize("rows", [["u,s", "v,t"], ["u,s", "u,t", "v,s"]])
def test_the_smallest_logs_still_make_a_model(tmp_path: Path, rows: list[str], config: TrainerConfig) -> None:
    path = tmp_path / "log.csv"
    path.write_text("user,song\n" + "\n".join(rows))
    trained = train(read_log(path), config, HoldoutPlan())
    assert trained.evaluation is None
    assert np.isfinite(trained.model.space.item_vectors).all()


def test_the_same_log_and_seed_give_the_same_vectors(undated: ListeningLog) -> None:
    first, second = (train(undated, SPECTRAL, HoldoutPlan()) for _ in range(2))
    assert np.array_equal(first.model.space.item_vectors, second.model.space.item_vectors)
    assert first.config == second.config


def test_a_holdout_nobody_can_fill_is_a_clear_error() -> None:
    vectors = np.ones((2, 1), np.float32)
    nothing = Interactions(np.zeros(2, np.int64), np.empty(0, np.int32), np.empty(0, np.float32), 2)
    ranker = SpaceRanker(ItemSpace(vectors, LinearFoldIn(vectors)))
    facts = SongFacts.of(nothing, np.full(2, -1, np.int32), vectors)
    with pytest.raises(DataError, match="holdout is empty"):
        evaluate("x", {"x": ranker}, HeldOut(nothing, nothing, {}), facts)


def test_a_log_whose_later_songs_are_all_new_is_held_out_by_listener(tmp_path: Path) -> None:
    rows = [f"u{user},s{song},{1_700_000_000 + song}" for user in range(30) for song in range(8)]
    rows += [f"u{user},new{user}-{number},1760000000" for user in range(30) for number in range(4)]
    path = tmp_path / "plays.csv"
    path.write_text("user,song,timestamp\n" + "\n".join(rows))
    evaluation = train(read_log(path), SPECTRAL, HoldoutPlan()).evaluation
    assert evaluation is not None
    assert evaluation.protocol["kind"] == "listeners"
