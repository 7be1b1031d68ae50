import threading
from pathlib import Path

import pytest

from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases.pointer import move_pointer, read_pointer


def test_the_pointer_is_a_relative_link_that_can_be_moved(tmp_path: Path) -> None:
    assert read_pointer(tmp_path) is None
    for release in ("a", "b"):
        move_pointer(tmp_path, ReleaseId(release))
        pointer = read_pointer(tmp_path)
        assert pointer is not None
        assert pointer.release_id == release == str((tmp_path / "current").readlink())
    assert [path.name for path in tmp_path.iterdir()] == ["current"]


def test_a_pointer_put_to_the_same_release_again_is_another(tmp_path: Path) -> None:
    move_pointer(tmp_path, ReleaseId("a"))
    before = read_pointer(tmp_path)
    assert read_pointer(tmp_path) == before
    move_pointer(tmp_path, ReleaseId("a"))
    assert read_pointer(tmp_path) != before


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "candidates/a", ".writing-a", "candidates", "."])
def test_a_link_to_anywhere_else_names_no_release(tmp_path: Path, target: str) -> None:
    (tmp_path / "current").symlink_to(target)
    pointer = read_pointer(tmp_path)
    assert pointer is not None
    with pytest.raises(ReleaseRefused, match="not a link to a release"):
        _ = pointer.release_id


def test_what_is_no_link_names_no_release(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    pointer = read_pointer(tmp_path)
    assert pointer is not None
    with pytest.raises(ReleaseRefused, match="not a link to a release"):
        _ = pointer.release_id


def test_what_a_killed_mover_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".current-0123").symlink_to("a")
    move_pointer(tmp_path, ReleaseId("b"))
    assert [path.name for path in tmp_path.iterdir()] == ["current"]


def test_a_reader_sees_the_old_target_or_the_new_one_and_never_none(tmp_path: Path) -> None:
    move_pointer(tmp_path, ReleaseId("a"))
    seen: list[str | None] = []

    def read() -> None:
        while len(seen) < 1000 or len(set(seen)) == 1:
            pointer = read_pointer(tmp_path)
            seen.append(None if pointer is None else pointer.target)

    reader = threading.Thread(target=read)
    reader.start()
    while reader.is_alive():
        for release in ("b", "a"):
            move_pointer(tmp_path, ReleaseId(release))
    assert set(seen) == {"a", "b"}
