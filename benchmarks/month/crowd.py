"""The accounts of the month and their days: what they ask the API for, and what they tell it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import numpy as np

from benchmarks.month.behaviour import LEAST_ACTIVE, LIKE, MOST_ACTIVE, PLAY, Act, own_choice, reactions
from benchmarks.month.cast import MONTH_START, Cast
from benchmarks.month.service import Service
from segue.base.arrays import Float64, Rows
from segue.base.ids import IdMap

SHELVES_SEEN = 3


@dataclass(eq=False)
class Person:
    """One account and what it did.

    Attributes:
        name: of the account.
        headers: it is signed in with.
        rate: chance of a session on a day.
        preference: float64 (n,), true.
        spared: songs it passes over.
        known: int32, the songs it may choose itself: those of the catalogue that are not spared.
        heard: song ids it did something with, the latest last, each once.
        counts: acts by kind, and plays by where they came from: ``shown`` or ``own``.
    """

    name: str
    headers: dict[str, str]
    rate: float
    preference: Float64
    spared: frozenset[int]
    known: Rows
    heard: dict[str, None] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(eq=False)
class Crowd:
    """All accounts.

    Attributes:
        service: the API.
        songs: ids of the world's songs.
        people: those that are left.
        chance: of every draw.
    """

    service: Service
    songs: IdMap
    people: list[Person]
    chance: np.random.Generator

    @classmethod
    def signed_up(cls, service: Service, cast: Cast, chance: np.random.Generator) -> "Crowd":
        """Make an account for everybody, who name their seeds."""
        guests, songs = cast.accounts, cast.world.catalogue.songs.ids
        service.clock.now = datetime.now(UTC)  # tokens are good for a while of real time
        headers = [service.sign_up(f"listener-{place}") for place in range(len(guests))]
        service.clock.now = MONTH_START
        rates = chance.permutation(np.linspace(LEAST_ACTIVE, MOST_ACTIVE, len(guests)))
        people = []
        for place, signed_in in enumerate(headers):
            seeds = songs.ids.take(guests.seeds[place].tolist())
            service.send(signed_in, "PUT", "/me/seeds", json={"seeds": list(seeds)})
            people.append(
                Person(
                    f"listener-{place}",
                    signed_in,
                    rates[place],
                    guests.preference[place],
                    frozenset(guests.truth[place].tolist()),
                    np.setdiff1d(cast.known, guests.truth[place]),
                )
            )
        return cls(service, songs, people, chance)

    def live(self, day: int) -> None:
        """Let everybody live through a day, counted from 1; its end is what time it is then."""
        self.service.clock.now = MONTH_START + timedelta(days=day, hours=-1)
        for person in self.people:
            if self.chance.random() < person.rate:
                self._tell(person, self._session(person), day)

    def counts(self, *, without: Person | None = None) -> dict[str, int]:
        """What all people did so far, or all but one; see :class:`Person`."""
        return dict(sum((each.counts for each in self.people if each is not without), Counter[str]()))

    def _session(self, person: Person) -> list[Act]:
        """Songs of their own choice, then the page, then the queue after the first of those songs."""
        own = own_choice(person.preference, person.known, self.chance)
        shown = self.service.page(person.headers)[:SHELVES_SEEN]
        shown.append(self.service.up_next(person.headers, self.songs.id(own[0])))
        acts = [Act(song, PLAY, is_own=True) for song in own]
        for songs in shown:
            rows = self.songs.look_up(songs).tolist()
            acts += reactions(rows, person.preference, person.spared, self.chance)
        return acts

    def _tell(self, person: Person, acts: Sequence[Act], day: int) -> None:
        """Send plays, skips and dislikes in one batch, then the likes."""
        now, names = self.service.clock.now, [self.songs.id(act.song) for act in acts]
        begin = now - timedelta(minutes=3 * len(acts))
        events = [
            _event(f"{day}-{number}", act.kind, name, begin + timedelta(minutes=3 * number))
            for number, (act, name) in enumerate(zip(acts, names, strict=True))
            if act.kind != LIKE
        ]
        self.service.send(person.headers, "POST", "/feedback", json={"events": events})
        for act, name in zip(acts, names, strict=True):
            if act.kind == LIKE:
                self.service.send(person.headers, "PUT", f"/likes/{quote(name, safe='')}")
            if act.kind == PLAY:
                person.counts["own" if act.is_own else "shown"] += 1
            person.counts[act.kind] += 1
            person.heard.pop(name, None)
            person.heard[name] = None


def _event(event_id: str, kind: str, song_id: str, at: datetime) -> dict[str, str]:
    return {"event_id": event_id, "kind": kind, "song_id": song_id, "at": at.isoformat()}
