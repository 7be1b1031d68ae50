"""The month: days of listening, nights of retraining, and what is measured after each."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np

from benchmarks.month.cast import MONTH_START, Cast
from benchmarks.month.crowd import Crowd, Person
from benchmarks.month.nights import Night, retrain
from benchmarks.month.service import PASSWORD, SHOWN, Clock, Service, served
from segue.accounts.erasures import listener_id
from segue.base.arrays import Float64, Rows
from segue.base.ids import AccountId
from segue.factors import metrics
from segue.factors.interactions import Interactions
from segue.releases.listeners import holds_listener
from segue.releases.store import ReleaseStore


@dataclass(frozen=True, eq=False)
class Measured:
    """nDCG@20 after a night, by listener.

    Attributes:
        served: float64 (m,), of accounts by the release in service.
        frozen: float64 (m,), of the same accounts, with all they have done, by the first release.
        unknown: float64 (m,), of strangers who name the seeds of the accounts and leave out the same songs,
            by the first release. It rises too: what was heard stands in nobody's way any more.
        newcomers: float64 (k,), of strangers by the release in service.
    """

    served: Float64
    frozen: Float64
    unknown: Float64
    newcomers: Float64

    def __str__(self) -> str:
        means = (each.mean() for each in (self.served, self.frozen, self.unknown, self.newcomers))
        return " ".join(f"{mean:.4f}" for mean in means)


@dataclass(frozen=True)
class Erasure:
    """What became of somebody who left.

    Attributes:
        day: after whose listening they left.
        named: the releases that the reply of the deletion named.
        held_before: the releases up to that day that hold them.
        held_after: the later ones that do.
        held_private: releases that hold the private account.
        n_releases: how many were looked through.
        n_before: how many of these were there when they left.
    """

    day: int
    named: tuple[str, ...]
    held_before: tuple[str, ...]
    held_after: tuple[str, ...]
    held_private: tuple[str, ...]
    n_releases: int
    n_before: int


@dataclass(frozen=True, eq=False)
class Month:
    """What was found.

    Attributes:
        nights: of the days from 1 on.
        told: by night, what the accounts that may be learned from had told the API, as ``counts``.
        measured: of day 0, before anybody did anything, then of each day.
        erasure: of the last account but one; the last one is private.
        counts: of all days, acts by kind and plays by where they came from; without whoever left.
    """

    nights: list[Night]
    told: list[dict[str, int]]
    measured: list[Measured]
    erasure: Erasure
    counts: dict[str, int]


def simulate(
    cast: Cast,
    folder: Path,
    *,
    days: int,
    chance: np.random.Generator,
    words: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Month:
    """Live through a month.

    Args:
        cast: who takes part; its last two accounts are not measured.
        folder: for log, releases and accounts; empty.
        days: how many, at least 2.
        chance: of every draw.
        words: more options of `main.py retrain`.
        tell: gets a line after each night.
    """
    log, database = folder / "log.parquet", folder / "accounts.sqlite3"
    artifacts, first = folder / "artifacts", folder / "first"
    cast.write_log(log)
    artifacts.mkdir()
    retrain(artifacts, database, log, *words, with_accounts=False)
    shutil.copytree(artifacts, first, symlinks=True)
    clock, store = Clock(MONTH_START), ReleaseStore(artifacts)
    nights, told, left_after = [], [], days // 2
    named: tuple[str, ...] = ()
    with served(artifacts, database, clock) as service, served(first, database, clock) as frozen:
        crowd = Crowd.signed_up(service, cast, chance)
        *people, leaver, private = crowd.people
        ids = [_listener(database, person) for person in (leaver, private)]
        service.send(private.headers, "PUT", "/me/preferences", json={"private": True})
        measured = [_measure(service, frozen, cast, people)]
        tell(f" 0 first    {measured[0]}")
        for day in range(1, days + 1):
            crowd.live(day)
            if day == left_after:
                released = store.releases()
                crowd.people.remove(leaver)
                named = _leave(service, leaver)
            told.append(crowd.counts(without=private))
            nights.append(retrain(artifacts, database, log, *words))
            service.follow(str(store.current_id()))
            measured.append(_measure(service, frozen, cast, people))
            tell(f"{day:>2} {nights[-1].outcome} {measured[-1]} {' '.join(nights[-1].refusals)}".rstrip())
    erasure = _looked_through(
        store, leaver=ids[0], private=ids[1], until=released, day=left_after, named=named
    )
    return Month(nights, told, measured, erasure, crowd.counts())


def _looked_through(
    store: ReleaseStore,
    *,
    leaver: str,
    private: str,
    until: Sequence[str],
    day: int,
    named: tuple[str, ...],
) -> Erasure:
    releases = store.releases()
    held = [each for each in releases if holds_listener(store.path(each), leaver)]
    return Erasure(
        day,
        named,
        held_before=tuple(each for each in held if each in until),
        held_after=tuple(each for each in held if each not in until),
        held_private=tuple(each for each in releases if holds_listener(store.path(each), private)),
        n_releases=len(releases),
        n_before=len(until),
    )


def _leave(service: Service, person: Person) -> tuple[str, ...]:
    said = service.send(person.headers, "DELETE", "/me", json={"password": PASSWORD})
    return tuple(each["release"] for each in said["releases"])


def _listener(database: Path, person: Person) -> str:
    """What an account is called in datasets; the API has no word for it."""
    with sqlite3.connect(database) as connection:
        (number,) = connection.execute("SELECT id FROM users WHERE username = ?", [person.name]).fetchone()
    return listener_id(AccountId(number))


def _measure(service: Service, frozen: Service, cast: Cast, people: Sequence[Person]) -> Measured:
    songs, newcomers = cast.world.catalogue.songs.ids, cast.newcomers

    def answers(asked: Service) -> Iterator[list[str]]:
        return (asked.songs_for(person.headers, heard=list(person.heard)) for person in people)

    def strangers(asked: Service, seeds: Rows, heard: Iterable[list[str]]) -> Iterator[list[str]]:
        named = (list(songs.ids.take(rows)) for rows in seeds.tolist())
        return (asked.songs_for({}, seeds=some, heard=out) for some, out in zip(named, heard, strict=True))

    def ndcg(lists: Iterable[list[str]], truth: Interactions) -> Float64:
        ranked = metrics.padded((songs.look_up(each) for each in lists), SHOWN)
        return metrics.ndcg(metrics.hits(ranked, truth), np.diff(truth.indptr), SHOWN)

    truth = cast.accounts.to_find().take(np.arange(len(people), dtype=np.int32))
    alike = strangers(frozen, cast.accounts.seeds[: len(people)], (list(person.heard) for person in people))
    return Measured(
        served=ndcg(answers(service), truth),
        frozen=ndcg(answers(frozen), truth),
        unknown=ndcg(alike, truth),
        newcomers=ndcg(strangers(service, newcomers.seeds, repeat([], len(newcomers))), newcomers.to_find()),
    )
