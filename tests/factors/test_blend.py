import sys

import numpy as np
import pytest
from pydantic import ValidationError

from segue.base.errors import DataError
from segue.base.progress import SILENT
from segue.factors.als import AlsConfig, AlsTrainer
from segue.factors.blend import BlendConfig, BlendTrainer, balanced, score_size
from segue.factors.content import Content
from segue.factors.fold_in import BlendFoldIn, LinearFoldIn, RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer

SPECTRAL, ALS = SpectralConfig(dimensions=6), AlsConfig(dimensions=8)
NOTHING = Content.unknown(40)
VECTORS = np.random.default_rng(0).standard_normal((30, 5)).astype(np.float32)
QUERIES = np.random.default_rng(1).standard_normal((30, 5)).astype(np.float32)
HISTORY = np.array([1, 4, 9], np.int32), np.array([1, 2, 0.5], np.float32)


def blended(pairs: Interactions, spectral: float, als: float) -> ItemSpace:
    config = BlendConfig(spectral=SPECTRAL, als=ALS, spectral_weight=spectral, als_weight=als)
    return BlendTrainer(config).fit(pairs, NOTHING, SILENT).space


def scores(space: ItemSpace) -> np.ndarray:
    return space.item_vectors @ space.fold_in.vector(*HISTORY)


def test_a_score_is_the_weighted_sum_of_the_scores_of_the_parts(checkerboard: Interactions) -> None:
    parts = [
        trainer.fit(checkerboard, NOTHING, SILENT).space
        for trainer in (SpectralTrainer(SPECTRAL), AlsTrainer(ALS))
    ]
    # everybody is measured where there are fewer than a thousand
    sizes = [score_size(part, checkerboard.as_seeds()) for part in parts]
    expected = sum(
        weight * scores(part) / size for weight, part, size in zip((0.75, 0.25), parts, sizes, strict=True)
    )
    np.testing.assert_allclose(scores(blended(checkerboard, 3.0, 1.0)), expected, rtol=1e-3, atol=1e-4)


def test_only_the_ratio_of_the_weights_counts(checkerboard: Interactions) -> None:
    assert np.array_equal(scores(blended(checkerboard, 1, 2)), scores(blended(checkerboard, 10, 20)))


def test_a_part_of_no_weight_is_not_trained(checkerboard: Interactions) -> None:
    assert blended(checkerboard, 1, 0).dimensions == SPECTRAL.dimensions
    assert blended(checkerboard, 1, 1).dimensions == SPECTRAL.dimensions + ALS.dimensions


def test_a_part_of_no_weight_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "implicit.cpu.als", None)
    BlendTrainer(BlendConfig(als_weight=0, svd_weight=1))
    with pytest.raises(DataError, match="requirements-als"):
        BlendTrainer(BlendConfig(als_weight=0.1))


def test_a_blend_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="one of the weights must be above 0"):
        BlendConfig(spectral_weight=0, als_weight=0)


def test_every_part_draws_from_the_seed_of_the_blend_unless_it_has_its_own() -> None:
    config = BlendConfig.model_validate({"seed": 5, "als": {"seed": 7, "alpha": 3}})
    assert (config.spectral.seed, config.als.seed, config.svd.seed) == (5, 7, 5)
    assert config.als.alpha == 3
    assert BlendConfig.model_validate_json(config.model_dump_json()) == config


def test_the_parts_look_into_the_joint_array(checkerboard: Interactions) -> None:
    space = blended(checkerboard, 1, 1)
    assert isinstance(space.fold_in, BlendFoldIn)
    ridge = space.fold_in.parts[1].fold_in
    assert isinstance(ridge, RidgeFoldIn)
    assert np.shares_memory(ridge.item_vectors, space.item_vectors)


def test_the_size_of_scores_is_their_root_mean_square() -> None:
    space = ItemSpace(VECTORS, LinearFoldIn(QUERIES))
    listeners = Interactions(
        np.array([0, 2, 3], np.int64), np.array([0, 7, 3], np.int32), np.ones(3, np.float32), 30
    )
    dense = space.listeners(listeners) @ VECTORS.T
    assert score_size(space, listeners) == pytest.approx(float(np.sqrt((dense**2).mean())), rel=1e-5)
    assert score_size(ItemSpace(0 * VECTORS, LinearFoldIn(QUERIES)), listeners) == 1.0


@pytest.mark.parametrize(
    "fold_in",
    [
        LinearFoldIn(QUERIES),
        RidgeFoldIn.of(VECTORS, 0.1, 2.0),
        RidgeFoldIn.of(VECTORS, 0.1, 2.0, named_is_no_zero=True),
        RidgeFoldIn.of(VECTORS, 0.1, 2.0, bias=True),
    ],
    ids=["linear", "ridge", "als", "biased"],
)
def test_balancing_changes_lengths_and_no_score(fold_in: LinearFoldIn | RidgeFoldIn) -> None:
    space = ItemSpace(VECTORS, fold_in)
    even = balanced(space)
    np.testing.assert_allclose(scores(even), scores(space), rtol=1e-4, atol=1e-5)
    free = even.item_vectors[:, :-1] if getattr(fold_in, "bias", False) else even.item_vectors
    assert np.mean(np.linalg.norm(free, axis=1) ** 2) == pytest.approx(1, rel=1e-4)


def test_a_space_of_zeros_is_left_as_it_is() -> None:
    assert not balanced(ItemSpace(0 * VECTORS, LinearFoldIn(QUERIES))).item_vectors.any()
