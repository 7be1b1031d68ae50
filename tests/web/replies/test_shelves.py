from dataclasses import replace
from datetime import UTC, datetime

from segue.accounts.taste import Mark, Taste
from segue.web.ask import Ask
from segue.web.known import Known
from segue.web.replies.shelves import shelves_reply
from segue.web.schemas.shelves import ShelvesQuery, ShelvesWished
from segue.web.serving import Serving

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIKED = (
    "Björk - River",
    "Björk - Glass",
    "Björk - Morning",
    "Blur - River",
    "Blur - Glass",
    "Blur - Morning",
)


def test_what_is_kept_of_a_listener_changes_no_page(serving: Serving) -> None:
    taste = Taste(likes=tuple(Mark(song_id, NOW.date()) for song_id in LIKED))
    reasons: set[str] = set()
    for visit in range(6):
        ask: Ask[ShelvesWished] = Ask(ShelvesQuery(seed=f"{visit}").wished(), taste, NOW, 2.0)
        page = shelves_reply(serving, ask)
        assert page == shelves_reply(replace(serving, known=Known()), ask)
        reasons.update(
            bucket["reason"] for bucket in page["buckets"] if bucket["id"] == "more-from-your-vibe"
        )
    assert len(reasons) > 1
