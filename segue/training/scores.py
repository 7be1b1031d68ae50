"""What an evaluation found, as plain values: written into the manifest and read back from it."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Score(_Frozen):
    """A mean over listeners with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


class SystemScores(_Frozen):
    """One ranking system on one holdout.

    Attributes:
        ranking: metric → mean over listeners, such as ``ndcg@20``.
        exposure: what the first 20 of all listeners show together, such as ``coverage@20``; a metric that no
            list has is left out.
        exposure_curve: 101 shares, 0 … 1: of all that is shown, how much goes to the least shown 0 %, 1 %, …
            100 % of the catalogue (a Lorenz curve).
    """

    ranking: dict[str, Score]
    exposure: dict[str, float]
    exposure_curve: list[float]


class Comparison(_Frozen):
    """The system under test against another on the same listeners.

    Attributes:
        against: the other system.
        metric: of the difference.
        difference: mean paired difference, above 0 where the system under test is better.
        p_value: two-sided, of a paired test.
    """

    against: str
    metric: str
    difference: Score
    p_value: float


class Level(_Frozen):
    """One level of a breakdown.

    Attributes:
        label: such as ``3`` known songs, or ``most heard third``.
        n_listeners: listeners with something to find there.
        systems: system → metric → mean over those listeners.
    """

    label: str
    n_listeners: int
    systems: dict[str, dict[str, Score]]


class Breakdown(_Frozen):
    """The holdout in parts.

    Attributes:
        name: ``known songs``, ``popularity band`` or ``listener activity``.
        levels: in order.
    """

    name: str
    levels: list[Level]


class LearningPoint(_Frozen):
    """Quality of the same recipe learned from part of the listeners: ``pairs`` is how much that was."""

    share: float
    pairs: int
    score: Score


class Evaluation(_Frozen):
    """Systems side by side on one holdout.

    Attributes:
        protocol: how the holdout was made, as the split describes it, how many were asked, and the seed of
            the evaluation.
        headline: the metric that decides where one must.
        subject: the system under test, a key of ``systems``.
        n_listeners: listeners asked, all of them with something to find.
        systems: name → scores, the subject first.
        comparisons: the subject against each other system.
        breakdowns: by known songs, by popularity band, by activity; empty where not asked for.
        learning_curve: by share of the listeners, ascending; empty where not asked for. In the headline.
    """

    protocol: dict[str, Any]
    headline: str
    subject: str
    n_listeners: int
    systems: dict[str, SystemScores]
    comparisons: list[Comparison]
    breakdowns: list[Breakdown] = []
    learning_curve: list[LearningPoint] = []
