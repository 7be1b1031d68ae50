import numpy as np
import pytest

from benchmarks.large_log import LogSettings, write_log
from benchmarks.processes import Cost
from benchmarks.training_cost import Result, Split, make_split, measure, table, verdicts
from segue.base.errors import DataError


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Split:
    settings = LogSettings(interactions=60_000, songs=600)
    return make_split(*write_log(tmp_path_factory.mktemp("log"), settings), seed=0)


def result(model: str, cpu_seconds: float, *ndcg: float) -> Result:
    return Result(model, Cost(cpu_seconds, cpu_seconds, 0), {"ndcg@100": np.array(ndcg)})


@pytest.mark.parametrize("model", ["spectral dimensions=32", "implicit factors=32 iterations=5"])
def test_a_model_is_measured_beside_popularity(split: Split, model: str) -> None:
    measured = measure(split, model)
    assert measured.cost.cpu_seconds > 0
    assert measured.cost.peak_bytes > 50e6
    *_, popularity, own = table(split, [measured]).splitlines()
    assert own.startswith(f"| {model} | ")
    assert float(own.split("|")[-2]) > 1.1 * float(popularity.split("|")[-2])


def test_a_split_names_songs_that_are_learned_from_and_no_others(split: Split) -> None:
    assert (np.diff(split.pairs.indptr) > 0).all()
    assert (split.pairs.song_counts > 0).all()
    assert len(split.content) == split.pairs.n_songs == split.truth.n_songs


def test_the_cheapest_model_that_ranks_as_well_is_named() -> None:
    results = [
        result("spectral dimensions=1", 1, 0.1, 0.1),
        result("spectral dimensions=2", 2, 0.2, 0.4),
        result("spectral dimensions=3", 3, 0.5, 0.5),
        result("implicit factors=2", 9, 0.3, 0.3),
        result("implicit factors=3", 9, 0.9, 0.9),
    ]
    level, beaten = verdicts(results)
    assert level.startswith("spectral dimensions=2 against implicit factors=2: 2.0 s of CPU against 9.0")
    assert beaten == "No model reaches the nDCG@100 of implicit factors=3."


@pytest.mark.parametrize(
    ("model", "error"),
    [("nobody", DataError), ("spectral breadth=3", DataError), ("implicit breadth=3", KeyError)],
)
def test_what_is_no_model_is_refused(split: Split, model: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        measure(split, model)
