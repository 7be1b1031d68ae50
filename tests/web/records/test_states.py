from datetime import UTC, date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.accounts.taste import Block, Mark, Taste
from segue.base.errors import NotFound
from segue.web.records.states import read_state, store_state

TASTE = Taste(seeds=(Mark("Björk - Jóga", date(2026, 6, 1)),))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def path_of(folder: Path, taste: Taste) -> Path:
    return folder / "states" / f"{taste.state}.json"


@given(
    st.builds(
        Taste,
        seeds=st.lists(st.builds(Mark, NAMES, st.dates()), max_size=3).map(tuple),
        likes=st.lists(st.builds(Mark, NAMES, st.dates()), max_size=3).map(tuple),
        disliked=st.lists(NAMES, max_size=3).map(tuple),
        blocks=st.lists(st.builds(Block, name=NAMES, until=st.none() | MOMENTS), max_size=3).map(tuple),
    )
)
def test_what_is_stored_is_read_again(tmp_path_factory: pytest.TempPathFactory, taste: Taste) -> None:
    folder = tmp_path_factory.getbasetemp() / "states-of-records"
    store_state(folder, taste.state, taste.encoded)
    again = read_state(folder, taste.state)
    assert again == taste
    assert again.state == taste.state


def test_a_state_is_stored_once_for_its_owner_alone(tmp_path: Path) -> None:
    assert store_state(tmp_path, TASTE.state, TASTE.encoded) == len(TASTE.encoded)
    assert store_state(tmp_path, TASTE.state, TASTE.encoded) == 0
    (path,) = (tmp_path / "states").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_state_that_is_gone_or_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no listener state"):
        read_state(tmp_path, TASTE.state)
    store_state(tmp_path, TASTE.state, TASTE.encoded)
    path_of(tmp_path, TASTE).write_bytes(TASTE.encoded.replace(b"2026", b"2025"))
    with pytest.raises(NotFound, match="was changed"):
        read_state(tmp_path, TASTE.state)
