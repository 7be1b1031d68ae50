from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.base.ids import ReleaseId
from segue.releases import history
from segue.releases.history import Action, Promotion


def moves(*steps: tuple[Action, str]) -> list[Promotion]:
    """Promotions as they follow each other, each from where the last one led."""
    made: list[Promotion] = []
    for action, release in steps:
        previous = made[-1].release if made else None
        made.append(move(action, release, previous))
    return made


def move(action: Action, release: str, previous: str | None) -> Promotion:
    return Promotion(
        time=datetime(2026, 11, 21, tzinfo=UTC),
        action=action,
        release=ReleaseId(release),
        previous=None if previous is None else ReleaseId(previous),
        reason="why\nnot",
        forced=True,
    )


def test_lines_are_read_in_the_order_they_were_added(tmp_path: Path) -> None:
    made = moves(("promote", "a"), ("promote", "b"))
    assert history.read(tmp_path / "h") == []
    for promotion in made:
        history.append(tmp_path / "h", promotion)
    assert history.read(tmp_path / "h") == made
    assert (tmp_path / "h").read_bytes().count(b"\n") == 2


def test_a_line_cut_short_costs_only_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second, third = moves(("promote", "a"), ("promote", "b"), ("promote", "c"))
    history.append(tmp_path / "h", first)
    history.append(tmp_path / "h", second)
    (tmp_path / "h").write_bytes((tmp_path / "h").read_bytes()[:-9])
    history.append(tmp_path / "h", third)
    assert history.read(tmp_path / "h") == [first, third]
    assert [record.message for record in caplog.records] == ["a line of the history can't be read"]


@pytest.mark.parametrize(
    ("steps", "trail"),
    [
        ([], []),
        ([("promote", "a")], ["a"]),
        ([("promote", "a"), ("promote", "a")], ["a"]),
        ([("promote", "a"), ("promote", "b"), ("promote", "c")], ["a", "b", "c"]),
        ([("promote", "a"), ("promote", "b"), ("roll back", "a")], ["a"]),
        (
            [("promote", "a"), ("promote", "b"), ("promote", "c"), ("roll back", "b"), ("roll back", "a")],
            ["a"],
        ),
        ([("promote", "a"), ("promote", "b"), ("promote", "c"), ("roll back", "a")], ["a"]),
        ([("promote", "a"), ("promote", "b"), ("roll back", "a"), ("promote", "c")], ["a", "c"]),
        ([("promote", "a"), ("promote", "b"), ("promote", "a"), ("roll back", "b")], ["a", "b"]),
        ([("promote", "b"), ("roll back", "a")], ["a"]),
    ],
)
def test_the_trail_is_where_roll_backs_lead(steps: list[tuple[Action, str]], trail: list[str]) -> None:
    assert history.trail(moves(*steps)) == trail


def test_a_move_whose_line_was_lost_is_known_from_the_next() -> None:
    assert history.trail([move("promote", "a", None), move("promote", "c", "b")]) == ["a", "b", "c"]
    assert history.trail([move("promote", "a", None), move("roll back", "a", "b")]) == ["a"]
