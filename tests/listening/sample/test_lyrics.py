import numpy as np
import pytest

from segue.listening.sample.genres import ATTRIBUTES, read_genres
from segue.listening.sample.lyrics import make_lyrics
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.world import World


def test_only_songs_without_words_have_no_language(world: World) -> None:
    catalogue = world.catalogue
    instrumentalness = catalogue.sound[:, ATTRIBUTES.index("instrumentalness")]
    silent = np.array([not language for language in catalogue.songs.language])
    assert 0.05 < silent.mean() < 0.3
    assert instrumentalness[silent].min() > instrumentalness[~silent].max() - 1e-6
    assert not catalogue.songs.explicit[silent].any()


def test_an_artist_keeps_to_one_language(world: World) -> None:
    languages: dict[int, set[str]] = {}
    for artist, language in zip(world.catalogue.artist_rows, world.catalogue.songs.language, strict=True):
        languages.setdefault(int(artist), set()).add(language)
    assert all(len(found - {""}) <= 1 for found in languages.values())
    assert len(set().union(*languages.values())) > 8


def test_all_recordings_of_a_work_are_explicit_or_none_is(world: World) -> None:
    explicit = world.catalogue.songs.explicit
    sung = np.array([bool(language) for language in world.catalogue.songs.language])
    works = world.catalogue.work_rows
    both = sung & sung[works]
    assert np.array_equal(explicit[both], explicit[works[both]])


def test_some_genres_swear_more_than_others(world: World) -> None:
    genres, explicit = np.array(list(world.catalogue.songs.genre)), world.catalogue.songs.explicit
    assert explicit[genres == "Hip Hop"].mean() > 0.3
    assert explicit[genres == "Country"].mean() < 0.1


@pytest.mark.parametrize("seed", [1, 2])
def test_equal_settings_give_equal_words(seed: int) -> None:
    settings = SampleSettings(seed=seed)
    rows = np.arange(40, dtype=np.int32)
    silent = np.zeros(40, np.bool_)

    def words() -> tuple[list[str], list[int]]:
        lyrics = make_lyrics(read_genres(16), rows, rows, rows, instrumental=silent, settings=settings)
        return lyrics.languages, lyrics.explicit.tolist()

    assert words() == words()
