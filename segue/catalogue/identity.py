"""One song under many spellings: keys that are equal when two names mean the same.

Two levels. The *canonical key* is blind to case, accents, punctuation, guests (``feat.``), ``&`` for "and"
and a leading "The"; it names one recording. The *work key* is also blind to remaster, remix, live, mono and
the like, so that all recordings of one work by one artist share it.
"""

from collections.abc import Callable, Iterable

import numpy as np

from segue.base.arrays import Rows
from segue.base.songs import Songs
from segue.catalogue.notes import covered_artist, without_guests, without_version
from segue.catalogue.text import symbols, words

SEPARATOR = "\x1f"
"""Stands between artist and title in a key; it never occurs in either."""

_NOBODY = frozenset({"", "unknown", "unknownartist", "various", "variousartist", "variousartists"})


def canonical_key(artist: str, title: str) -> str:
    """The key of a recording; names spelt differently in the ways above give the same one."""
    return artist_key(artist) + SEPARATOR + title_key(title)


def work_key(artist: str, title: str) -> str:
    """The key of a work: :func:`canonical_key` without notes on the version."""
    return artist_key(artist) + SEPARATOR + work_title_key(title)


def artist_key(artist: str) -> str:
    """The key of the primary artist, who stands before ``feat.``; empty for a name of nothing visible."""
    return _key(without_guests(artist)) or symbols(artist)


def known_artist_key(artist: str) -> str:
    """:func:`artist_key`, empty for a name that is nobody's."""
    key = artist_key(artist)
    return "" if is_nobody(key) else key


def label_key(label: str) -> str:
    """The key of a genre or a language: "Hip-Hop" is "hip hop". Empty for one of nothing visible."""
    return _key(label) or symbols(label)


def title_key(title: str) -> str:
    """The key of a title, versions told apart. Empty for a title of nothing visible."""
    return _key(without_guests(title)) or symbols(title)


def work_title_key(title: str) -> str:
    """The key of a title, versions taken together. Empty for a title of nothing visible."""
    return _key(without_version(without_guests(title))) or symbols(title)


def is_nobody(key: str) -> bool:
    """Whether an artist key names no one: empty, or a stand-in such as "Various Artists"."""
    return key in _NOBODY


def work_rows(songs: Songs) -> Rows:
    """Number the works: int32 (n,), equal where artist key and title's work key are.

    Numbers are 0 … in order of first appearance. A song without a known artist is a work of its own. A title
    that says whose song it is (``In the Style of``) makes it a recording of theirs.
    """
    return _grouped(songs, lambda artist, title: (covered_artist(title) or artist, work_title_key(title)))


def artist_rows(songs: Songs) -> Rows:
    """Number the primary artists: int32 (n,), equal where the artist key is.

    Numbers are 0 … in order of first appearance. A song without a known artist has a number of its own.
    """
    return _grouped(songs, lambda artist, _: (artist, ""))


def _grouped(songs: Songs, parts: Callable[[str, str], tuple[str, str]]) -> Rows:
    """Number the songs whose artist, as a key, and whatever else stands beside it are equal."""
    known: dict[str, str] = {}
    numbers: dict[str | int, int] = {}

    def keys() -> Iterable[str | int]:
        for row, names in enumerate(zip(songs.artist, songs.title, strict=True)):
            artist, rest = parts(*names)
            name = known.get(artist)
            if name is None:
                name = known[artist] = artist_key(artist)
            yield row if is_nobody(name) else name + SEPARATOR + rest

    return np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys()), np.int32, len(songs))


def _key(text: str) -> str:
    """Words closed up, so that "AC/DC" is "ACDC" and "Hip-Hop" is "Hip Hop", without "The" at either end.

    Digits alone stay apart (1.2 is not 12). Empty for a text without words.
    """
    parts = words(text)
    if len(parts) > 1 and parts[0] == "the":
        parts = parts[1:]
    elif len(parts) > 1 and parts[-1] == "the" and "," in text:  # Beatles, The
        parts = parts[:-1]
    joined = ""
    for at, part in enumerate(parts):
        word = "and" if part == "n" and 0 < at < len(parts) - 1 else part  # Guns N' Roses
        joined += f" {word}" if joined[-1:].isdigit() and word[0].isdigit() else word
    return joined
