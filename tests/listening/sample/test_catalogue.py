import numpy as np

from segue.listening.sample.catalogue import make_catalogue
from segue.listening.sample.genres import ATTRIBUTES
from segue.listening.sample.settings import NEWEST_YEAR, SampleSettings
from segue.listening.sample.world import World


def test_it_has_the_asked_number_of_songs_and_artists(world: World) -> None:
    catalogue = world.catalogue
    assert len(catalogue) == 2_000
    assert len(set(catalogue.artists.names)) == 240
    assert set(catalogue.artist_rows.tolist()) == set(range(240))


def test_artists_and_songs_of_an_artist_are_unique_whatever_the_case(world: World) -> None:
    assert len({name.casefold() for name in world.catalogue.artists.names}) == 240
    assert len({song_id.casefold() for song_id in world.catalogue.songs.ids.ids}) == 2_000


def test_a_song_id_is_artist_and_title(world: World) -> None:
    songs = world.catalogue.songs
    assert all(songs.ids.id(row) == f"{songs.artist[row]} - {songs.title[row]}" for row in range(len(songs)))


def test_every_column_is_known_and_in_range(world: World) -> None:
    songs, sound = world.catalogue.songs, world.catalogue.sound
    assert all(all(column) for column in (songs.title, songs.artist, songs.album, songs.genre))
    assert songs.year.min() >= 1950
    assert songs.year.max() <= NEWEST_YEAR
    assert songs.duration_seconds.min() >= 45
    assert sound.shape == (2_000, len(ATTRIBUTES))
    assert sound[:, 0].min() >= 40
    assert sound[:, 0].max() <= 220
    assert sound[:, 1:].min() >= 0
    assert sound[:, 1:].max() <= 1
    assert world.catalogue.popularity.min() >= 1
    assert world.catalogue.popularity.max() == 100


def test_a_pinch_of_songs_are_other_recordings_that_follow_the_original(world: World) -> None:
    catalogue = world.catalogue
    variants = np.flatnonzero(catalogue.work_rows != np.arange(len(catalogue)))
    originals = catalogue.work_rows[variants]
    assert 0.02 < len(variants) / len(catalogue) < 0.07
    assert np.array_equal(catalogue.work_rows[originals], originals)
    assert np.array_equal(catalogue.artist_rows[variants], catalogue.artist_rows[originals])
    assert np.all(catalogue.fame[variants] < catalogue.fame[originals])
    titles = catalogue.songs.title
    assert all(
        titles[v].startswith(titles[o]) for v, o in zip(variants.tolist(), originals.tolist(), strict=True)
    )


def test_other_recordings_come_in_every_kind(world: World) -> None:
    titles = " ".join(world.catalogue.songs.title)
    assert all(kind in titles for kind in ("(Live)", "- Live", "Remaster", "(feat. ", "(Remix)"))


def test_an_artist_has_a_few_hits_and_many_deep_cuts(world: World) -> None:
    catalogue = world.catalogue
    prolific = np.flatnonzero(catalogue.artists.n_songs >= 10)
    for artist in prolific:
        fame = np.sort(catalogue.fame[catalogue.artist_rows == artist])[::-1]
        assert fame[0] > 3 * np.median(fame)


def test_genres_sound_as_they_should(world: World) -> None:
    catalogue = world.catalogue
    genres = np.array(list(catalogue.songs.genre))
    energy, acousticness = (catalogue.sound[:, ATTRIBUTES.index(name)] for name in ("energy", "acousticness"))
    assert energy[genres == "Metal"].mean() > energy[genres == "Ambient"].mean() + 0.5
    assert acousticness[genres == "Folk"].mean() > acousticness[genres == "Electronic"].mean() + 0.5


def test_one_artist_with_one_song_is_a_catalogue() -> None:
    catalogue = make_catalogue(SampleSettings(n_artists=1, n_songs=1, n_listeners=1, n_genres=1))
    assert len(catalogue) == 1
    assert catalogue.work_rows.tolist() == [0]


def test_one_artist_with_very_many_songs_still_has_unique_titles() -> None:
    catalogue = make_catalogue(SampleSettings(n_artists=1, n_songs=3_000, n_listeners=1, n_genres=1))
    assert len(set(catalogue.songs.ids.ids)) == 3_000
