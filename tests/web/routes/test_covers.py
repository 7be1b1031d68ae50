from datetime import UTC, datetime

import httpx
import pytest

from db.database import Database
from segue.base.settings import Settings
from segue.catalogue.covers import store_cover
from segue.web.app import create_app
from tests.web.world import serve

URL = "https://covers.example/1.jpg"


def test_a_known_cover_is_an_address_under_any_spelling(settings: Settings) -> None:
    database = Database(settings.resolved_database_url)
    with database.transaction(write=True) as connection:
        store_cover(connection, "Björk", "Jóga", url=URL, source="invented", fetched_at=datetime.now(UTC))
    database.close()
    with serve(create_app(settings)) as client:
        answer = client.get("/cover", params={"artist": "bjork", "track": "JOGA"})
    assert answer.json() == URL
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_an_unknown_cover_is_null_and_asked_again_soon(client: httpx.Client) -> None:
    answer = client.get("/cover", params={"artist": "Nobody", "track": "Nothing"})
    assert (answer.status_code, answer.json()) == (200, None)
    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("query", ["", "artist=a", "track=b", "artist=a&track=%00"])
def test_both_names_are_needed(client: httpx.Client, query: str) -> None:
    assert client.get(f"/cover?{query}").status_code == 422
