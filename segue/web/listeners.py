"""From what a request brings and an account stores to a listener of one release."""

from collections.abc import Iterable

from segue.accounts.taste import Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import Listener


def known_rows(catalogue: Catalogue, texts: Iterable[str]) -> tuple[int, ...]:
    """The songs that ids, written loosely, name: in order, each once, those not in this release left out."""
    found = (catalogue.resolve(text) for text in texts)
    return tuple(dict.fromkeys(row for row in found if row is not None))


def listener_of(
    catalogue: Catalogue, taste: Taste | None, like_weight: float, named: tuple[int, ...] = ()
) -> Listener:
    """The listener an account's taste and the songs a request names stand for.

    Args:
        catalogue: of the release that answers.
        taste: ``None`` for somebody without a token.
        like_weight: what a like weighs.
        named: rows this request adds to the stored seeds.
    """
    seeds = known_rows(catalogue, taste.seeds) if taste else ()
    return Listener(tuple(dict.fromkeys(seeds + named)), liked_rows(catalogue, taste), like_weight)


def liked_rows(catalogue: Catalogue, taste: Taste | None) -> tuple[int, ...]:
    """The songs an account likes, oldest first, those not in this release left out."""
    return known_rows(catalogue, reversed(taste.likes)) if taste else ()


def stored_songs(taste: Taste | None) -> int:
    """How many ids an account's taste holds."""
    return len(taste.seeds) + len(taste.likes) if taste else 0


def named_by(catalogue: Catalogue, seed: str | None) -> tuple[int, ...]:
    """The row a ``seed`` names if it is the very id of a song; any other text only varies the answer.

    Not resolved loosely: ``"17"`` is more often a number drawn by a client than the song of that title.
    """
    row = None if seed is None else catalogue.songs.ids.row(seed)
    return () if row is None else (row,)
