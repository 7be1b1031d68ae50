"""From what a request brings and an account stores to a listener of one release."""

from collections.abc import Iterable
from datetime import date

from segue.accounts.taste import Mark, Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import Listener
from segue.recommend.signals import Kind, Signal, seeds
from segue.web.ask import Ask, Body


def known_rows(catalogue: Catalogue, texts: Iterable[str]) -> tuple[int, ...]:
    """The songs that ids, written loosely, name: in order, each once, those not in this release left out."""
    found = (catalogue.resolve(text) for text in texts)
    return tuple(dict.fromkeys(row for row in found if row is not None))


def listener_of(
    catalogue: Catalogue, ask: Ask[Body], named: Iterable[int] = (), *, instead: bool = False
) -> Listener:
    """The listener an account's taste and the songs a request names stand for.

    Args:
        catalogue: of the release that answers.
        ask: by whom, and when.
        named: rows this request adds to the stored seeds.
        instead: whether they stand in the place of the stored seeds, which are then only kept away.
    """
    taste = ask.taste or Taste()
    today = ask.moment.date()
    stored = list(_marked(catalogue, taste.seeds, Kind.SEED, today))
    signals = [
        *seeds(tuple(named)),
        *([] if instead else stored),
        *_marked(catalogue, taste.likes, Kind.LIKE, today),
    ]
    hidden = [seed.row for seed in stored]
    return Listener.of(signals, like_weight=ask.like_weight, hidden=hidden)


def named_by(catalogue: Catalogue, seed: str | None) -> tuple[int, ...]:
    """The row a ``seed`` names if it is the very id of a song; any other text only varies the answer.

    Not resolved loosely: ``"17"`` is more often a number drawn by a client than the song of that title.
    """
    row = None if seed is None else catalogue.songs.ids.row(seed)
    return () if row is None else (row,)


def _marked(catalogue: Catalogue, marks: Iterable[Mark], kind: Kind, today: date) -> Iterable[Signal]:
    for mark in marks:
        row = catalogue.resolve(mark.song_id)
        if row is not None:
            yield Signal(row, kind, max(0, (today - mark.day).days))
