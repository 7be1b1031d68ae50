import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from segue.listening.sample.genres import ATTRIBUTES, Genre, read_genres
from segue.listening.sample.grammar import Grammar, plural
from segue.listening.sample.settings import NEWEST_YEAR

GENRES = read_genres(16)
SLOT = re.compile(r"\{(\w+)\}")
WELL_KNOWN = """
    ABBA, AC/DC, Adele, Aphex Twin, Arctic Monkeys, Bad Bunny, Beyoncé, Billie Eilish, Björk, Black
    Sabbath, Blur, Bob Marley, Brian Eno, Buena Vista Social Club, Burial, Burna Boy, Carole King,
    Celia Cruz, Charles Mingus, Chic, Coldplay, Daft Punk, David Bowie, Deep Purple, Depeche Mode,
    Dolly Parton, Drake, Duke Ellington, Eminem, Fela Kuti, Fleetwood Mac, Green Day, Hank Williams,
    Iron Maiden, James Brown, Jay-Z, John Coltrane, Joy Division, Kendrick Lamar, King Tubby,
    Kraftwerk, Lady Gaga, Lil Wayne, Los Van Van, Madonna, Megadeth, Metallica, Miles Davis, Mos
    Def, New Order, Nick Drake, Nirvana, Oasis, Otis Redding, Pet Shop Boys, Pixies, Portishead,
    Prince, Radiohead, Ramones, Rosalía, Sex Pistols, Shakira, Skrillex, Slayer, Steve Reich, Stevie
    Wonder, Taylor Swift, The Beatles, The Clash, The Cure, The Smiths, The Supremes, The
    Temptations, Tiwa Savage, Tom Jobim, Toots & the Maytals, Twisted Sister, U2, Underworld,
    Wizkid, Wu-Tang Clan, Yo La Tengo, Кино, 山下達郎
"""


def folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold().removeprefix("the ")
    return "".join(letter for letter in letters if letter.isalnum())


def all_names(grammar: Grammar) -> Iterator[str]:
    for template in grammar.templates:
        text, *slots = re.split(r"(?=\{)", template)
        choices = [[text]]
        for slot in slots:
            name, rest = slot[1:].split("}")
            words = (*grammar.words.get(name, ()), *grammar.local_words.get(name, ()))
            ends_in_s = re.match(r"s\b", rest)
            choices.append([plural(word) + rest[1:] if ends_in_s else word + rest for word in words])
        yield from ("".join(parts) for parts in itertools.product(*choices))


def all_artist_names() -> set[str]:
    grammars = [scene.artists for genre in GENRES for scene in genre.scenes]
    return {folded(name) for grammar in grammars for name in all_names(grammar)}


def test_there_are_sixteen_genres_of_three_scenes_with_names_of_their_own() -> None:
    assert len({genre.name for genre in GENRES}) == 16
    assert all(len(genre.scenes) == 3 for genre in GENRES)
    assert len({scene.name for genre in GENRES for scene in genre.scenes}) == 48


@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.name)
def test_a_genre_is_complete(genre: Genre) -> None:
    assert set(genre.near) <= {other.name for other in GENRES} - {genre.name}
    for scene in genre.scenes:
        assert 1950 <= scene.years[0] < scene.years[1] <= NEWEST_YEAR
        assert len(scene.sound) == len(ATTRIBUTES)
        assert 0 <= scene.explicit <= 1
        assert all(weight >= 1 for _, weight in scene.languages)
        assert scene.languages
        for grammar in (scene.artists, scene.titles, scene.albums):
            slots = {slot for template in grammar.templates for slot in SLOT.findall(template)}
            assert slots <= {*grammar.words, *grammar.local_words}
            assert all(word == word.strip() for words in grammar.words.values() for word in words)


def test_some_names_have_accents_and_some_other_alphabets() -> None:
    letters = {
        letter
        for genre in GENRES
        for scene in genre.scenes
        for name in _some(scene.artists)
        for letter in name
    }
    assert letters & set("éøñü")
    assert any("CYRILLIC" in unicodedata.name(letter) for letter in letters)
    assert any("CJK" in unicodedata.name(letter) for letter in letters)


def test_fewer_genres_are_the_first_ones() -> None:
    assert [genre.name for genre in read_genres(2)] == ["Afrobeat", "Ambient"]


def test_no_name_that_can_come_up_is_that_of_a_well_known_artist() -> None:
    assert not all_artist_names() & {folded(name) for name in WELL_KNOWN.split(",")}


def test_no_name_that_can_come_up_stands_in_a_real_log(shared_data: Path) -> None:
    lastfm = pq.read_table(shared_data / "lastfm2k_artists.parquet")["name"].to_pylist()
    playlists = pq.read_table(shared_data / "spotify_songs.parquet")["track_artist"].to_pylist()
    real = {folded(name) for name in {*lastfm, *playlists} if name}
    assert len(real) > 20_000
    assert not (all_artist_names() & real) - {""}


def _some(grammar: Grammar) -> list[str]:
    return list(itertools.islice(all_names(grammar), 400))
