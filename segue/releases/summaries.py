"""A release in a few words, for lists of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from segue.base.ids import ReleaseId
from segue.base.source import Source
from segue.releases.manifest import Manifest, Verdict

HEADLINE: Final = "ndcg@20"
"""The metric a release is judged by first."""
POPULARITY: Final = "popularity"
"""What the list of popular songs is called that every release is measured beside."""


@dataclass(frozen=True)
class Summary:
    """What a manifest says first.

    Attributes:
        id: of the release.
        created_at: UTC.
        trainer: which one.
        n_songs: how many it knows.
        ndcg: nDCG@20 on the holdout, 0 … 1; ``None`` where it was not measured.
        popularity_ndcg: that of a list of what is popular, on the same holdout.
        gate: the verdict it was made with; ``None`` without one.
        sources: what it was trained on.
    """

    id: ReleaseId
    created_at: datetime
    trainer: str
    n_songs: int
    ndcg: float | None
    popularity_ndcg: float | None
    gate: Verdict | None
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, manifest: Manifest) -> "Summary":
        """What this one says."""
        return cls(
            manifest.id,
            manifest.created_at,
            manifest.trainer.name,
            manifest.n_songs,
            headline_of(manifest, manifest.trainer.name),
            headline_of(manifest, POPULARITY),
            manifest.gate,
            manifest.data.sources,
        )


def headline_of(manifest: Manifest, system: str) -> float | None:
    """The mean of :data:`HEADLINE` of a system on the holdout; ``None`` where it was not measured."""
    systems: Any = manifest.metrics.get("systems", {})
    score = systems.get(system, {}).get("ranking", {}).get(HEADLINE)
    return None if score is None else score["mean"]
