"""Fifteen releases put in service one after another while clients ask without a pause."""

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from segue.releases.store import ReleaseStore
from tests.contract.servers import GUNICORN, environment, run
from tests.web.world import eventually, make_release, make_songs

SWAPS = 15
CLIENTS = 3


class Listener(threading.Thread):
    """Asks until told to stop; keeps what was wrong, and how often each release answered.

    Args:
        url: of the server.
        endings: what every song id of a release ends with, by release.
    """

    def __init__(self, url: str, endings: dict[str, str]) -> None:
        super().__init__()
        self.stopped = threading.Event()
        self.answered: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._url = url
        self._endings = endings

    def run(self) -> None:
        seeds = [f"Björk - River {ending}" for ending in self._endings.values()]
        with httpx.Client(base_url=self._url, trust_env=False, timeout=10) as client:
            while not self.stopped.is_set():
                self._ask(client, "POST", "/recommendations/cold-start", json={"seeds": seeds, "limit": 30})
                self._ask(client, "GET", "/recommendations/categories")
                self._ask(client, "GET", "/catalog/search", params={"q": "river", "limit": 25})

    def _ask(self, client: httpx.Client, method: str, path: str, **options: Any) -> None:
        try:
            answer = client.request(method, path, **options)
        except httpx.TransportError as error:
            self.wrong.append(repr(error))
            return
        release_id = answer.headers.get("X-Release", "")
        ending = self._endings.get(release_id)
        songs = list(_song_ids(answer.json()))
        if answer.status_code != 200 or not songs or not all(song.endswith(f" {ending}") for song in songs):
            self.wrong.append(f"{path} {answer.status_code} {release_id} {songs}")
        self.answered[release_id] += 1


def _song_ids(value: Any) -> list[str]:
    """Every ``song_id`` anywhere in an answer."""
    if isinstance(value, list):
        return [song for part in value for song in _song_ids(part)]
    if isinstance(value, dict):
        own = [value["song_id"]] if "song_id" in value else []
        return own + _song_ids(list(value.values()))
    return []


def test_no_request_fails_and_no_answer_mixes_two_releases(tmp_path: Path, sqlite_url: str) -> None:
    store = ReleaseStore(tmp_path)
    endings = {
        str(make_release(tmp_path, make_songs(name), seed=ord(name[0]))): name for name in ("Alpha", "Beta")
    }
    releases = list(endings)
    store.promote(releases[0])
    env = environment(tmp_path, sqlite_url, SWAP_CHECK_SECONDS="0.02", LOG_LEVEL="WARNING")
    with run(GUNICORN, tmp_path / "log", env) as server:
        listeners = [Listener(server.url, endings) for _ in range(CLIENTS)]
        for listener in listeners:
            listener.start()
        for swap in range(1, SWAPS + 1):
            release_id = releases[swap % 2]
            before = sum((listener.answered for listener in listeners), Counter())[release_id]
            store.promote(release_id)
            eventually(lambda: sum(each.answered[release_id] for each in listeners) >= before + 5)  # noqa: B023 - awaited at once
            time.sleep(0.02)
        for listener in listeners:
            listener.stopped.set()
            listener.join()
    assert [listener.wrong for listener in listeners] == [[]] * CLIENTS
