"""The conformance suite every trainer passes."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from segue.base.errors import DataError
from segue.base.progress import SILENT
from segue.factors import metrics
from segue.factors.als import AlsConfig, AlsTrainer
from segue.factors.blend import BlendConfig, BlendTrainer
from segue.factors.content import Content
from segue.factors.interactions import Events, Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.factors.svd import SvdConfig, SvdTrainer
from segue.factors.top_k import rank_unheard
from segue.factors.trainer import Need, Trainer

SVD, SPECTRAL, ALS = SvdConfig(dimensions=8, epochs=20), SpectralConfig(dimensions=8), AlsConfig(dimensions=8)
TRAINERS: list[Trainer] = [
    SvdTrainer(SVD),
    SpectralTrainer(SPECTRAL),
    AlsTrainer(ALS),
    BlendTrainer(BlendConfig(spectral=SPECTRAL, als=ALS, svd=SVD, svd_weight=0.5)),
]
PARITY = Content(np.arange(40, dtype=np.int32) % 2, np.full(40, -1, np.int32))
"""Even songs are by one artist, odd songs by another."""


@pytest.fixture(scope="module", params=TRAINERS, ids=lambda trainer: trainer.name)
def trainer(request: pytest.FixtureRequest) -> Trainer:
    chosen: Trainer = request.param
    return chosen


@pytest.fixture(scope="module")
def space(trainer: Trainer, checkerboard: Interactions) -> ItemSpace:
    return trainer.fit(checkerboard, Content.unknown(40), SILENT).space


def test_the_config_survives_its_json(trainer: Trainer) -> None:
    config = trainer.config
    assert type(config).model_validate_json(config.model_dump_json()) == config


def test_unknown_settings_are_refused(trainer: Trainer) -> None:
    with pytest.raises(ValidationError):
        type(trainer.config).model_validate({"no_such_setting": 1})


def test_vectors_are_finite_float32_rows_of_songs(space: ItemSpace, checkerboard: Interactions) -> None:
    assert space.item_vectors.dtype == np.float32
    assert space.item_vectors.flags.c_contiguous
    assert space.item_vectors.shape == (checkerboard.n_songs, space.dimensions)
    assert np.isfinite(space.item_vectors).all()


def test_arrays_and_settings_open_to_the_same_space(space: ItemSpace, checkerboard: Interactions) -> None:
    opened = ItemSpace.from_arrays(space.fold_in.describe(), space.arrays())
    assert np.array_equal(opened.listeners(checkerboard), space.listeners(checkerboard))
    assert np.array_equal(opened.likeness_to(3), space.likeness_to(3))


def test_many_listeners_folded_in_equal_each_alone(space: ItemSpace, checkerboard: Interactions) -> None:
    together = space.listeners(checkerboard)
    for user in (0, 7, 59):
        assert np.array_equal(together[user], space.fold_in.vector(*checkerboard.of(user)))


def test_the_same_seed_gives_the_same_vectors(
    trainer: Trainer, space: ItemSpace, checkerboard: Interactions
) -> None:
    again = trainer.fit(checkerboard, Content.unknown(40), SILENT).space
    assert np.array_equal(again.item_vectors, space.item_vectors)


def test_content_changes_no_shape(trainer: Trainer, space: ItemSpace, checkerboard: Interactions) -> None:
    with_content = trainer.fit(checkerboard, PARITY, SILENT).space
    assert with_content.item_vectors.shape == space.item_vectors.shape


def test_what_a_trainer_needs_is_what_changes_its_vectors(
    trainer: Trainer, space: ItemSpace, checkerboard: Interactions
) -> None:
    plays = np.random.default_rng(4).integers(1, 50, len(checkerboard)).astype(np.float32)
    counted = trainer.fit(replace(checkerboard, weights=plays), Content.unknown(40), SILENT).space
    with_content = trainer.fit(checkerboard, PARITY, SILENT).space
    changed = {
        need
        for need, other in ((Need.COUNTS, counted), (Need.CONTENT, with_content))
        if not np.array_equal(other.item_vectors, space.item_vectors)
    }
    assert changed == trainer.needs


def test_a_listener_of_even_songs_is_given_even_songs(space: ItemSpace) -> None:
    vector = space.fold_in.vector(np.array([0, 2, 4, 6], np.int32), np.ones(4, np.float32))
    scores = space.item_vectors @ vector
    scores[[0, 2, 4, 6]] = -np.inf
    assert set(np.argsort(-scores)[:10] % 2) == {0}


def test_a_song_is_most_like_songs_heard_by_the_same_people(space: ItemSpace) -> None:
    alike = space.likeness_to(0)
    assert alike.max() <= 1 + 1e-5
    assert set(np.argsort(-alike)[:11] % 2) == {0}


def test_an_empty_history_folds_in_to_a_stranger(space: ItemSpace) -> None:
    assert not space.fold_in.vector(np.empty(0, np.int32), np.empty(0, np.float32)).any()


def test_quality_on_held_out_pairs_is_above_the_floor(trainer: Trainer, checkerboard: Interactions) -> None:
    held = np.random.default_rng(3).random(len(checkerboard)) < 0.2
    pairs = Events(checkerboard.user_rows, checkerboard.song_rows, checkerboard.weights, None, 60, 40)
    known, truth = pairs.where(~held).combine(), pairs.where(held).combine()
    space = trainer.fit(known, Content.unknown(40), SILENT).space
    ranked = list(rank_unheard(space.listeners(known), space.item_vectors, known, 10))
    hit = metrics.hits(metrics.padded(ranked, 10), truth)
    # of 40 songs a listener knows about 11 and misses 9 of the right kind: chance finds a tenth of that
    assert np.nanmean(metrics.ndcg(hit, np.diff(truth.indptr), 10)) > 0.5


def test_a_song_nobody_heard_gets_a_zero_vector(trainer: Trainer) -> None:
    users, songs = np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 0, 1], np.int32)
    pairs = Events(users, songs, np.ones(4, np.float32), None, 2, 3).combine()
    assert not trainer.fit(pairs, Content.unknown(3), SILENT).space.item_vectors[2].any()


def test_one_listener_and_one_song_still_make_a_model(trainer: Trainer) -> None:
    one = Events(np.zeros(1, np.int32), np.zeros(1, np.int32), np.ones(1, np.float32), None, 1, 1)
    assert trainer.fit(one.combine(), Content.unknown(1), SILENT).space.item_vectors.shape[0] == 1


def test_nothing_to_train_on_is_a_clear_error(trainer: Trainer) -> None:
    none = Events(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32), None, 2, 3)
    with pytest.raises(DataError, match="nothing to train on"):
        trainer.fit(none.combine(), Content.unknown(3), SILENT)


def test_divergence_is_a_clear_error(checkerboard: Interactions) -> None:
    wild = SvdTrainer(SvdConfig(dimensions=8, epochs=50, learning_rate=1.0, regularization=10))
    with pytest.raises(DataError, match="learning_rate"):
        wild.fit(checkerboard, Content.unknown(40), SILENT)
