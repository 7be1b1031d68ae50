"""A few people who like, skip and block songs, and ask for recommendations of every kind."""

from itertools import cycle
from random import Random

import httpx

from tests.web.conftest import Person, sign_up
from tests.web.drawn import Drawn, Operation, operations
from tests.web.recommending import recommending_paths
from tests.web.world import ARTISTS, make_songs

PEOPLE = 5
CHANGES_BETWEEN = 0.5
"""How often one of them says something about a song, for each question asked."""


class Crowd:
    """Asks a running server.

    Args:
        client: of the server.
        document: OpenAPI.
        seed: decides what is asked.
    """

    def __init__(self, client: httpx.Client, document: dict[str, object], seed: int = 0) -> None:
        self.client = client
        self.random = Random(seed)
        found, asking = operations(document), recommending_paths()
        self._questions = [each for each in found if each.path in asking]
        self._changes = [
            each
            for each in found
            if each.needs_token and each.method != "GET" and each.path not in asking and not _ends(each)
        ]
        songs = make_songs()
        self._people = [sign_up(client) for _ in range(PEOPLE)]
        self._cursors = ["none yet"]
        texts = {
            "": [songs.ids.id(row) for row in range(len(songs))],
            "artists": ARTISTS,
            "seed": "abc",
            "invitation": [each.post("/me/invitations", {}).json()["invitation"] for each in self._people],
            "cursor": self._cursors,
        }
        schemas = document["components"]["schemas"]  # type: ignore[index]
        self._drawn = Drawn(self.random, texts, schemas)

    def ask(self, answers: int) -> dict[str, str]:
        """Ask until so many have been answered; gives the entity tag of each by its request id."""
        tags: dict[str, str] = {}
        for question in cycle(self._questions):
            if len(tags) == answers:
                break
            if self.random.random() < CHANGES_BETWEEN:
                self._send(self.random.choice(self._changes), self.random.choice(self._people))
            who = self.random.choice([None, *self._people])
            answer = self._send(question, who)
            assert answer.status_code < 500, answer.text
            if answer.status_code == 200:
                tags[answer.headers["X-Request-ID"]] = answer.headers["ETag"]
                self._cursors += filter(None, [answer.json().get("cursor")])
        return tags

    def _send(self, operation: Operation, who: Person | None) -> httpx.Response:
        method, path, options = operation.drawn(self._drawn)
        return self.client.request(method, path, headers=who.headers if who else {}, **options)


def _ends(operation: Operation) -> bool:
    """Whether it is about signing in and out: people stay who they are."""
    return operation.path.startswith("/auth/") or operation.path == "/me"
