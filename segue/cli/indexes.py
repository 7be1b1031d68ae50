"""What a person sees of an index: which were measured, and which was taken."""

from segue.cli.console import say, show_table
from segue.releases.manifest import IndexEntry, IndexTrial


def show_index(asked: str, entry: IndexEntry | None) -> None:
    """The index for ``asked``, and what else was measured before it was taken; nothing without an index."""
    if entry is None:
        return
    say(f"index of {asked}: {_described(entry)}{_measures(entry)}")
    if entry.tried:
        show_table(
            f"measured on {asked}",
            ["index", "recall@50", "µs a search", ""],
            [
                [_described(trial), _recall(trial), _time(trial), "taken" if _same(trial, entry) else ""]
                for trial in entry.tried
            ],
        )


def _described(trial: IndexTrial) -> str:
    return " ".join([trial.kind, *(f"{name} {value}" for name, value in trial.parameters.items())])


def _measures(trial: IndexTrial) -> str:
    recall = "" if trial.recall is None else f", recall@50 {_recall(trial)}"
    return recall if trial.microseconds is None else f"{recall}, {_time(trial)} µs a search"


def _recall(trial: IndexTrial) -> str:
    return "" if trial.recall is None else f"{trial.recall:.4f}"


def _time(trial: IndexTrial) -> str:
    return "" if trial.microseconds is None else f"{trial.microseconds:,.0f}"


def _same(trial: IndexTrial, entry: IndexEntry) -> bool:
    return (trial.kind, trial.parameters) == (entry.kind, entry.parameters)
