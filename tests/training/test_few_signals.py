"""Learned on a world of two camps that share no song."""

import numpy as np
import pytest

from segue.base.progress import SILENT
from segue.factors.content import Content
from segue.factors.interactions import Events, Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.training.few_signals import CLUSTERS, KNOWN, WEIGHTS, Clusters, blended, cluster, learn_weights
from segue.training.rankers import PopularityRanker, SpaceRanker

N_USERS, N_SONGS = 120, 40


@pytest.fixture(scope="module")
def pairs() -> Interactions:
    generator = np.random.default_rng(0)
    taste = np.arange(N_USERS)[:, None] % 2 == np.arange(N_SONGS)[None, :] % 2
    users, songs = np.nonzero(taste & (generator.random((N_USERS, N_SONGS)) < 0.5))
    ones = np.ones(len(users), np.float32)
    return Events(users.astype(np.int32), songs.astype(np.int32), ones, None, N_USERS, N_SONGS).combine()


@pytest.fixture(scope="module")
def space(pairs: Interactions) -> ItemSpace:
    config = SpectralConfig(dimensions=4)
    return SpectralTrainer(config).fit(pairs, Content.unknown(N_SONGS), SILENT).space


@pytest.fixture(scope="module")
def clusters(space: ItemSpace, pairs: Interactions) -> Clusters:
    return cluster(space, pairs, seed=0)


def test_a_small_log_has_few_clusters(clusters: Clusters) -> None:
    assert len(clusters.centroids) == N_USERS // 20 < CLUSTERS


def test_clusters_part_the_camps(clusters: Clusters) -> None:
    even = clusters.popularity[::2].mean(axis=0) > clusters.popularity[1::2].mean(axis=0)
    assert even.any()
    assert not even.all()


def test_the_same_seed_gives_the_same_clusters(
    space: ItemSpace, pairs: Interactions, clusters: Clusters
) -> None:
    again = cluster(space, pairs, seed=0)
    assert np.array_equal(again.centroids, clusters.centroids)
    assert np.array_equal(again.popularity, clusters.popularity)


def test_weights_are_those_tried_and_never_rise(
    space: ItemSpace, clusters: Clusters, pairs: Interactions
) -> None:
    held = np.random.default_rng(1).random(len(pairs)) < 0.3
    weights = learn_weights(space, clusters, pairs.where(~held), pairs.where(held), seed=0)
    assert weights.shape == (KNOWN[-1] + 1,)
    assert set(weights[1:].tolist()) <= {float(np.float32(weight)) for weight in WEIGHTS}
    assert (np.diff(weights[1:]) <= 0).all()


def test_a_blended_space_ranks_a_stranger_exactly_by_popularity(
    space: ItemSpace, clusters: Clusters, pairs: Interactions
) -> None:
    nobody = pairs.where(np.zeros(len(pairs), np.bool_)).take(np.zeros(1, np.int32))
    ours = SpaceRanker(blended(space, clusters, np.full(3, 0.5, np.float32))).rank(nobody, N_SONGS)
    theirs = PopularityRanker(pairs.song_counts).rank(nobody, N_SONGS)
    assert next(ours).tolist() == next(theirs).tolist()
