"""A queue over several workers and a release swapped under it: pages joined are one long answer."""

from pathlib import Path

import httpx

from segue.releases.store import ReleaseStore
from tests.contract.servers import GUNICORN, environment, run
from tests.web.world import eventually, make_release, make_songs

SONG = "Björk - River"
LIMITS = (1, 7, 50, 3, 20)


def test_pages_are_one_long_answer_whichever_worker_answers_and_whatever_is_swapped_in(
    tmp_path: Path, sqlite_url: str
) -> None:
    store = ReleaseStore(tmp_path)
    first, second = (make_release(tmp_path, make_songs(), seed=seed) for seed in (0, 1))
    store.promote(first)
    env = environment(tmp_path, sqlite_url, SWAP_CHECK_SECONDS="0.02", LOG_LEVEL="WARNING")
    with run(GUNICORN, tmp_path / "log", env) as server:

        def page(limit: int, cursor: str | None) -> tuple[list[str], str | None, str]:
            body = {"song": SONG, "limit": limit, "seed": "tonight", "cursor": cursor}
            # a connection of its own for every page: any worker may take it
            answer = httpx.post(f"{server.url}/recommendations/similar", json=body, trust_env=False)
            assert answer.status_code == 200, answer.text
            content = answer.json()
            songs = [item["song_id"] for item in content["results"]]
            return songs, content["cursor"], answer.headers["X-Release"]

        def pages(limits: tuple[int, ...]) -> list[str]:
            songs: list[str] = []
            cursor = None
            for number, limit in enumerate(limits):
                found, cursor, release = page(limit, cursor)
                songs += found
                assert release == first
                if number == 1:
                    store.promote(second)
                    eventually(lambda: {page(1, None)[2] for _ in range(8)} == {second})
            return songs

        long = [*(following := page(50, None))[0], *page(31, following[1])[0]]
        assert pages(LIMITS) == long
        assert len(set(long)) == sum(LIMITS)
