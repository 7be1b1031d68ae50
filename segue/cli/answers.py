"""What a person sees of an answer: its lists of songs, with their figures and reasons."""

from collections.abc import Callable, Iterator
from typing import Any

from segue.cli.console import say, show_table

Item = dict[str, Any]


def show_answer(content: dict[str, Any], *, title: str = "") -> None:
    """Every list of songs as a table, and what else the answer says, one line each."""
    for name, items in song_lists(content, title):
        shown = [column for column in _COLUMNS if any(item.get(column) is not None for item in items)]
        show_table(
            name or "songs",
            ["song_id", *(column.replace("_", " ") for column in shown)],
            ([str(item["song_id"] or "—"), *(_cell(item, column) for column in shown)] for item in items),
            align="left",
        )
    for name, value in content.items():
        if not isinstance(value, dict | list) or (value and not any(song_lists(value, ""))):
            say(f"{name}: {value}")


def song_lists(value: object, name: str) -> Iterator[tuple[str, list[Item]]]:
    """Each list of songs anywhere in an answer, by the ``label`` beside it, or else by ``name``."""
    if isinstance(value, dict):
        label = str(value.get("label") or name)
        for part in value.values():
            yield from song_lists(part, label)
    elif isinstance(value, list):
        if value and all(isinstance(part, dict) and "song_id" in part for part in value):
            yield name, value
            return
        for part in value:
            yield from song_lists(part, name)


def _cell(item: Item, column: str) -> str:
    value = item.get(column)
    return "" if value is None else _COLUMNS[column](value)


def _reasons(reasons: list[Item]) -> str:
    return "; ".join(f"{reason.get('title') or '—'} ({reason['share']:+.3f})" for reason in reasons)


_COLUMNS: dict[str, Callable[[Any], str]] = {
    "distance": "{:.4f}".format,
    "share": "{:+.4f}".format,
    "rank_without": str,
    "fits": lambda fits: ", ".join(f"{fit:.2f}" for fit in fits),
    "reasons": _reasons,
}
