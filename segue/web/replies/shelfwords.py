"""How shelves are called and explained: only by the data they were made from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from segue.base.arrays import Rows
from segue.catalogue.catalogue import Catalogue
from segue.catalogue.identity import known_artist_key, label_key
from segue.recommend.tastes import Taste
from segue.recommend.themes import Kind, Theme

YOUR_TASTE = "your taste"
LONGEST_KEY = 200
"""Characters of a name that an id holds."""
NAMED = 2
"""How many songs a reason names."""

LABELS = {
    Kind.BECAUSE_YOU_LIKE: "Because you like",
    Kind.MORE_FROM_YOUR_VIBE: "More from your vibe",
    Kind.FRESH_MIX: "Fresh mix",
    Kind.DEEP_CUTS: "Deep cuts",
    Kind.NEW_TO_YOU: "New to you",
    Kind.POPULAR_NEARBY: "Popular with listeners like you",
}


@dataclass(frozen=True)
class Words:
    """What a shelf says of itself.

    Attributes:
        id: the same from day to day while the taste stays; unique on a page, as ``label``.
        label: its name.
        reason: why these songs stand there.
        seed_used: ``"your taste"`` where the contract asks for it and songs of the listener led there.
    """

    id: str
    label: str
    reason: str
    seed_used: str | None


_artist_key, _label_key = lru_cache(512)(known_artist_key), lru_cache(512)(label_key)
"""Of names that come again, as those of popular artists do: a name takes 10 to 30 µs."""


def worded(catalogue: Catalogue, themes: Iterable[Theme]) -> list[Words]:
    """Words for each shelf of a page, in order."""
    ids, labels = set(map(str, Kind)), set(LABELS.values())
    words = []
    for theme in themes:
        if theme.taste is None:
            name, label = str(theme.kind), LABELS[theme.kind]
            reason = _reason(catalogue, theme)
        else:
            artist = _artist(catalogue, theme.taste)
            name, label = next(
                pair
                for pair in _names(catalogue, theme.taste, artist)
                if pair[0] not in ids and pair[1] not in labels
            )
            ids.add(name)
            labels.add(label)
            reason = _taste_reason(catalogue, theme.taste, artist)
        words.append(Words(name, label, reason, _seed_used(theme)))
    return words


def _names(catalogue: Catalogue, taste: Taste, artist: str) -> Iterator[tuple[str, str]]:
    """What a taste may be called, as (id, label), the best first, without end."""
    if taste.genre is not None:
        genre = catalogue.genre_name(taste.genre)
        yield f"your-{_label_key(genre)[:LONGEST_KEY]}", f"Your {genre}"
    if artist:
        yield f"because-of-{_artist_key(artist)[:LONGEST_KEY]}", f"Because of {artist}"
    ids, titles = catalogue.songs.ids, catalogue.songs.title
    for row in (taste.song, *taste.songs.tolist()):
        yield f"because-of-song-{ids.id(row)}"[:LONGEST_KEY], f"Because of {titles[row]}"
    number = 2
    while True:
        yield f"taste-{number}", f"Your taste, {number}"
        number += 1


def _artist(catalogue: Catalogue, taste: Taste) -> str:
    """The artist of most weight; empty where nobody is known."""
    name = catalogue.artist_name(taste.artist) if taste.artist < len(catalogue.artists) else ""
    return name if _artist_key(name) else ""


def _seed_used(theme: Theme) -> str | None:
    led = theme.kind in (Kind.BECAUSE_YOU_LIKE, Kind.MORE_FROM_YOUR_VIBE) and len(theme.songs)
    return YOUR_TASTE if led else None


def _reason(catalogue: Catalogue, theme: Theme) -> str:
    if len(theme.songs) == 0:
        return _STRANGERS[theme.kind]
    if theme.kind is Kind.MORE_FROM_YOUR_VIBE:
        return f"Like {_titles(catalogue, theme)}."
    yours = _yours(theme.songs)
    if theme.kind is Kind.BECAUSE_YOU_LIKE:
        kept = {0: "", 1: ", with places kept for one of your tastes"}
        return (
            f"Near {yours}{kept.get(theme.n_kept, f', with places kept for {theme.n_kept} of your tastes')}."
        )
    dated = "first play" if theme.by_first_day else "year of release"
    return _NEAR[theme.kind].format(yours=yours, dated=dated)


def _yours(songs: Rows) -> str:
    return "one of your songs" if len(songs) == 1 else f"{len(songs)} of your songs"


_NEAR = {
    Kind.FRESH_MIX: "Drawn anew each day from what is near {yours}.",
    Kind.DEEP_CUTS: "Near {yours}, and heard by few.",
    Kind.NEW_TO_YOU: "Near {yours}, the newest by {dated}.",
    Kind.POPULAR_NEARBY: "Popular with listeners whose taste is near {yours}.",
}
_STRANGERS = {
    Kind.BECAUSE_YOU_LIKE: "Popular with all listeners.",
    Kind.MORE_FROM_YOUR_VIBE: "Drawn anew each day from what is popular with all listeners.",
    Kind.FRESH_MIX: "Drawn anew each day from what is popular with all listeners.",
}


def _taste_reason(catalogue: Catalogue, taste: Taste, artist: str) -> str:
    yours = _yours(taste.songs)
    if taste.genre is not None:
        return f"{catalogue.genre_name(taste.genre)} near {yours}."
    if not artist:
        return f"Near {yours}."
    return f"Near {yours}, {'' if len(taste.songs) == 1 else f'{taste.by_artist} of them '}by {artist}."


def _titles(catalogue: Catalogue, theme: Theme) -> str:
    titles = [catalogue.songs.title[row] for row in theme.songs[:NAMED].tolist()]
    more = len(theme.songs) - NAMED
    return f"{', '.join(titles)} and {more} more of your songs" if more > 0 else " and ".join(titles)
