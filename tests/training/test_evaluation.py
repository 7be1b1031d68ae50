import numpy as np
import pytest

from segue.base.errors import DataError
from segue.listening.log import ListeningLog
from segue.releases.summaries import HEADLINE
from segue.training import evaluation
from segue.training.baselines import baselines
from segue.training.evaluation import HeldOut, evaluate, listener_values
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.measures import EXPOSURE_METRICS, RANKING_METRICS, SongFacts
from segue.training.rankers import PopularityRanker
from segue.training.scores import Evaluation
from tests.training.pairs import pairs

# three taste groups; the popular song 0 belongs to none
TRAINING = pairs([[0, 1, 2], [0, 1, 2], [0, 3, 4], [3, 4], [5, 6], [0, 5, 6]], n_songs=8)
FACTS = SongFacts.of(TRAINING, np.array([0, 1, 1, 2, 2, 3, 3, -1], np.int32), np.eye(8, dtype=np.float32))
SYSTEMS = baselines(TRAINING, seed=0)


def held_out(histories: list[list[int]], truths: list[list[int]]) -> HeldOut:
    return HeldOut(pairs(histories, n_songs=8), pairs(truths, n_songs=8), {"kind": "by hand"})


EXAMPLE = held_out([[1], [3], [5], [0]], [[2], [4], [6], []])


@pytest.fixture(scope="module")
def evaluated() -> Evaluation:
    return evaluate("item-kNN", SYSTEMS, EXAMPLE, FACTS, seed=3, detail=True)


def test_the_subject_stands_first_and_every_system_has_every_metric(evaluated: Evaluation) -> None:
    assert list(evaluated.systems) == ["item-kNN", "popularity", "random"]
    for scores in evaluated.systems.values():
        assert list(scores.ranking) == list(RANKING_METRICS)
        assert list(scores.exposure) == list(EXPOSURE_METRICS)
        assert len(scores.exposure_curve) == 101


def test_known_answers(evaluated: Evaluation) -> None:
    neighbours = evaluated.systems["item-kNN"].ranking
    # each partner song comes first for its listener: 2, 4 and 6
    assert {metric: neighbours[metric].mean for metric in RANKING_METRICS} == dict.fromkeys(
        RANKING_METRICS, 1.0
    )
    assert evaluated.systems["popularity"].ranking["recall@20"].mean == 1.0
    assert evaluated.systems["popularity"].ranking["mrr"].mean < 0.5


def test_only_listeners_with_something_to_find_are_asked_for(evaluated: Evaluation) -> None:
    assert evaluated.n_listeners == 3
    assert evaluated.protocol == {
        "kind": "by hand",
        "with_something_to_find": 3,
        "evaluated": 3,
        "evaluated_by_known_songs": 3,
        "evaluation_seed": 3,
    }


def test_the_subject_is_compared_with_every_other_system_in_the_headline(evaluated: Evaluation) -> None:
    assert [comparison.against for comparison in evaluated.comparisons] == ["popularity", "random"]
    for comparison in evaluated.comparisons:
        ours, theirs = (
            evaluated.systems[name].ranking[HEADLINE].mean for name in ("item-kNN", comparison.against)
        )
        assert comparison.metric == evaluated.headline == HEADLINE
        assert comparison.difference.mean == pytest.approx(ours - theirs)
        assert 0 < comparison.p_value <= 1


def test_breakdowns_come_only_when_asked_for(evaluated: Evaluation) -> None:
    names = [breakdown.name for breakdown in evaluated.breakdowns]
    assert names == ["known songs", "popularity band", "listener activity"]
    assert evaluate("item-kNN", SYSTEMS, EXAMPLE, FACTS).breakdowns == []


def test_what_is_known_in_full_scores_as_in_the_whole(evaluated: Evaluation) -> None:
    everything = evaluated.breakdowns[0].levels[-1]
    assert everything.systems["popularity"]["ndcg@20"] == evaluated.systems["popularity"].ranking["ndcg@20"]


def test_the_same_seed_gives_the_same_evaluation_and_it_survives_json(evaluated: Evaluation) -> None:
    again = evaluate("item-kNN", SYSTEMS, EXAMPLE, FACTS, seed=3, detail=True)
    assert again == evaluated
    assert Evaluation.model_validate_json(evaluated.model_dump_json()) == evaluated


def test_at_most_the_stated_listeners_are_asked_for_evenly_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    many = held_out([[1]] * 9, [[2]] * 5 + [[]] + [[2]] * 3)
    chosen = many.evaluated(3)
    assert chosen.protocol["with_something_to_find"] == 8
    assert chosen.protocol["evaluated"] == chosen.history.n_users == chosen.truth.n_users == 3
    monkeypatch.setattr(evaluation, "EVALUATED_LISTENERS", 4)
    assert evaluate("random", SYSTEMS, many, FACTS).n_listeners == 4


def test_a_holdout_nobody_can_fill_is_a_clear_error() -> None:
    with pytest.raises(DataError, match="holdout is empty"):
        evaluate("random", SYSTEMS, held_out([[0]], [[]]), FACTS)


def test_a_subject_that_is_no_system_is_an_error() -> None:
    with pytest.raises(KeyError, match="spectral"):
        evaluate("spectral", SYSTEMS, EXAMPLE, FACTS)


def test_values_per_listener_are_those_the_means_are_of(evaluated: Evaluation) -> None:
    values = listener_values(
        PopularityRanker(TRAINING.song_counts), EXAMPLE.history, EXAMPLE.truth, RANKING_METRICS
    )
    assert np.isnan(values[HEADLINE]).tolist() == [False, False, False, True]
    popularity = evaluated.systems["popularity"].ranking
    assert {name: np.nanmean(value) for name, value in values.items()} == pytest.approx(
        {name: score.mean for name, score in popularity.items()}
    )


def test_songs_a_model_does_not_know_are_left_out_and_counted(undated: ListeningLog) -> None:
    holdout = hold_out(undated.events, undated.users, HoldoutPlan())
    assert holdout is not None
    n_songs = holdout.truth.n_songs
    rows = np.where(np.arange(n_songs) % 3, np.arange(n_songs), -1).astype(np.int32)
    known = HeldOut.known_to(holdout, rows, n_songs)
    assert known.protocol["unknown_songs_left_out"] == int((holdout.truth.song_rows % 3 == 0).sum()) > 0
    assert len(known.truth) + known.protocol["unknown_songs_left_out"] == len(holdout.truth)
    assert (known.history.song_rows % 3 > 0).all()
