"""Names and values for the tables at the page's foot: the data and how the model was made."""

from collections.abc import Iterator, Mapping
from typing import Any

from segue.releases.manifest import ManifestDraft

Fact = tuple[str, str]
"""A name and its value, in words."""


def data_facts(report: Mapping[str, Any]) -> tuple[Fact, ...]:
    """What the log held: its report without the reasons rows were dropped for and without its notes."""
    return tuple(_facts({name: value for name, value in report.items() if name not in ("dropped", "notes")}))


def dropped_rows(report: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Reason and rows, the most frequent reason first."""
    dropped = report.get("dropped")
    return tuple(_facts(dropped)) if isinstance(dropped, Mapping) else ()


def notes_of(manifest: ManifestDraft) -> tuple[str, ...]:
    """What a person should know: of the training, then of the log."""
    told = manifest.data.report.get("notes")
    return (*manifest.notes, *map(str, told if isinstance(told, list) else ()))


def making_facts(manifest: ManifestDraft) -> tuple[Fact, ...]:
    """All that it takes to repeat the training, beside the data."""
    return (
        ("trainer", manifest.trainer.name),
        *_facts(manifest.trainer.parameters),
        ("seed of the training", str(manifest.seed)),
        *((f"holdout: {name}", value) for name, value in _facts(manifest.holdout)),
        ("data fingerprint", manifest.data.fingerprint),
        ("release in service then", manifest.parent or "none"),
    )


def protocol_facts(protocol: Mapping[str, Any]) -> tuple[Fact, ...]:
    """How the holdout was made; of a cut in time, the date and not the seconds."""
    return tuple(_facts({name: value for name, value in protocol.items() if name != "cut"}))


def _facts(values: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in values.items():
        words = str(name).replace("_", " ")
        if isinstance(value, Mapping):
            yield from ((f"{words}: {inner}", text) for inner, text in _facts(value))
        elif value is not None:
            yield words, _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
