"""Joining a listening log with what accounts hold: the one way to a dataset of both."""

from collections import Counter
from dataclasses import replace

import numpy as np

from segue.accounts.erasures import listener_id
from segue.accounts.signals import Signal
from segue.base.arrays import Rows
from segue.base.errors import DataError
from segue.base.ids import AccountId, IdMap
from segue.base.songs import Songs
from segue.catalogue.catalogue import Catalogue
from segue.factors.interactions import Events
from segue.listening.log import ListeningLog, fingerprint_of
from segue.listening.report import DataReport
from segue.training.dataset.accounting import accounts_source, file_sources
from segue.training.dataset.held import Held
from segue.training.dataset.matching import Matched, match_songs
from segue.training.dataset.people import Joined, People, join_people
from segue.training.dataset.reasons import Reason
from segue.training.dataset.signals import Learned, Signals, learn
from segue.training.dataset.weights import SignalWeights

_NO_DATES = "The log has no dates, so those of the accounts are not used."
_LIKE_AN_ACCOUNT = "account:"
"""What :func:`segue.accounts.erasures.listener_id` begins with."""
_LEAST = 2
"""Fewest listeners and fewest songs, as of a log of its own."""


def no_log(catalogue: Catalogue) -> ListeningLog:
    """A log of nothing, for accounts alone to be merged with; with dates."""
    nothing = np.zeros(0, np.int32)
    users, songs = IdMap.of([]), catalogue.songs.take(nothing)
    events = Events(nothing, nothing, np.zeros(0, np.float32), np.zeros(0, np.int64), 0, 0)
    report = DataReport("accounts", {}, 0, 0, {}, 0, 0, 0, 0.0, None, None, ())
    return ListeningLog(users, songs, events, report, fingerprint_of(users, songs.ids, events), ())


def merge(
    log: ListeningLog,
    held: Held,
    catalogue: Catalogue | None,
    *,
    release_id: str | None = None,
    people: People | None = None,
    weights: SignalWeights = SignalWeights(),  # noqa: B008 - frozen
) -> ListeningLog:
    """A log with what accounts hold in it.

    Accounts are listeners ``account:<id>`` after those of the log, and songs of theirs that the log lacks
    come after its songs; who or what is left without an event is left out. A log that nothing was added to
    or taken from has the fingerprint it had.

    Args:
        log: any; :func:`no_log` where there is none.
        held: what the accounts hold.
        catalogue: of the release in service, which tells songs the log lacks; ``None`` where there is none.
        release_id: of that release; kept with the source.
        people: to take the log's listeners for the accounts of the same names; ``None`` where its names are
            its own.
        weights: of the signals.

    Raises:
        DataError: A listener of the log is named like an account, or fewer than two listeners or songs are
            left.
    """
    told = _listeners(log, people)
    names = {name: row for row, name in enumerate(told.names)}
    accounts = [listener_id(AccountId(number)) for number in held.account_ids.tolist()]
    account_rows = np.array([names.setdefault(name, len(names)) for name in accounts], np.int32)
    popularity = np.bincount(told.events.song_rows, minlength=len(log.songs))
    matched = match_songs(held.song_ids, log.songs, popularity, catalogue)
    signals = _located(held, account_rows, matched)
    learned = learn(told.events, signals, weights, len(names), len(matched.songs))
    of_log, of_accounts = (learned.events.where(mask) for mask in (~learned.of_accounts, learned.of_accounts))
    source = accounts_source(held, of_accounts, signals, weights=weights, release_id=release_id)
    users, songs, events = _compact(list(names), matched.songs, learned.events)
    undated = (_NO_DATES,) if events.times is None and len(held) else ()
    dropped = told.dropped + _dropped(held, signals, learned)
    return ListeningLog(
        users,
        songs,
        events,
        log.report.about(events, n_more=len(held), dropped=dropped, notes=undated),
        fingerprint_of(users, songs.ids, events),
        (*file_sources(log.sources, of_log, told.dropped), source),
    )


def _listeners(log: ListeningLog, people: People | None) -> Joined:
    names = list(log.users.ids)
    if any(name.startswith(_LIKE_AN_ACCOUNT) for name in names):
        raise DataError(
            f"A listener of the log is named like an account ({_LIKE_AN_ACCOUNT}…), and nobody can tell them "
            "apart: name the log's listeners otherwise."
        )
    if people is None:
        return Joined(names, log.events, Counter())
    return join_people(names, log.events, people)


def _located(held: Held, account_rows: Rows, matched: Matched) -> Signals:
    """The signals about songs that somebody knows."""
    song_rows = matched.rows[held.song_rows]
    user_rows = account_rows[held.account_rows]
    return Signals(user_rows, song_rows, held.kinds, held.times).where(song_rows >= 0)


def _dropped(held: Held, signals: Signals, learned: Learned) -> Counter[str]:
    return Counter(
        {
            Reason.UNKNOWN_SONG: len(held) - len(signals),
            Reason.SKIP: len(signals.of(Signal.SKIP)),
            Reason.DISLIKE: len(signals.of(Signal.DISLIKE)),
            Reason.DISLIKED: learned.n_disliked,
            Reason.TURNED_AWAY: learned.n_turned_away,
        }
    )


def _compact(names: list[str], songs: Songs, events: Events) -> tuple[IdMap, Songs, Events]:
    """Listeners and songs that have an event, in the order they had, and the events numbered to fit."""
    user_rows, song_rows = np.unique(events.user_rows), np.unique(events.song_rows)
    if min(len(user_rows), len(song_rows)) < _LEAST:
        raise DataError(
            f"Log and accounts hold too little to learn from: {len(user_rows)} listeners and "
            f"{len(song_rows)} songs, of at least {_LEAST} each."
        )
    users = IdMap.of([names[row] for row in user_rows.tolist()])
    taken = songs if len(song_rows) == len(songs) else songs.take(song_rows)
    numbered = replace(
        events,
        user_rows=np.searchsorted(user_rows, events.user_rows).astype(np.int32),
        song_rows=np.searchsorted(song_rows, events.song_rows).astype(np.int32),
        n_users=len(user_rows),
        n_songs=len(song_rows),
    )
    return users, taken, numbered
