"""From what a request brings and an account stores to a listener of one release."""

from collections.abc import Iterable, Sequence
from datetime import date

from segue.accounts.taste import Block, BlockKind, Heard, Mark, Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.around import Around
from segue.recommend.eligibility import eligible
from segue.recommend.listener import STRANGER, Listener
from segue.recommend.signals import Kind, Signal, seeds
from segue.recommend.wishes import Wishes
from segue.web.ask import Ask, Body
from segue.web.known import State
from segue.web.names import block_row, known_rows
from segue.web.serving import Serving

BYTES_BESIDE = 1_500
"""What a listener takes beside its songs, about."""
BYTES_OF_SONG = 150
"""What one signal and its place in the arrays take."""


def listener_of(
    serving: Serving, ask: Ask[Body], named: Iterable[int] = (), *, instead: bool = False
) -> Listener:
    """Who asks, as a listener of one release.

    Args:
        serving: the release that answers.
        ask: by whom, and when.
        named: rows this request adds to the stored seeds.
        instead: whether they stand in the place of the stored seeds, which are kept away all the same.
    """
    signals = seeds(tuple(named))
    if ask.taste is None:
        return Listener.of(signals, like_weight=ask.like_weight) if signals else STRANGER
    if signals or instead:
        return _made(serving.catalogue, ask, ask.taste, signals, instead=instead)
    state = _state(ask)
    listener = serving.known.listeners.get(state)
    if listener is None:
        listener = _made(serving.catalogue, ask, ask.taste, signals, instead=False)
        points = 2 * serving.snapshot.space.item_vectors[0].nbytes  # found later, and kept with the listener
        n_bytes = BYTES_BESIDE + BYTES_OF_SONG * len(listener.signals) + points
        serving.known.listeners.keep(state, listener, n_bytes)
    return listener


def around_of(serving: Serving, ask: Ask[Body], listener: Listener, wishes: Wishes) -> Around:
    """What lies around who asks; of those who name no songs and ask nothing of songs what was found before.

    To find it anew takes most of the time of a page: tastes, and a search for each.
    """
    snapshot, among = serving.snapshot, eligible(serving.snapshot, listener, wishes)
    state = _state(ask) if ask.taste is not None and among.passing is None and not wishes.excluded else None
    if state is None or listener is not serving.known.listeners.get(state):
        return Around.of(snapshot, listener, among, wishes.discovery)
    around = serving.known.around.get(state)
    if around is None:
        around = Around.of(snapshot, listener, among, wishes.discovery)
        if around.vector is not None:  # where dials begin is a stranger's
            serving.known.around.keep(state, around, around.n_bytes)
    return around


def _state(ask: Ask[Body]) -> State:
    return State(ask.states[0], ask.moment.date(), ask.like_weight)


def _made(
    catalogue: Catalogue, ask: Ask[Body], taste: Taste, signals: list[Signal], *, instead: bool
) -> Listener:
    """See :func:`listener_of`."""
    today = ask.moment.date()
    if not instead:
        signals.extend(_marked(catalogue, taste.seeds, Kind.SEED, today))
    signals.extend(_marked(catalogue, taste.likes, Kind.LIKE, today))
    signals.extend(_heard(catalogue, taste.heard, today))
    away = [*taste.disliked, *(seed.song_id for seed in taste.seeds if instead)]
    blocked: dict[BlockKind, list[int]] = {
        kind: _blocked(catalogue, taste.blocks, kind) if taste.blocks else [] for kind in BlockKind
    }
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


def _marked(catalogue: Catalogue, marks: Sequence[Mark], kind: Kind, today: date) -> Iterable[Signal]:
    rows = catalogue.resolve_all([mark.song_id for mark in marks])
    for mark, row in zip(marks, rows, strict=True):
        if row is not None:
            yield Signal(row, kind, max(0, (today - mark.day).days))


def _heard(catalogue: Catalogue, heard: Sequence[Heard], today: date) -> Iterable[Signal]:
    # the very ids alone: there may be hundreds, and looking for other spellings takes a while
    rows = catalogue.songs.ids.look_up(song.song_id for song in heard).tolist()
    for song, row in zip(heard, rows, strict=True):
        if row >= 0 and song.played_on is not None:
            yield Signal(row, Kind.PLAY, max(0, (today - song.played_on).days), song.plays)
        if row >= 0 and song.skipped_on is not None:
            yield Signal(row, Kind.SKIP, max(0, (today - song.skipped_on).days), song.skips)


def _blocked(catalogue: Catalogue, blocks: Iterable[Block], kind: BlockKind) -> list[int]:
    numbers = (block_row(catalogue, kind, block.name) for block in blocks if block.kind is kind)
    return [number for number in numbers if number is not None]
