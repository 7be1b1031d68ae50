"""Where training data comes from: travels from the file that was read into the manifest of a release."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


ACCOUNTS = "database"
"""Format of the source that is no file: what the API has stored of its accounts."""


class Source(BaseModel):
    """One file of training data, or the accounts.

    How much of a dataset came from where is known of those that were merged from several sources.

    Attributes:
        name: without its folder.
        format: what it was read as; :data:`ACCOUNTS` for those.
        licence: terms it may be used under, as the operator said; ``None`` when nothing was said.
        sha256: of the file as it lies on disk, or of what the accounts held, hex.
        rows: how many it has, used or not.
        listeners: who stands in the dataset because of it; ``None`` where that was not counted.
        songs: that stand in the dataset because of it; likewise.
        pairs: of listener and song, each counted once; likewise.
        kinds: rows that were used, by what they say: ``plays``, ``likes``, ``skips``, ``dislikes``.
        weights: of the accounts, what each kind counts for, in plays of a log.
        catalogue: of the accounts, the release that told songs which the log lacks; ``None`` without one.
        left_out: reason → how many rows (of a reason that says so: accounts) were not used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    format: str
    licence: str | None
    sha256: Sha256
    rows: NonNegativeInt
    listeners: NonNegativeInt | None = None
    songs: NonNegativeInt | None = None
    pairs: NonNegativeInt | None = None
    kinds: dict[str, NonNegativeInt] = {}
    left_out: dict[str, NonNegativeInt] = {}
    weights: dict[str, float] = {}
    catalogue: str | None = None


def source_rows(sources: Sequence[Source]) -> list[list[str]]:
    """A table of merged sources: a row per figure, its name first, then a cell per source."""
    figures = [
        {"rows": source.rows}
        | source.kinds
        | {"listeners": source.listeners, "songs": source.songs, "pairs": source.pairs}
        | {f"left out: {reason}": count for reason, count in source.left_out.items()}
        | {f"weight of a {kind}": weight for kind, weight in source.weights.items()}
        for source in sources
    ]
    names = dict.fromkeys(name for told in figures for name in told)
    return [[name, *(_shown(told.get(name)) for told in figures)] for name in names]


def _shown(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:g}"
