"""What is asked: the kinds of requests an app makes, as many different ones of each as are wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

import numpy as np
import orjson

from benchmarks.serving.client import Request
from benchmarks.serving.people import open_accounts
from segue.base.ids import SongId
from segue.base.songs import Songs
from segue.releases.reader import OpenRelease
from segue.training.candidate import stored_pairs

WARM = 200
"""Different requests of a kind that is asked again and again."""
ACCOUNTS = 300
LIKES = 50
SEEDS = 5


@dataclass(frozen=True)
class Kind:
    """A kind of request.

    Attributes:
        name: as in tables.
        warm: whether every request was asked before it is measured; else each comes once.
        least: the part of an empty route's throughput it is to reach.
        ask: makes the request of a number; of numbers below :data:`WARM` where ``warm``.
    """

    name: str
    warm: bool
    least: float
    ask: Callable[[int], Request]

    def requests(self, start: int, count: int) -> list[Request]:
        """``count`` requests; those of different numbers differ."""
        return [self.ask(number % WARM if self.warm else number) for number in range(start, start + count)]


def kinds(release: OpenRelease, database_url: str, secret: str, *, seed: int = 0) -> list[Kind]:
    """All kinds, about the songs of a release, whose training listeners are those who ask.

    Makes accounts in the database.
    """
    songs = Songs.from_arrays(release.arrays)
    listeners = _listeners(release, songs)
    tokens = open_accounts(database_url, secret, [liked[:LIKES] for liked in listeners[:ACCOUNTS]])
    order = np.random.default_rng(seed).permutation(len(songs)).tolist()
    popular = np.argsort(-release.arrays["popularity"], kind="stable")[:WARM].tolist()

    def similar(number: int, rows: Sequence[int], token: str | None = None) -> Request:
        body = orjson.dumps({"song": songs.ids.id(rows[number % len(rows)])})
        return Request.of("POST", "/recommendations/similar", body, token=token)

    def cold_start(number: int) -> Request:
        random = Random(f"{seed} {number}")
        named = random.sample(random.choice(listeners), SEEDS)
        return Request.of("POST", "/recommendations/cold-start", orjson.dumps({"seeds": named}))

    def shelves(number: int, variation: str = "") -> Request:
        return Request.of(
            "GET", f"/recommendations/categories{variation}", token=tokens[number % len(tokens)]
        )

    def first_shelves(number: int) -> Request:
        # a seed that is no song's id only varies the answer: no page is asked for twice
        return shelves(number, f"?seed=visit-{number}")

    def search(number: int) -> Request:
        typed = _typed(songs, Random(f"{seed} {number}"))
        return Request.of("GET", f"/catalog/search?q={quote(typed)}")

    return [
        Kind("similar, warm", True, 0.75, lambda number: similar(number, popular)),
        Kind("similar, cold", False, 0.45, lambda number: similar(number, order)),
        Kind("shelves, warm", True, 0.75, lambda _: Request.of("GET", "/recommendations/categories")),
        Kind("cold start, 5 seeds", False, 0.35, cold_start),
        Kind(
            "similar, signed in, 50 likes",
            False,
            0.25,
            lambda number: similar(number, order, tokens[number % len(tokens)]),
        ),
        Kind("shelves, signed in", True, 0.12, shelves),
        Kind("shelves, signed in, first time that day", False, 0.12, first_shelves),
        Kind("catalogue search", False, 0.40, search),
    ]


def _listeners(release: OpenRelease, songs: Songs) -> list[list[SongId]]:
    """The songs of training listeners who have at least ``LIKES``, those most played first."""
    pairs = stored_pairs(release.arrays, len(songs))
    found = []
    for user in range(pairs.n_users):
        rows, weights = pairs.of(user)
        if len(rows) >= LIKES:
            best = rows[np.argsort(-weights, kind="stable")].tolist()
            found.append([SongId(songs.ids.id(row)) for row in best])
        if len(found) == 4 * ACCOUNTS:
            break
    return found


def _typed(songs: Songs, random: Random) -> str:
    """What people type: the beginning of a title, words of title and artist, now and then a wrong letter."""
    row = random.randrange(len(songs))
    text = songs.title[row]
    if random.random() < 0.5:
        text = f"{text} {songs.artist[row].rpartition(' ')[0]}"
    if random.random() < 0.5:
        text = text[: random.randint(3, max(3, len(text)))]
    if random.random() < 0.2:
        place = random.randrange(len(text))
        text = text[:place] + random.choice("aeinorst") + text[place + 1 :]
    return text


def accounts_url(folder: Path) -> str:
    """A SQLite database in a folder."""
    return f"sqlite:///{folder / 'accounts.sqlite3'}"
