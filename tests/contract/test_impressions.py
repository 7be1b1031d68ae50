"""No list that was answered is lost when workers are replaced or stopped."""

from pathlib import Path

import httpx
import pytest

from db.database import Database
from tests.accounts.shown import shown_lists
from tests.contract.servers import GUNICORN, environment, run
from tests.web.conftest import OTHER, Person, sign_up

ASKED = 60


@pytest.mark.slow  # workers start one after another; that a server stores all as it ends is held in tests/web
def test_workers_that_end_store_what_they_have_shown(
    tmp_path: Path, artifacts: Path, sqlite_url: str
) -> None:
    recycled = (*GUNICORN[:-1], "--max-requests", "20", "--max-requests-jitter", "0", GUNICORN[-1])
    env = environment(artifacts, sqlite_url, LOG_LEVEL="WARNING")
    with run(recycled, tmp_path / "log", env) as server, httpx.Client(base_url=server.url) as client:
        ada: Person = sign_up(client)
        for n in range(ASKED):
            answer = ada.post("/recommendations/similar", {"song": OTHER, "seed": str(n)})
            assert answer.status_code == 200
    database = Database(sqlite_url)
    found = shown_lists(database)
    database.close()
    assert len(found) == ASKED
