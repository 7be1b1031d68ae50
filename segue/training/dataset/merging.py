"""Joining a listening log with what accounts hold: the one way to a dataset of both."""

from collections import Counter
from dataclasses import replace

import numpy as np

from segue.accounts.erasures import listener_id
from segue.base.arrays import Rows
from segue.base.errors import DataError
from segue.base.ids import AccountId, IdMap
from segue.catalogue.catalogue import Catalogue
from segue.factors.interactions import Events
from segue.listening.log import ListeningLog, fingerprint_of
from segue.listening.report import DataReport
from segue.training.dataset.accounting import accounts_source, file_sources
from segue.training.dataset.held import Held, Kind
from segue.training.dataset.matching import Matched, match_songs
from segue.training.dataset.people import Joined, People, join_people
from segue.training.dataset.reasons import Reason
from segue.training.dataset.signals import Signals, disliked, less_skips
from segue.training.dataset.weights import SignalWeights

_NO_DATES = "The log has no dates, so those of the accounts are not used."
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
    whole = signals.added_to(told.events, weights, len(names), len(matched.songs))
    from_accounts = np.arange(len(whole)) >= len(told.events)
    is_play = np.ones(len(whole), np.bool_)
    is_play[from_accounts] = signals.positive.kinds == Kind.PLAY
    is_disliked = disliked(whole, signals)
    left = less_skips(whole, is_play, signals, weights)
    keep = ~is_disliked & (left.weights > 0)
    dropped = told.dropped + Counter(
        {
            Reason.UNKNOWN_SONG: len(held) - len(signals),
            Reason.SKIP: len(signals.of(Kind.SKIP)),
            Reason.DISLIKE: len(signals.of(Kind.DISLIKE)),
            Reason.DISLIKED: int(is_disliked.sum()),
            Reason.TURNED_AWAY: int((~is_disliked & (left.weights <= 0)).sum()),
        }
    )
    events, of_accounts = left.where(keep), from_accounts[keep]
    used_users, used_songs = np.unique(events.user_rows), np.unique(events.song_rows)
    if min(len(used_users), len(used_songs)) < _LEAST:
        raise DataError(
            f"Log and accounts hold too little to learn from: {len(used_users)} listeners and "
            f"{len(used_songs)} songs, of at least {_LEAST} each."
        )
    sources = (
        *file_sources(log.sources, events.where(~of_accounts), told.dropped),
        accounts_source(held, events.where(of_accounts), signals, weights=weights, release_id=release_id),
    )
    undated = (_NO_DATES,) if events.times is None and len(held) else ()
    everybody = list(names)
    users = IdMap.of([everybody[row] for row in used_users.tolist()])
    songs = matched.songs if len(used_songs) == len(matched.songs) else matched.songs.take(used_songs)
    events = _renumbered(events, used_users, used_songs)
    report = log.report.about(events, n_more=len(held), dropped=dropped, notes=undated)
    return ListeningLog(users, songs, events, report, fingerprint_of(users, songs.ids, events), sources)


def _listeners(log: ListeningLog, people: People | None) -> Joined:
    names = list(log.users.ids)
    if people is not None:
        return join_people(names, log.events, people)
    if any(name.startswith("account:") for name in names):
        raise DataError(
            "A listener of the log is named like an account (account:…). Name the log's listeners otherwise, "
            "or say --same-listeners where they are the users of the API."
        )
    return Joined(names, log.events, Counter())


def _located(held: Held, account_rows: Rows, matched: Matched) -> Signals:
    """The signals about songs that somebody knows."""
    song_rows = matched.rows[held.song_rows]
    user_rows = account_rows[held.account_rows]
    return Signals(user_rows, song_rows, held.kinds, held.times).where(song_rows >= 0)


def _renumbered(events: Events, user_rows: Rows, song_rows: Rows) -> Events:
    """Events of the given listeners and songs alone, int32 and ascending, which are numbered anew from 0."""
    return replace(
        events,
        user_rows=np.searchsorted(user_rows, events.user_rows).astype(np.int32),
        song_rows=np.searchsorted(song_rows, events.song_rows).astype(np.int32),
        n_users=len(user_rows),
        n_songs=len(song_rows),
    )
