"""How well an item space finds the songs listeners went on to hear, against random and popularity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.base.errors import DataError
from segue.base.progress import SILENT, Progress
from segue.factors import metrics
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.top_k import rank_unheard, top_k
from segue.listening.splits import Holdout

DEPTH = 100
RANKING_METRICS = ("recall@20", "recall@50", "ndcg@20", "ndcg@50", "ndcg@100")
HEADLINE = "ndcg@20"


@dataclass(frozen=True)
class Score:
    """A mean over listeners with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class SystemScores:
    """One ranking system on one holdout.

    Attributes:
        ranking: metric name → score; names are :data:`RANKING_METRICS`.
        coverage: share of the catalogue standing in somebody's first 20.
    """

    ranking: dict[str, Score]
    coverage: float


@dataclass(frozen=True)
class Evaluation:
    """Systems side by side on one holdout.

    Attributes:
        protocol: how the holdout was made, as the split describes it.
        n_listeners: listeners with something to find.
        systems: name → scores.
        lead: mean paired difference in nDCG@20 to popularity, with its interval.
    """

    protocol: dict[str, Any]
    n_listeners: int
    systems: dict[str, SystemScores]
    lead: Score

    def to_json(self) -> dict[str, Any]:
        """Plain values for the manifest and for ``--json``."""
        return {
            "protocol": self.protocol,
            "n_listeners": self.n_listeners,
            "systems": {
                name: {metric: vars(score) for metric, score in scores.ranking.items()}
                | {"coverage@20": scores.coverage}
                for name, scores in self.systems.items()
            },
            "lead_over_popularity": vars(self.lead),
        }


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Listeners a model is tested on, over the songs it knows.

    Attributes:
        history: m listeners' songs that are folded in, each with the weight of a seed, and never ranked.
        truth: the same m listeners' songs to be found.
        protocol: how they were chosen; kept with the result.
    """

    history: Interactions
    truth: Interactions
    protocol: dict[str, Any]

    @classmethod
    def known_to(cls, holdout: Holdout, rows: Rows, n_songs: int) -> "HeldOut":
        """What of a holdout a model can answer: ``rows`` int32 gives each song its row there, −1 for none."""
        truth = holdout.truth.with_songs(rows, n_songs)
        left_out = len(holdout.truth) - len(truth)
        return cls(
            holdout.history.with_songs(rows, n_songs),
            truth,
            holdout.protocol | {"unknown_songs_left_out": left_out},
        )


def evaluate(
    name: str,
    space: ItemSpace,
    popularity: Int64,
    held_out: HeldOut,
    *,
    seed: int = 0,
    progress: Progress = SILENT,
) -> Evaluation:
    """Rank the whole catalogue for every held-out listener and score it.

    Args:
        name: of the system under test, as the table shows it.
        space: n songs.
        popularity: int64 (n,), listeners per song in training.
        held_out: whom to test on.
        seed: of the random ranking and the bootstrap.
        progress: where to show how far it is.

    Raises :class:`DataError` when no listener has anything to find.
    """
    history, truth = held_out.history, held_out.truth
    n_relevant = np.diff(truth.indptr)
    if not (n_relevant > 0).any():
        raise DataError("The holdout is empty: no held-out listener has a song left to find.")
    rankings = {
        name: rank_for(space, history, DEPTH),
        "popularity": _popular(popularity, history),
        "random": _random(history, seed),
    }
    values: dict[str, dict[str, Float64]] = {}
    scores = {}
    with progress.task("evaluating", total=len(rankings) * history.n_users) as task:
        for system, ranking in rankings.items():
            listed = []
            for rows in ranking:
                listed.append(rows)
                task.advance()
            values[system] = _ranking_values(listed, truth, n_relevant)
            scores[system] = _summary(values[system], metrics.coverage(listed, len(space), 20), seed)
    lead = values[name][HEADLINE] - values["popularity"][HEADLINE]
    return Evaluation(held_out.protocol, int((n_relevant > 0).sum()), scores, _score(lead, seed))


def rank_for(space: ItemSpace, history: Interactions, depth: int) -> Iterator[Rows]:
    """The first ``depth`` songs for each listener, the songs of the history folded in as seeds."""
    return rank_unheard(space.listeners(history.as_seeds()), space.item_vectors, history, depth)


def _ranking_values(rankings: list[Rows], truth: Interactions, n_relevant: Int64) -> dict[str, Float64]:
    hit = metrics.hits(rankings, truth, DEPTH)
    measures = {"recall": metrics.recall, "ndcg": metrics.ndcg}
    values = {}
    for metric in RANKING_METRICS:
        kind, depth = metric.split("@")
        values[metric] = measures[kind](hit, n_relevant, int(depth))
    return values


def _summary(values: dict[str, Float64], coverage: float, seed: int) -> SystemScores:
    return SystemScores({metric: _score(value, seed) for metric, value in values.items()}, coverage)


def _score(values: Float64, seed: int) -> Score:
    low, high = metrics.bootstrap_interval(values, seed=seed)
    return Score(float(np.nanmean(values)), low, high)


def _popular(popularity: Int64, history: Interactions) -> Iterator[Rows]:
    order = top_k(popularity.astype(np.float32), len(popularity))
    for row in range(history.n_users):
        heard, _ = history.of(row)
        head = order[: DEPTH + len(heard)]
        yield head[~np.isin(head, heard)][:DEPTH]


def _random(history: Interactions, seed: int) -> Iterable[Rows]:
    generator = np.random.default_rng(seed)
    for row in range(history.n_users):
        heard, _ = history.of(row)
        count = min(DEPTH + len(heard), history.n_songs)
        drawn = generator.choice(history.n_songs, count, replace=False).astype(np.int32)
        yield drawn[~np.isin(drawn, heard)][:DEPTH]
