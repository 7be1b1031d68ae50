"""The invented catalogue: every song with what a log, a listener and a listening machine know of it."""

from dataclasses import dataclass, replace

import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.listening.sample.artists import Artists, make_artists
from segue.listening.sample.discography import Discography, Track
from segue.listening.sample.draws import Draws, power_law
from segue.listening.sample.genres import ATTRIBUTES, Genre, read_genres
from segue.listening.sample.lyrics import make_lyrics
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.sound import song_sound

_INSTRUMENTAL_FROM = 0.7
"""Instrumentalness of a song that nobody sings in."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One row per song; songs of an artist stand together.

    Attributes:
        songs: ids ("Artist - Title") and all columns known; only songs without words have no language.
        artists: the artists.
        genres: the genres, with their scenes.
        artist_rows: int32 (n,).
        work_rows: int32 (n,), the song of which this is another recording, its own row otherwise.
        fame: float64 (n,), above 0: how widely the song is known.
        moods: float64 (n, 2), near its artist's.
        sound: float32 (n, len(ATTRIBUTES)), the audio-like attributes.
    """

    songs: Songs
    artists: Artists
    genres: tuple[Genre, ...]
    artist_rows: Rows
    work_rows: Rows
    fame: Float64
    moods: Float64
    sound: Float32

    def __len__(self) -> int:
        return len(self.songs)

    @property
    def scene_rows(self) -> Rows:
        """int32 (n,): the scene of each song."""
        return self.artists.scene_rows[self.artist_rows]

    @property
    def scene_names(self) -> tuple[str, ...]:
        """The name of each scene, numbered through all genres."""
        return tuple(scene.name for genre in self.genres for scene in genre.scenes)

    @property
    def scene_genre_rows(self) -> Rows:
        """int32 (n_scenes,): the genre of each scene."""
        counts = [len(genre.scenes) for genre in self.genres]
        return np.repeat(np.arange(len(self.genres), dtype=np.int32), counts)

    @property
    def popularity(self) -> Rows:
        """int32 (n,), 1 … 100: fame as a person would put it, the best-known song at 100."""
        scale = np.sqrt(np.sqrt(self.fame / self.fame.max()))
        points: Rows = np.maximum(np.rint(100.0 * scale), 1.0).astype(np.int32)
        return points


def make_catalogue(settings: SampleSettings) -> Catalogue:
    """Invent the catalogue of a world."""
    genres = read_genres(settings.n_genres)
    artists = make_artists(genres, settings)
    draws = Draws(settings.seed, "songs")
    n = settings.n_songs
    artist_rows = np.repeat(np.arange(settings.n_artists), artists.n_songs).astype(np.int32)
    tracks = _tracks(genres, artists, settings)
    first_rows = np.cumsum(artists.n_songs) - artists.n_songs
    work_rows = first_rows[artist_rows] + np.array([track.original for track in tracks])
    moods = artists.moods[artist_rows] + 0.06 * np.stack([draws.bell(n), draws.bell(n)], axis=1)
    songs = _songs(genres, artists, artist_rows, tracks, draws)
    fame = _fame(artists, artist_rows, work_rows, first_rows, draws)
    sound = song_sound(genres, artists.scene_rows[artist_rows], moods, draws)
    instrumental = sound[:, ATTRIBUTES.index("instrumentalness")] >= _INSTRUMENTAL_FROM
    lyrics = make_lyrics(
        genres, artists.scene_rows, artist_rows, work_rows, instrumental=instrumental, settings=settings
    )
    return Catalogue(
        songs=replace(songs, language=Strings.of(lyrics.languages), explicit=lyrics.explicit),
        artists=artists,
        genres=genres,
        artist_rows=artist_rows,
        work_rows=work_rows.astype(np.int32),
        fame=fame,
        moods=moods,
        sound=sound,
    )


def _tracks(genres: tuple[Genre, ...], artists: Artists, settings: SampleSettings) -> list[Track]:
    scenes = [scene for genre in genres for scene in genre.scenes]
    draws = Draws(settings.seed, "discographies")
    by_genre = [
        tuple(name for name, row in zip(artists.names, artists.genre_rows, strict=True) if row == genre_row)
        for genre_row in range(len(genres))
    ]
    tracks: list[Track] = []
    for row, name in enumerate(artists.names):
        genre_row = artists.genre_rows[row]
        guests = tuple(other for other in by_genre[genre_row] if other != name)
        scene, debut = scenes[artists.scene_rows[row]], int(artists.debut_years[row])
        discography = Discography(scene, debut, genres[genre_row].features, guests, draws)
        tracks += discography.tracks(int(artists.n_songs[row]))
    return tracks


def _songs(
    genres: tuple[Genre, ...], artists: Artists, artist_rows: Rows, tracks: list[Track], draws: Draws
) -> Songs:
    names = [artists.names[row] for row in artist_rows]
    genre_rows = artists.genre_rows[artist_rows]
    durations = np.array([genre.duration_seconds for genre in genres])[genre_rows]
    seconds = np.rint(durations[:, 0] + durations[:, 1] * draws.bell(len(tracks)))
    return Songs(
        IdMap.of(f"{name} - {track.title}" for name, track in zip(names, tracks, strict=True)),
        title=Strings.of(track.title for track in tracks),
        artist=Strings.of(names),
        album=Strings.of(track.album for track in tracks),
        genre=Strings.of(genres[row].name for row in genre_rows),
        language=Strings.blank(len(tracks)),
        year=np.array([track.year for track in tracks], np.int16),
        duration_seconds=np.maximum(seconds, 45.0).astype(np.float32),
        explicit=np.full(len(tracks), -1, np.int8),
    )


def _fame(artists: Artists, artist_rows: Rows, work_rows: Int64, first_rows: Int64, draws: Draws) -> Float64:
    """Hits and deep cuts: within an artist fame falls by rank, and another recording is known less."""
    n = len(artist_rows)
    shuffled = draws.order(n)
    # Ranks within each artist: position in a random order of its songs.
    by_artist = shuffled[np.argsort(artist_rows[shuffled], kind="stable")]
    rank = np.empty(n, np.int64)
    rank[by_artist] = np.arange(n) - first_rows[artist_rows] + 1
    fame = artists.fame[artist_rows] * power_law(rank)
    another = work_rows != np.arange(n)
    return np.where(another, fame[work_rows] * (0.1 + 0.4 * draws.unit(n)), fame)
