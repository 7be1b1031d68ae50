"""Small material a report is made from: songs of three genres, five systems, figures known by hand."""

from dataclasses import replace
from typing import Any

import numpy as np

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.source import Source
from segue.base.strings import Strings
from segue.factors.fold_in import LinearFoldIn
from segue.factors.space import ItemSpace
from segue.releases.manifest import Check, Data, FoldIn, ManifestDraft, Trainer, Verdict
from segue.training.report.material import Material
from segue.training.scores import (
    Breakdown,
    Comparison,
    Evaluation,
    LearningPoint,
    Level,
    Score,
    SystemScores,
)

GENRES = ("Jazz", "Metal", "Soul")
MEANS = {"spectral": 0.20, "als": 0.18, "popularity": 0.04, "random": 0.002}


def score(mean: float, spread: float = 0.01) -> Score:
    return Score(mean=mean, low=mean - spread, high=mean + spread)


def system(mean: float, *, steepness: float = 4.0) -> SystemScores:
    """A system whose Lorenz curve is x to the ``steepness``."""
    curve = np.linspace(0, 1, 101) ** steepness
    return SystemScores(
        ranking={"ndcg@20": score(mean), "recall@20": score(mean * 1.1)},
        exposure={"coverage@20": 0.5, "gini@20": 0.6},
        exposure_curve=curve.tolist(),
    )


def comparison(against: str, mean: float, spread: float = 0.01) -> Comparison:
    return Comparison(against=against, metric="ndcg@20", difference=score(mean, spread), p_value=0.0004)


def level(label: str, own: float, popularity: float) -> Level:
    means = {"spectral": own, "popularity": popularity}
    scores = {name: {"recall@20": score(mean), "ndcg@20": score(mean)} for name, mean in means.items()}
    return Level(label=label, n_listeners=40, systems=scores)


def learned(share: float, mean: float) -> LearningPoint:
    return LearningPoint(share=share, pairs=int(1000 * share), score=score(mean))


def evaluation(**changes: Any) -> Evaluation:
    whole = Evaluation(
        protocol={"kind": "listeners", "listeners": 40},
        headline="ndcg@20",
        subject="spectral",
        n_listeners=40,
        systems={name: system(mean) for name, mean in MEANS.items()},
        comparisons=[comparison(name, MEANS["spectral"] - mean) for name, mean in list(MEANS.items())[1:]],
        breakdowns=[
            Breakdown(name="known songs", levels=[level("0", 0.04, 0.04), level("all", 0.2, 0.04)]),
            Breakdown(name="popularity band", levels=[level("hits", 0.3, 0.3), level("rare", 0.1, 0.02)]),
            Breakdown(name="listener activity", levels=[level("1 to 5 songs", 0.1, 0.05)]),
        ],
        learning_curve=[learned(0.5, 0.15), learned(1, 0.2)],
    )
    return whole.model_copy(update=changes)


def verdict(*, passed: bool = True) -> Verdict:
    check = Check(
        name="coverage",
        passed=passed,
        measured="310 songs, against 620",
        bound="70% or more",
        reason="Much of the catalogue is no longer shown." if not passed else "As much is shown as before.",
    )
    return Verdict(against="20261121T031142Z-8c1d02aa", passed=passed, checks=(check,))  # type: ignore[arg-type]


def draft(**changes: Any) -> ManifestDraft:
    fields: dict[str, Any] = {
        "trainer": Trainer(name="spectral", parameters={"dimensions": 4, "song_exponent": 0.4}),
        "fold_in": FoldIn(kind="linear"),
        "seed": 7,
        "data": Data(
            fingerprint="abc",
            sources=(Source(name="plays.csv", format="csv", licence=None, sha256="0" * 64, rows=1200),),
            report={
                "format": "csv",
                "rows_read": 1200,
                "dropped": {"no song": 3},
                "first_date": None,
                "notes": ["Columns not used: 'mood'."],
            },
        ),
        "libraries": {"numpy": "2.4.6"},
        "metrics": {},
    }
    return ManifestDraft(**(fields | changes))


def songs(titles: list[str], artists: list[str], genres: list[str]) -> Songs:
    n = len(titles)
    return Songs(
        IdMap.of([f"s{row}" for row in range(n)]),
        title=Strings.of(titles),
        artist=Strings.of(artists),
        album=Strings.of([""] * n),
        genre=Strings.of(genres),
        language=Strings.blank(n),
        year=np.zeros(n, np.int16),
        duration_seconds=np.zeros(n, np.float32),
        explicit=np.full(n, -1, np.int8),
    )


def material(n_songs: int = 24, *, genres: bool = True, title: str = "Song {}", **changes: Any) -> Material:
    """Song i has genre i % 3, artist i // 2, fewer listeners than song i − 1; genres lie at right angles."""
    rows = np.arange(n_songs)
    vectors = np.eye(4, dtype=np.float32)[rows % 3]
    vectors[:, 3] = rows / max(n_songs, 1) * 0.3
    whole = Material(
        manifest=draft(gate=verdict()),
        evaluation=evaluation(),
        songs=songs(
            [title.format(row) for row in rows],
            [f"Artist {row // 2}" for row in rows],
            [GENRES[row % 3] if genres else "" for row in rows],
        ),
        popularity=(n_songs - rows).astype(np.float32),
        artist_rows=(rows // 2).astype(np.int32),
        space=ItemSpace(vectors, LinearFoldIn(vectors)),
        n_listeners=50,
        n_pairs=600,
    )
    return replace(whole, **changes)
