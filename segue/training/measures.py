"""The metrics of an evaluation by name, such as ``ndcg@20``: the measure, and how many ranks it looks at."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from segue.base.arrays import Bool, Float32, Float64, Int64, Rows
from segue.factors import metrics
from segue.factors.interactions import Interactions
from segue.releases.summaries import HEADLINE
from segue.training.scores import Score

RANKING_METRICS: Final = (
    "recall@20",
    "recall@50",
    "ndcg@20",
    "ndcg@50",
    "ndcg@100",
    "map@20",
    "mrr",
    "hit_rate@20",
)
EXPOSURE_METRICS: Final = (
    "coverage@20",
    "gini@20",
    "novelty@20",
    "diversity@20",
    "artist_repetition@20",
    "popularity_percentile@20",
)
DEPTH: Final = 100
"""Ranks looked at where a metric names none."""
SHOWN: Final = 20
"""Ranks that count as shown, for exposure."""

_MEASURES: Mapping[str, metrics.Measure] = {
    "recall": metrics.recall,
    "ndcg": metrics.ndcg,
    "map": metrics.average_precision,
    "mrr": metrics.reciprocal_rank,
    "hit_rate": metrics.hit_rate,
}
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class SongFacts:
    """What exposure is judged by, of n songs.

    Attributes:
        popularity: int64 (n,), listeners in training.
        n_listeners: of the training.
        artist_rows: int32 (n,), equal for songs of one artist; −1 where unknown.
        vectors: float32 (n, d); the cosine of two says how alike the songs are.
    """

    popularity: Int64
    n_listeners: int
    artist_rows: Rows
    vectors: Float32

    @classmethod
    def of(cls, pairs: Interactions, artist_rows: Rows, vectors: Float32) -> "SongFacts":
        """Count the pairs of a training."""
        return cls(pairs.song_counts, pairs.n_users, artist_rows, vectors)


def depth_of(names: Iterable[str]) -> int:
    """How many ranks the ranking metrics of these names look at, together."""
    return max((_parsed(name)[1] for name in names), default=0)


def ranking_values(hit: Bool, n_relevant: Int64, names: Iterable[str]) -> dict[str, Float64]:
    """Per-listener values of ranking metrics by name, (m,) each; NaN where there was nothing to find.

    Args:
        hit: bool (m, K), see :mod:`segue.factors.metrics.ranking`.
        n_relevant: int64 (m,), songs to find.
        names: such as ``recall@50``; ``mrr`` looks at the first :data:`DEPTH`.

    Raises ``ValueError`` for a name that is no ranking metric.
    """
    parsed = {name: _parsed(name) for name in names}
    return {name: _MEASURES[kind](hit, n_relevant, k) for name, (kind, k) in parsed.items()}


def exposure_values(lists: Rows, facts: SongFacts) -> dict[str, float]:
    """:data:`EXPOSURE_METRICS` of the lists shown, int32 (m, ≤ 20); one that no list has is left out."""
    counts = metrics.exposure_counts(lists, len(facts.popularity))
    values = {
        "coverage@20": metrics.coverage(counts),
        "gini@20": metrics.gini(counts),
        "novelty@20": _mean(metrics.novelty(lists, facts.popularity, facts.n_listeners)),
        "diversity@20": _mean(metrics.diversity(lists, facts.vectors)),
        "artist_repetition@20": _mean(metrics.artist_repetition(lists, facts.artist_rows)),
        "popularity_percentile@20": _mean(metrics.popularity_percentile(lists, facts.popularity)),
    }
    return {name: value for name, value in values.items() if not np.isnan(value)}


def exposure_shares(lists: Rows, facts: SongFacts) -> list[float]:
    """The exposure curve of the lists shown; see :class:`segue.training.scores.SystemScores`."""
    shares = metrics.exposure_curve(metrics.exposure_counts(lists, len(facts.popularity)))
    return [round(share, 6) for share in shares.tolist()]


def summarised(values: Mapping[_Key, Float64], seed: int) -> dict[_Key, Score]:
    """Means with their intervals, listeners resampled alike for all; a column without a value is left out.

    Args:
        values: columns (m,) over the same m listeners; NaN is no value.
        seed: of the bootstrap.
    """
    columns = {key: column for key, column in values.items() if not np.isnan(column).all()}
    if not columns:
        return {}
    stacked = np.column_stack(list(columns.values()))
    intervals = metrics.bootstrap_intervals(stacked, seed=seed)
    means = np.nanmean(stacked, axis=0)
    return {
        key: Score(mean=float(mean), low=float(low), high=float(high))
        for key, mean, (low, high) in zip(columns, means, intervals, strict=True)
    }


def _parsed(name: str) -> tuple[str, int]:
    kind, _, depth = name.partition("@")
    if kind not in _MEASURES or not (depth.isdecimal() if depth else kind == "mrr"):
        raise ValueError(f"{name!r} is no ranking metric; one is {HEADLINE!r}")
    return kind, int(depth) if depth else DEPTH


def _mean(values: Float64) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
