"""From what a request brings and an account stores to a listener of one release."""

from collections.abc import Iterable
from datetime import date

from segue.accounts.taste import Block, BlockKind, Heard, Mark, Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import Listener
from segue.recommend.signals import Kind, Signal, seeds
from segue.web.ask import Ask, Body
from segue.web.names import block_row, known_rows


def listener_of(
    catalogue: Catalogue, ask: Ask[Body], named: Iterable[int] = (), *, instead: bool = False
) -> Listener:
    """Who asks, as a listener of one release.

    Args:
        catalogue: of the release that answers.
        ask: by whom, and when.
        named: rows this request adds to the stored seeds.
        instead: whether they stand in the place of the stored seeds, which are kept away all the same.
    """
    taste = ask.taste or Taste()
    today = ask.moment.date()
    signals = [
        *seeds(tuple(named)),
        *([] if instead else _marked(catalogue, taste.seeds, Kind.SEED, today)),
        *_marked(catalogue, taste.likes, Kind.LIKE, today),
        *_heard(catalogue, taste.heard, today),
    ]
    away = [*taste.disliked, *(seed.song_id for seed in taste.seeds if instead)]
    blocked = {kind: _blocked(catalogue, taste.blocks, kind) for kind in BlockKind}
    return Listener.of(
        signals,
        like_weight=ask.like_weight,
        hidden=[*known_rows(catalogue, away), *blocked[BlockKind.SONG]],
        blocked_artists=blocked[BlockKind.ARTIST],
        blocked_genres=blocked[BlockKind.GENRE],
    )


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


def _heard(catalogue: Catalogue, heard: Iterable[Heard], today: date) -> Iterable[Signal]:
    for song in heard:
        # the very id alone: there may be hundreds, and looking for other spellings takes a while
        row = catalogue.songs.ids.row(song.song_id)
        if row is None:
            continue
        for kind, day, count in (
            (Kind.PLAY, song.played_on, song.plays),
            (Kind.SKIP, song.skipped_on, song.skips),
        ):
            if day is not None:
                yield Signal(row, kind, max(0, (today - day).days), count)


def _blocked(catalogue: Catalogue, blocks: Iterable[Block], kind: BlockKind) -> list[int]:
    numbers = (block_row(catalogue, kind, block.name) for block in blocks if block.kind is kind)
    return [number for number in numbers if number is not None]
