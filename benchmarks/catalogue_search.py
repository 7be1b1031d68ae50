"""Processor time of a catalogue search, and how often it finds what was meant, per kind of query.

    python -m benchmarks.catalogue_search [songs.parquet]

The file needs a title and an artist column (``title``/``track_name``, ``artist``/``track_artist``); without
one, 75 000 names are generated. Each query is the name of a random song, spoilt in one stated way; it counts
as found when that artist's song of that title is among the first ten (for a title alone: a song so called).
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.catalogue.catalogue import Catalogue
from segue.catalogue.identity import canonical_key, title_key
from segue.catalogue.text import fold, words

ALONE = "alone"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYLLABLES = [
    first + vowel + last for first in "bdfghklmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "s")
]

Spoil = Callable[[str, str, random.Random], str | None]


def typo(word: str, rng: random.Random) -> str:
    """One edit inside a word: a letter lost, added, replaced, or swapped with its neighbour."""
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + rng.choice(LETTERS) + word[at:],
            word[:at] + rng.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def with_typo(text: str, rng: random.Random) -> str | None:
    """A text with one edit in one word of at least five letters; ``None`` without such a word."""
    parts = text.split()
    long = [at for at, part in enumerate(parts) if len(part) >= 5 and part.isalpha()]
    if not long:
        return None
    at = rng.choice(long)
    parts[at] = typo(parts[at], rng)
    return " ".join(parts)


def shuffled(text: str, rng: random.Random) -> str:
    """The words of a text in another order."""
    parts = text.split()
    rng.shuffle(parts)
    return " ".join(parts)


KINDS: dict[str, Spoil] = {
    "artist title": lambda artist, title, _: f"{artist} {title}",
    "title artist": lambda artist, title, _: f"{title} {artist}",
    f"title {ALONE}": lambda _, title, __: title,
    "no accents": lambda artist, title, _: (
        None if f"{title}{artist}".isascii() else fold(f"{title} {artist}")
    ),
    "words shuffled": lambda artist, title, rng: shuffled(f"{artist} {title}", rng),
    "still typing": lambda artist, title, _: f"{artist} {title}"[
        : max(len(artist) + 4, len(artist) + len(title) - 2)
    ],
    "typo in title": lambda artist, title, rng: (spoilt := with_typo(title, rng)) and f"{spoilt} {artist}",
    "typo in artist": lambda artist, title, rng: (spoilt := with_typo(artist, rng)) and f"{spoilt} {title}",
    f"typo, title {ALONE}": lambda _, title, rng: with_typo(title, rng),
}
HOSTILE = {
    "one letter": [*LETTERS],
    "10 000 letters": ["x" * 10_000, "love " * 2000],
    "1 000 words": [" ".join(f"w{i}" for i in range(1000)), " ".join(LETTERS) * 40],
    "common words": ["the a of in to love you me my and i on it is for do", "the", "love", "you and me"],
    "signs": ["?" * 10_000, "\0\0\0", "🙂" * 100, "((((((", "%_%"],
}


def generated(n_songs: int, rng: random.Random) -> tuple[list[str], list[str]]:
    """Invented titles and artists whose words are as unequally common as in a language (Zipf)."""
    vocabulary = [
        "".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(max(1000, n_songs // 3))
    ]
    weights = np.cumsum(1 / np.arange(1, len(vocabulary) + 1)).tolist()

    def name(longest: int) -> str:
        return " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(1, longest))).title()

    artists = [name(3) for _ in range(max(1, n_songs // 5))]
    return [name(6) for _ in range(n_songs)], [rng.choice(artists) for _ in range(n_songs)]


def read_names(path: Path) -> tuple[list[str], list[str]]:
    """Titles and artists of a Parquet file, escaped slashes unescaped."""
    table = pq.read_table(path)

    def column(*names: str) -> list[str]:
        name = next(name for name in names if name in table.column_names)
        return [(text or "").replace("\\/", "/") for text in table[name].to_pylist()]

    return column("title", "track_name"), column("artist", "track_artist")


def catalogue_of(titles: list[str], artists: list[str], popularity: np.ndarray) -> Catalogue:
    """A catalogue of these names and nothing else."""
    nothing = Strings.blank(len(titles))
    songs = Songs(
        IdMap.of(str(row) for row in range(len(titles))),
        Strings.of(title or "?" for title in titles),
        Strings.of(artists),
        nothing,
        nothing,
        nothing,
        np.zeros(len(titles), np.int16),
        np.zeros(len(titles), np.float32),
        np.full(len(titles), -1, np.int8),
    )
    return Catalogue.build(songs, popularity)


def measure(catalogue: Catalogue, queries: list[tuple[str, str | None]]) -> tuple[float, np.ndarray]:
    """Share of queries whose wanted key is among the first ten, and the seconds of processor each took."""
    found, seconds = 0, []
    for query, wanted in queries:
        start = time.process_time()
        hits = catalogue.search(query, 10)
        seconds.append(time.process_time() - start)
        shown = (catalogue.song(row) for row in hits)
        found += any(
            wanted in (canonical_key(song.artist, song.title), title_key(song.title)) for song in shown
        )
    return found / len(queries), np.asarray(seconds)


def queries_of(
    kind: str, catalogue: Catalogue, count: int, rng: random.Random
) -> list[tuple[str, str | None]]:
    """Up to ``count`` spoilt names of random songs, each with the key of the song meant."""
    spoil, queries = KINDS[kind], list[tuple[str, str | None]]()
    for row in rng.sample(range(len(catalogue)), min(len(catalogue), 20 * count)):
        song = catalogue.song(row)
        query = spoil(song.artist, song.title, rng) if words(song.title) else None
        if query:
            alone = kind.endswith(ALONE)
            queries.append(
                (query, title_key(song.title) if alone else canonical_key(song.artist, song.title))
            )
        if len(queries) == count:
            break
    return queries


def main() -> None:
    """Print one line per kind of query."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, help="Parquet file with titles and artists")
    parser.add_argument("--songs", type=int, default=75_000, help="how many names to generate without a file")
    parser.add_argument("--queries", type=int, default=300, help="queries per kind")
    options = parser.parse_args()
    rng = random.Random(7)
    titles, artists = read_names(options.data) if options.data else generated(options.songs, rng)
    popularity = np.random.default_rng(7).zipf(1.5, len(titles)).clip(max=1e6).astype(np.float32)
    start = time.process_time()
    catalogue = catalogue_of(titles, artists, popularity)
    built = time.process_time() - start
    stored = sum(column.nbytes for column in catalogue.arrays().values())
    print(f"{len(catalogue):,} songs, built in {built:.1f} s, {stored / 1e6:.1f} MB of arrays")
    print(f"{'query':<20}{'found@10':>10}{'p50 ms':>9}{'p99 ms':>9}{'worst':>9}")
    kinds = {kind: queries_of(kind, catalogue, options.queries, rng) for kind in KINDS}
    kinds |= {kind: [(text, None) for text in texts] for kind, texts in HOSTILE.items()}
    for kind, queries in kinds.items():
        if queries:
            share, seconds = measure(catalogue, queries)
            p50, p99 = np.percentile(seconds, [50, 99]) * 1e3
            recall = f"{share:.3f}" if kind in KINDS else "-"
            print(f"{kind:<20}{recall:>10}{p50:>9.2f}{p99:>9.2f}{seconds.max() * 1e3:>9.2f}")


if __name__ == "__main__":
    main()
