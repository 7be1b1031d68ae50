import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from segue.base.errors import DataError
from segue.base.progress import SILENT, Task
from segue.factors.als import AlsConfig, AlsTrainer, strengths
from segue.factors.content import Content
from segue.factors.interactions import Events, Interactions

CONFIG = AlsConfig(dimensions=8, alpha=7.0, regularization=2.0)


@pytest.fixture(scope="module")
def counted(checkerboard: Interactions) -> Interactions:
    """The checkerboard with 1 to 50 plays a pair."""
    plays = np.random.default_rng(4).integers(1, 51, len(checkerboard)).astype(np.float32)
    return Interactions(checkerboard.indptr, checkerboard.song_rows, plays, checkerboard.n_songs)


def test_a_listener_folds_in_to_what_implicit_computes(counted: Interactions) -> None:
    space = AlsTrainer(CONFIG).fit(counted, Content.unknown(40), SILENT).space
    strong = strengths(counted.weights, CONFIG.count_exponent)
    with threadpool_limits(1, "blas"):
        library = AlternatingLeastSquares(factors=8, regularization=CONFIG.regularization)
        library.item_factors = space.item_vectors
        confidences = sparse.csr_matrix(
            (1 + CONFIG.alpha * strong, counted.song_rows, counted.indptr), (60, 40)
        )
        expected = library.recalculate_user(np.arange(60), confidences)
    histories = Interactions(counted.indptr, counted.song_rows, strong, 40)
    np.testing.assert_allclose(space.listeners(histories), expected, rtol=1e-4, atol=1e-5)


def test_a_trained_listener_folds_in_to_their_trained_vector(counted: Interactions) -> None:
    config = CONFIG.model_copy(update={"iterations": 200})
    model = AlsTrainer(config).fit(counted, Content.unknown(40), SILENT)
    histories = Interactions(counted.indptr, counted.song_rows, strengths(counted.weights, 1.0), 40)
    np.testing.assert_allclose(model.space.listeners(histories), model.state["user_vectors"], atol=1e-3)


def test_a_seed_weighs_as_the_mean_pair_does() -> None:
    counts = np.array([1, 3, 7], np.float32)  # log 2, log 4, log 8
    np.testing.assert_allclose(strengths(counts, 1.0), [0.5, 1.0, 1.5], rtol=1e-6)
    np.testing.assert_allclose(strengths(counts, 0.0), [1, 1, 1])
    assert strengths(counts, 2.0).mean() == pytest.approx(1)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_factors_are_the_same_on_any_number_of_threads(counted: Interactions, threads: int) -> None:
    alone = AlsTrainer(CONFIG).fit(counted, Content.unknown(40), SILENT)
    with threadpool_limits(threads):
        among = AlsTrainer(CONFIG).fit(counted, Content.unknown(40), SILENT)
    assert np.array_equal(alone.space.item_vectors, among.space.item_vectors)
    assert np.array_equal(alone.state["user_vectors"], among.state["user_vectors"])


def test_a_song_heard_once_stands_with_its_artist(checkerboard: Interactions) -> None:
    # song 0 is by the artist of the odd songs, and nobody but listener 0, who hears even songs, knows it
    lonely = (checkerboard.song_rows != 0) | (checkerboard.user_rows == 0)
    users, songs = checkerboard.user_rows[lonely], checkerboard.song_rows[lonely]
    pairs = Events(users, songs, np.ones(len(users), np.float32), None, 60, 40).combine()
    artists = np.arange(40, dtype=np.int32) % 2
    artists[0] = 1
    content = Content(artists, np.full(40, -1, np.int32))
    trainer = AlsTrainer(CONFIG.model_copy(update={"dimensions": 2}))
    alone, held = (trainer.fit(pairs, given, SILENT).space for given in (Content.unknown(40), content))
    odd = np.arange(1, 40, 2)
    assert alone.likeness_to(0)[odd].mean() < 0.1
    assert held.likeness_to(0)[odd].mean() > 0.8


class Steps:
    def __init__(self) -> None:
        self.done = 0.0

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:
        assert (title, total) == ("training als", CONFIG.iterations)
        yield self

    def advance(self, amount: float = 1) -> None:
        self.done += amount

    def note(self, text: str) -> None:
        raise AssertionError(text)


def test_every_round_is_reported_and_nothing_is_printed(
    checkerboard: Interactions, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = Steps()
    AlsTrainer(CONFIG).fit(checkerboard, Content.unknown(40), steps)
    assert steps.done == CONFIG.iterations
    assert capfd.readouterr() == ("", "")


def test_divergence_is_a_clear_error(checkerboard: Interactions) -> None:
    wild = AlsTrainer(AlsConfig.model_construct(alpha=1e30, regularization=1e-9))
    with pytest.raises(DataError, match="regularization"):
        wild.fit(checkerboard, Content.unknown(40), SILENT)


def test_without_the_package_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "implicit.cpu.als", None)
    with pytest.raises(DataError, match=r"pip install -r requirements-als\.txt"):
        AlsTrainer()
