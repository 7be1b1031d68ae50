"""Holding part of a log out, so that a recipe can be measured on what it has not seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.base.arrays import Bool, Int64, Rows, UInt64
from segue.base.hashing import GOLDEN, hash64, mix64, unit
from segue.base.ids import IdMap
from segue.factors.interactions import Events, Interactions


@dataclass(frozen=True, eq=False)
class Holdout:
    """A log in two parts: what may be learned from, and listeners with something to find.

    Attributes:
        train: events to learn from; listeners and songs keep their rows in the log.
        history: m listeners' pairs that are known when songs are recommended to them.
        truth: the same m listeners' other pairs, those to be found; none stands in ``history``. Both rows of
            every listener hold at least one pair.
        protocol: how the split was made and what it left out; plain values.
        listeners: int32 (m,), their rows in the log, ascending.
    """

    train: Events
    history: Interactions
    truth: Interactions
    protocol: dict[str, Any]
    listeners: Rows


def by_time(events: Events, *, fraction: float = 0.2) -> Holdout:
    """Cut a log at a moment: what comes before is known, songs first heard from then on are to be found.

    The cut is the time of the event at the quantile ``1 − fraction``; events of that very second come after
    it. Listeners with no history or with nothing new are left out and counted. Truth may hold songs that
    nobody played before the cut, which no model of the past can find.

    Args:
        events: A log with dates.
        fraction: Share of the events that come after the cut, 0 < fraction < 1.

    Raises:
        ValueError: The log has no dates, or ``fraction`` is out of range. A log of no
            event or of a single moment is no error: its holdout is empty.
    """
    if events.times is None:
        raise ValueError("a log without dates can't be split by time")
    _check_share("fraction", fraction)
    cut = _quantile(events.times, 1 - fraction)
    before = events.times < cut
    train = events.where(before)
    history = train.combine()
    later = events.where(~before).combine()
    truth = later.where(~np.isin(_keys(later), _keys(history), assume_unique=True))
    with_history, with_truth = np.diff(history.indptr) > 0, np.diff(truth.indptr) > 0
    listeners = np.flatnonzero(with_history & with_truth).astype(np.int32)
    returned = np.diff(later.indptr) > 0
    protocol = {
        "kind": "time",
        "fraction": fraction,
        "cut": int(cut),
        "cut_date": str(np.datetime64(int(cut), "s")) + "Z",
        "listeners": len(listeners),
        "left_out_without_history": int((returned & ~with_history).sum()),
        "left_out_without_new_songs": int((with_history & ~with_truth).sum()),
    }
    return Holdout(train, history.take(listeners), truth.take(listeners), protocol, listeners)


def by_listener(
    events: Events,
    user_ids: IdMap,
    *,
    fraction: float = 0.2,
    given: float = 0.8,
    seed: int = 0,
    minimum: int = 5,
) -> Holdout:
    """Hold listeners out: of each some songs are known, the others are to be found.

    Who is held out is decided by a hash of the listener's id, so that the same ids stay held out while the
    log grows; where the hashes pick nobody, the listener with the lowest one is. Which songs are known is
    decided by a hash of id and song row. A chosen listener with fewer songs than ``minimum`` stays in
    training.

    Args:
        events: A log.
        user_ids: Ids of its listeners.
        fraction: Share of listeners held out, about; 0 < fraction < 1.
        given: Share of a listener's distinct songs that are known, rounded down, at least one, never all.
        seed: Chooses other listeners and other songs.
        minimum: Fewest distinct songs of a held-out listener, 2 or more.

    Raises:
        ValueError: A setting is out of range. Where no listener has songs enough the holdout is empty.
    """
    _check_share("fraction", fraction)
    _check_share("given", given)
    if minimum < 2:
        raise ValueError("minimum must be 2 or more: one song to know, one to find")
    pairs = events.combine()
    sizes = np.diff(pairs.indptr)
    hashes = _user_hashes(user_ids, seed)
    chosen, eligible = unit(hashes) < fraction, sizes >= minimum
    held_out = chosen & eligible
    if eligible.any() and not held_out.any():
        held_out[np.flatnonzero(eligible)[np.argmin(hashes[eligible])]] = True
    listeners = np.flatnonzero(held_out).astype(np.int32)
    theirs = pairs.take(listeners)
    known = _lowest(theirs, hashes[listeners], given)
    protocol = {
        "kind": "listeners",
        "fraction": fraction,
        "given": given,
        "seed": seed,
        "minimum": minimum,
        "listeners": len(listeners),
        "left_in_training_with_too_few_songs": int((chosen & ~eligible & (sizes > 0)).sum()),
    }
    train = events.where(~held_out[events.user_rows])
    return Holdout(train, theirs.where(known), theirs.where(~known), protocol, listeners)


def _check_share(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{name} must lie between 0 and 1")


def _quantile(times: Int64, share: float) -> int:
    if len(times) == 0:
        return 0
    place = min(int(len(times) * share), len(times) - 1)
    return int(np.partition(times, place)[place])


def _keys(pairs: Interactions) -> Int64:
    """int64 (nnz,): one number per pair, ascending."""
    keys: Int64 = pairs.user_rows.astype(np.int64) * pairs.n_songs + pairs.song_rows
    return keys


def _lowest(pairs: Interactions, user_hashes: UInt64, share: float) -> Bool:
    """Which pairs come first in the order of their hashes: of each listener's the ``share``."""
    hashes = _mix(user_hashes[pairs.user_rows] ^ _mix(pairs.song_rows.astype(np.uint64)))
    order = np.lexsort((hashes, pairs.user_rows))
    ranks = np.empty(len(pairs), np.int64)
    ranks[order] = np.arange(len(pairs)) - pairs.indptr[pairs.user_rows[order]]
    sizes = np.diff(pairs.indptr)
    known = np.clip(np.floor(sizes * share + 1e-9).astype(np.int64), 1, np.maximum(sizes - 1, 1))
    lowest: Bool = ranks < known[pairs.user_rows]
    return lowest


def _user_hashes(user_ids: IdMap, seed: int) -> UInt64:
    """uint64 (n,): a number per listener that depends on id and seed alone."""
    hashes = np.empty(len(user_ids), np.uint64)
    hashes[user_ids.rows] = user_ids.hashes
    return _mix(hashes ^ np.uint64(hash64(f"holdout {seed}")))


def _mix(numbers: UInt64) -> UInt64:
    return mix64(numbers + GOLDEN)
