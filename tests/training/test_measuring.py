import pytest

from segue.base.ids import IdMap
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.listening.log import ListeningLog
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import LEARNING_SHARES, Measures
from segue.training.rankers import RandomRanker, Ranker
from segue.training.scores import Evaluation
from segue.training.training import train

CONFIG = SpectralConfig(dimensions=6)


def measured(log: ListeningLog, measures: Measures) -> Evaluation:
    evaluation = train(log, CONFIG, HoldoutPlan(refit=False), measures=measures).evaluation
    assert evaluation is not None
    return evaluation


@pytest.fixture(scope="module")
def whole(undated: ListeningLog) -> Evaluation:
    def chance(songs: IdMap) -> Ranker:
        return RandomRanker(len(songs), 7)

    compared = [SvdConfig(dimensions=6, epochs=5)]
    return measured(undated, Measures(compared=compared, others={"live": chance}))


def test_the_model_stands_first_then_the_other_trainers_and_the_live_release(whole: Evaluation) -> None:
    assert list(whole.systems)[:3] == ["spectral", "svd", "live"]
    assert {"popularity", "random"} < set(whole.systems)


def test_the_learning_curve_ends_at_all_listeners(whole: Evaluation) -> None:
    shares = [point.share for point in whole.learning_curve]
    assert shares == [*LEARNING_SHARES, 1.0]
    assert [point.pairs for point in whole.learning_curve] == sorted(p.pairs for p in whole.learning_curve)


def test_the_last_point_of_the_learning_curve_is_the_model_itself(whole: Evaluation) -> None:
    headline = whole.systems["spectral"].ranking[whole.headline]
    assert whole.learning_curve[-1].score.mean == pytest.approx(headline.mean)


def test_more_listeners_teach_more(whole: Evaluation) -> None:
    assert whole.learning_curve[-1].score.mean > whole.learning_curve[0].score.mean


def test_without_detail_there_is_neither_breakdown_nor_curve(undated: ListeningLog) -> None:
    brief = measured(undated, Measures(detail=False))
    assert brief.breakdowns == []
    assert brief.learning_curve == []


def test_quality_rises_with_the_songs_known_and_is_never_below_popularity(whole: Evaluation) -> None:
    levels = next(part for part in whole.breakdowns if part.name == "known songs").levels
    scores = [level.systems["spectral"]["recall@20"].mean for level in levels]
    popular = [level.systems["popularity"]["recall@20"].mean for level in levels]
    assert scores[-1] > scores[1] > scores[0]
    assert all(ours >= theirs for ours, theirs in zip(scores[1:], popular[1:], strict=True))
