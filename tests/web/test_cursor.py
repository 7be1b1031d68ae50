import base64
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.errors import BadRequest
from segue.base.ids import ReleaseId
from segue.recommend.tail import TAIL
from segue.web.cursor import MOST_DELIVERED, Cursor, CursorKey
from segue.web.fields import LONGEST_CURSOR

RELEASE = ReleaseId("20261121T023100Z-1a2b3c4d")
SECRET = "a secret of the tests, long enough to sign with"
OTHER_SECRET = "another secret, just as long as the other one"
KEY = CursorKey([SECRET])
ROWS = st.lists(st.integers(0, 2**31 - 1), unique=True, max_size=60)


def cursor(rows: list[int]) -> Cursor:
    return Cursor(RELEASE, np.array(rows, np.int32))


@given(ROWS)
def test_it_says_what_was_delivered_and_the_last_songs_in_order(rows: list[int]) -> None:
    read = Cursor.parse(cursor(rows).payload())
    assert read.release_id == RELEASE
    assert read.delivered.dtype == np.int32
    assert sorted(read.delivered.tolist()) == sorted(rows)
    assert read.delivered.tolist()[-TAIL:] == rows[-TAIL:]


def test_the_longest_queue_fits_a_request() -> None:
    rows = np.random.default_rng(0).choice(16_000_000, MOST_DELIVERED, replace=False)
    assert len(KEY.signed(cursor(rows.tolist()).payload())) < LONGEST_CURSOR


def test_a_song_of_a_small_catalogue_takes_a_character_and_a_third() -> None:
    rows = np.random.default_rng(0).choice(5_000, 1_000, replace=False)
    assert len(cursor(rows.tolist()).payload()) < 1_450


def test_what_was_signed_is_opened() -> None:
    payload = cursor([3, 1, 2]).payload()
    assert KEY.opened(KEY.signed(payload)) == payload
    assert KEY.signed(payload) == KEY.signed(payload)


@given(st.data())
def test_one_character_changed_is_refused(data: st.DataObject) -> None:
    signed = KEY.signed(cursor([3, 1, 2]).payload())
    place = data.draw(st.integers(0, len(signed) - 1))
    other = data.draw(st.sampled_from("Aa0-_.é"))
    changed = signed[:place] + other + signed[place + 1 :]
    if changed != signed:
        with pytest.raises(BadRequest, match="can't be used"):
            KEY.opened(changed)


@pytest.mark.parametrize("text", ["", ".", "..", "é.é", "a.b", "\U0001f4a5", "x" * 40_000])
def test_what_nobody_signed_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="Send a cursor as it was received"):
        KEY.opened(text)


def test_what_another_signed_is_refused() -> None:
    foreign = CursorKey([OTHER_SECRET])
    with pytest.raises(BadRequest):
        KEY.opened(foreign.signed(cursor([1]).payload()))


def test_a_former_key_still_opens_and_never_signs() -> None:
    payload = cursor([3, 1, 2]).payload()
    changed = CursorKey([OTHER_SECRET, SECRET])
    assert changed.opened(KEY.signed(payload)) == payload
    assert changed.signed(payload) == CursorKey([OTHER_SECRET]).signed(payload)
    with pytest.raises(BadRequest):
        KEY.opened(changed.signed(payload))


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda content: base64.b64encode(content).decode()))
def test_any_payload_is_a_cursor_or_refused(payload: str) -> None:
    with suppress(BadRequest):
        Cursor.parse(payload)
