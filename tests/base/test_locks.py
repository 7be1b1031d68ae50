"""What is installed is what was locked, and none of it is older than a mended hole."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
FLOORS = {
    "starlette": (1, 0, 1),  # CVE-2026-48710
    "python-multipart": (0, 0, 31),  # CVE-2026-40347, -42561, -53537 to -53540
    "python-jose": (3, 4),  # CVE-2024-33663, -33664
    "libpass": (1, 9),  # the fork that knows bcrypt 5
    "gunicorn": (27,),  # the worker `asgi`
}
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,._-]+\])?==([0-9]+(?:\.[0-9]+)*)\S*(.*)$")


def pins(lock: Path) -> dict[str, list[tuple[tuple[int, ...], int]]]:
    """The versions of each package of a lock file, by platform, and how many hashes each has."""
    found: dict[str, list[tuple[tuple[int, ...], int]]] = {}
    logical = lock.read_text().replace("\\\n", " ")
    for line in logical.splitlines():
        if not line or line.startswith("#"):
            continue
        pin = PIN.match(line)
        assert pin, line
        version = tuple(map(int, pin[2].split(".")))
        found.setdefault(pin[1], []).append((version, pin[3].count("--hash=sha256:")))
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_is_pinned_with_its_hashes(lock: Path) -> None:
    found = pins(lock)
    assert found
    assert all(hashes for versions in found.values() for _, hashes in versions)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_package_is_older_than_a_mended_hole(lock: Path) -> None:
    older = {
        name: versions
        for name, versions in pins(lock).items()
        if any(version < FLOORS.get(name, ()) for version, _ in versions)
    }
    assert not older


def test_what_has_a_floor_is_what_the_api_uses() -> None:
    assert set(FLOORS) <= set(pins(ROOT / "requirements.txt"))


def test_every_list_of_requirements_is_locked() -> None:
    assert [path.stem for path in sorted(ROOT.glob("requirements*.in"))] == [lock.stem for lock in LOCKS]
