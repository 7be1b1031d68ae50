"""How well rankers find the songs listeners went on to hear, side by side on one holdout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.base.errors import DataError
from segue.base.progress import SILENT, Progress
from segue.factors.interactions import Interactions
from segue.factors.metrics import hits, paired_p_value
from segue.listening.splits import Holdout
from segue.releases.summaries import HEADLINE
from segue.training.breakdowns import by_activity, by_known_songs, by_popularity, sweep_size
from segue.training.measures import (
    DEPTH,
    RANKING_METRICS,
    SHOWN,
    SongFacts,
    depth_of,
    exposure_shares,
    exposure_values,
    ranking_values,
    summarised,
)
from segue.training.rankers import Ranker, ranked
from segue.training.scores import Breakdown, Comparison, Evaluation, SystemScores

EVALUATED_LISTENERS: Final = 10_000


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Listeners a model is tested on, over the songs it knows.

    Attributes:
        history: m listeners' songs that are folded in, and never ranked; to a ranker each is a seed.
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

    def evaluated(self, most: int) -> "HeldOut":
        """At most ``most`` of the listeners with something to find, evenly spread; the protocol counts them.

        Raises :class:`DataError` when no listener has anything to find.
        """
        able = np.flatnonzero(np.diff(self.truth.indptr)).astype(np.int32)
        if len(able) == 0:
            raise DataError("The holdout is empty: no held-out listener has a song left to find.")
        truth = self.truth.take(able)
        chosen = truth.evenly(most)
        counts = {"with_something_to_find": len(able), "evaluated": len(chosen)}
        return HeldOut(self.history.take(able[chosen]), truth.take(chosen), self.protocol | counts)


def evaluate(
    subject: str,
    systems: Mapping[str, Ranker],
    held_out: HeldOut,
    facts: SongFacts,
    *,
    seed: int = 0,
    detail: bool = False,
    progress: Progress = SILENT,
) -> Evaluation:
    """Let every system rank the whole catalogue for every listener, and compare them.

    At most :data:`EVALUATED_LISTENERS` listeners with something to find are asked for.

    Args:
        subject: the system under test.
        systems: what is measured, by the name the tables show; the subject among them.
        held_out: whom to test on, over n songs.
        facts: of the same n songs.
        seed: of the bootstrap, the paired tests, and which songs count as known in a breakdown.
        detail: whether to add the breakdowns, which takes about as long again.
        progress: where to show how far it is.

    Raises :class:`DataError` when no listener has anything to find, ``KeyError`` without the subject.
    """
    asked = held_out.evaluated(EVALUATED_LISTENERS)
    history, truth = asked.history, asked.truth
    systems = {subject: systems[subject]} | dict(systems)
    lists: dict[str, Rows] = {}
    values: dict[str, dict[str, Float64]] = {}
    breakdowns: list[Breakdown] = []
    protocol = asked.protocol | {"evaluation_seed": seed}
    rankings = history.n_users + (sweep_size(history) if detail else 0)
    with progress.task("evaluating", total=len(systems) * rankings) as task:
        for name, ranker in systems.items():
            lists[name] = ranked(ranker, history, DEPTH, task)
            hit = hits(lists[name], truth)
            values[name] = ranking_values(hit, np.diff(truth.indptr), RANKING_METRICS)
        if detail:
            breakdowns = [
                by_known_songs(systems, history, truth, seed, task),
                by_popularity(lists, truth, facts.popularity, seed),
                by_activity(values, np.diff(history.indptr), seed),
            ]
            protocol["evaluated_by_known_songs"] = breakdowns[0].levels[0].n_listeners
    return Evaluation(
        protocol=protocol,
        headline=HEADLINE,
        subject=subject,
        n_listeners=history.n_users,
        systems=_system_scores(lists, values, facts, seed),
        comparisons=_comparisons(subject, values, seed),
        breakdowns=breakdowns,
    )


def _system_scores(
    lists: Mapping[str, Rows], values: Mapping[str, Mapping[str, Float64]], facts: SongFacts, seed: int
) -> dict[str, SystemScores]:
    columns = {(name, metric): column for name, named in values.items() for metric, column in named.items()}
    scores = summarised(columns, seed)
    return {
        name: SystemScores(
            ranking={metric: scores[name, metric] for metric in RANKING_METRICS},
            exposure=exposure_values(shown[:, :SHOWN], facts),
            exposure_curve=exposure_shares(shown[:, :SHOWN], facts),
        )
        for name, shown in lists.items()
    }


def _comparisons(subject: str, values: Mapping[str, Mapping[str, Float64]], seed: int) -> list[Comparison]:
    differences = {
        other: values[subject][HEADLINE] - named[HEADLINE]
        for other, named in values.items()
        if other != subject
    }
    scores = summarised(differences, seed)
    return [
        Comparison(
            against=other,
            metric=HEADLINE,
            difference=scores[other],
            p_value=paired_p_value(difference, seed=seed),
        )
        for other, difference in differences.items()
    ]


def listener_values(
    ranker: Ranker,
    history: Interactions,
    truth: Interactions,
    metrics: Sequence[str] = (HEADLINE,),
    progress: Progress = SILENT,
) -> dict[str, Float64]:
    """Per-listener values of one ranker: metric name → float64 (m,), NaN where there is nothing to find.

    Args:
        ranker: over the same n songs.
        history: m listeners' songs that are known.
        truth: the same m listeners' songs to be found.
        metrics: ranking metrics, such as ``recall@50``.
        progress: where to show how far it is.

    Raises ``ValueError`` for a name that is no ranking metric.
    """
    with progress.task("ranking", total=history.n_users) as task:
        lists = ranked(ranker, history, depth_of(metrics), task)
    return ranking_values(hits(lists, truth), np.diff(truth.indptr), metrics)
