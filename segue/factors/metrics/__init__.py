"""How good rankings are: per listener, over all lists together, and how sure the figures are."""

from segue.factors.metrics.exposure import coverage, exposure_counts, exposure_curve, gini
from segue.factors.metrics.lists import NO_SONG, hits, padded
from segue.factors.metrics.novelty import novelty, percentiles, popularity_percentile
from segue.factors.metrics.ranking import (
    Measure,
    average_precision,
    hit_rate,
    ndcg,
    recall,
    reciprocal_rank,
)
from segue.factors.metrics.significance import bootstrap_interval, bootstrap_intervals, paired_p_value
from segue.factors.metrics.variety import artist_repetition, diversity

__all__ = [
    "NO_SONG",
    "Measure",
    "artist_repetition",
    "average_precision",
    "bootstrap_interval",
    "bootstrap_intervals",
    "coverage",
    "diversity",
    "exposure_counts",
    "exposure_curve",
    "gini",
    "hit_rate",
    "hits",
    "ndcg",
    "novelty",
    "padded",
    "paired_p_value",
    "percentiles",
    "popularity_percentile",
    "recall",
    "reciprocal_rank",
]
