"""What a person sees of an answer: its lists of songs, with their reasons."""

from collections.abc import Iterator
from typing import Any

from segue.cli.console import say, show_table

Item = dict[str, Any]


def show_answer(content: dict[str, Any], *, title: str = "") -> None:
    """Every list of songs as a table, and what else the answer says, one line each."""
    for name, items in song_lists(content, title):
        with_reasons = any(item.get("reasons") for item in items)
        show_table(
            name or "songs",
            ["song_id", "distance", *(["because of"] if with_reasons else [])],
            (_cells(item, with_reasons=with_reasons) for item in items),
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


def _cells(item: Item, *, with_reasons: bool) -> list[str]:
    distance = item.get("distance")
    cells = [str(item["song_id"]), "" if distance is None else f"{distance:.4f}"]
    if with_reasons:
        cells.append("; ".join(map(_because, item.get("reasons") or ())))
    return cells


def _because(reason: Item) -> str:
    named = reason.get("title") or reason.get("song_id") or "?"
    return f"{named} ({reason['share']:+.3f})" if "share" in reason else str(named)
