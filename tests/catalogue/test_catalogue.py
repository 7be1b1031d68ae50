import dataclasses
from pathlib import Path

import numpy as np
import pytest

from segue.base.ids import SongId
from segue.base.strings import Strings
from segue.catalogue.catalogue import Catalogue, Song, check_catalogue
from tests.catalogue.names import songs_of

SONGS = dataclasses.replace(
    songs_of(
        ("Beyoncé", "Halo", "I Am... Sasha Fierce"),
        ("Beyoncé", "Halo - Live"),
        ("Queen", "Bohemian Rhapsody"),
    ),
    year=np.array([2008, 0, 1975], np.int16),
    duration_seconds=np.array([261.5, 0, 354], np.float32),
    explicit=np.array([0, -1, 1], np.int8),
    genre=Strings.of(["R&B", "r & b", "Hip-Hop"]),
    language=Strings.of(["en", "", "en"]),
)
POPULARITY = np.array([3, 1, 9], np.float32)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.build(SONGS, POPULARITY)


def test_a_song_is_shown_with_what_is_known(catalogue: Catalogue) -> None:
    assert catalogue.song(0) == Song(
        SongId("Beyoncé - Halo"), "Halo", "Beyoncé", "I Am... Sasha Fierce", "R&B", 2008, 261.5, False
    )
    assert catalogue.song(1) == Song(
        SongId("Beyoncé - Halo - Live"), "Halo - Live", "Beyoncé", None, "r & b", None, None, None
    )


@pytest.mark.parametrize("row", [-1, 3])
def test_a_row_that_is_not_there_is_an_error(catalogue: Catalogue, row: int) -> None:
    with pytest.raises(IndexError):
        catalogue.song(row)


def test_songs_are_found_by_id_and_by_search(catalogue: Catalogue) -> None:
    assert catalogue.resolve("beyonce - halo") == 0
    assert catalogue.resolve("Nobody - Nothing") is None
    assert list(catalogue.search("halo", 5)) == [0, 1]


def test_many_texts_name_what_each_names(catalogue: Catalogue) -> None:
    texts = [
        *catalogue.songs.ids.ids,
        "nobody - nothing",
        *(text.upper() for text in catalogue.songs.ids.ids),
    ]
    found = catalogue.resolve_all(texts)
    assert found == [catalogue.resolve(text) for text in texts]
    assert None in found
    assert catalogue.resolve_all([]) == []


def test_groups_travel_with_the_catalogue(catalogue: Catalogue) -> None:
    assert catalogue.artist_rows.tolist() == [0, 0, 1]
    assert catalogue.work_rows.tolist() == [0, 0, 1]


def test_names_are_found_in_any_spelling(catalogue: Catalogue) -> None:
    assert [catalogue.artist_row(name) for name in ("BEYONCE", "queen", "Abba")] == [0, 1, None]
    assert [catalogue.genre_row(name) for name in ("r and b", "HIP HOP", "")] == [0, 1, None]
    assert [catalogue.language_row(name) for name in ("EN", "fr")] == [0, None]
    assert (catalogue.artist_name(1), catalogue.genre_name(0)) == ("Queen", "R&B")


def test_facts_are_numbered_as_names_are(catalogue: Catalogue) -> None:
    facts = catalogue.facts
    assert facts.genre_rows.tolist() == [0, 0, 1]
    assert facts.language_rows.tolist() == [0, -1, 0]
    assert (facts.years.tolist(), facts.explicit.tolist()) == ([2008, 0, 1975], [0, -1, 1])
    assert facts.first_days.tolist() == [0, 0, 0]


def test_a_catalogue_stored_without_names_opens_and_knows_none(catalogue: Catalogue) -> None:
    new = ("facts.", "catalogue.artists.", "catalogue.genres.", "catalogue.languages.")
    opened = Catalogue.from_arrays({k: v for k, v in catalogue.arrays().items() if not k.startswith(new)})
    assert (opened.artist_row("Queen"), opened.genre_row("R&B")) == (None, None)
    assert opened.facts.genre_rows.tolist() == [-1, -1, -1]
    assert opened.song(2) == catalogue.song(2)


def test_a_catalogue_opens_from_mapped_files(catalogue: Catalogue, tmp_path: Path) -> None:
    for name, column in catalogue.arrays().items():
        np.save(tmp_path / f"{name}.npy", column, allow_pickle=False)
    mapped = {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in tmp_path.iterdir()}
    opened = Catalogue.from_arrays(mapped)
    assert opened.song(2) == catalogue.song(2)
    assert opened.search("bohemain", 5) == catalogue.search("bohemain", 5)
    assert opened.resolve("queen - bohemian rhapsody (mono)") == 2
    assert (opened.artist_row("queen"), opened.genre_name(1)) == (1, "Hip-Hop")
    assert opened.arrays().keys() == catalogue.arrays().keys()


def test_popularity_of_other_songs_is_refused() -> None:
    with pytest.raises(ValueError, match="one row per song"):
        Catalogue.build(SONGS, POPULARITY[:2])
    with pytest.raises(ValueError, match="one row per song"):
        Catalogue.build(SONGS, POPULARITY, np.zeros(2, np.int32))


@pytest.mark.parametrize("name", ["artist_rows", "work_rows", "catalogue.search.order"])
def test_columns_of_another_length_are_refused(catalogue: Catalogue, name: str) -> None:
    arrays = catalogue.arrays()
    with pytest.raises(ValueError, match=r"different lengths|fit each other"):
        Catalogue.from_arrays(arrays | {name: arrays[name][:-1]})


def test_a_missing_array_is_named(catalogue: Catalogue) -> None:
    arrays = catalogue.arrays()
    del arrays["catalogue.words.weights"]
    with pytest.raises(KeyError, match=r"catalogue\.words\.weights"):
        Catalogue.from_arrays(arrays)


def test_an_empty_catalogue_answers_nothing() -> None:
    nothing = songs_of()
    opened = Catalogue.from_arrays(Catalogue.build(nothing, np.zeros(0, np.float32)).arrays())
    assert len(opened) == 0
    assert opened.resolve("a - b") is None
    assert opened.search("a", 5) == {}


def test_what_is_well_formed_passes_the_check(catalogue: Catalogue) -> None:
    check_catalogue(catalogue.arrays())
    check_catalogue(Catalogue.build(songs_of(), np.zeros(0, np.float32)).arrays())


@pytest.mark.parametrize(
    "name", ["songs.title.offsets", "song_ids.rows", "catalogue.search.order", "catalogue.artists.leaders"]
)
def test_what_is_not_well_formed_is_said_in_a_sentence(catalogue: Catalogue, name: str) -> None:
    arrays = catalogue.arrays()
    bad = arrays[name].copy()
    bad[1] = 99
    with pytest.raises(ValueError, match=r"falling|once|not there"):
        check_catalogue(arrays | {name: bad})


def test_what_is_missing_is_said_in_a_sentence(catalogue: Catalogue) -> None:
    arrays = catalogue.arrays()
    del arrays["songs.title.utf8"]
    with pytest.raises(ValueError, match=r"lacks songs\.title\.utf8"):
        check_catalogue(arrays)
