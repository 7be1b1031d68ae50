"""Genres and their scenes, read from the word lists in ``lexicon/``: one TOML file each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from segue.listening.sample.grammar import Grammar, Words

ATTRIBUTES = ("tempo", "energy", "acousticness", "valence", "danceability", "instrumentalness")
"""The audio-like attributes of a song: tempo in beats per minute, the others from 0 to 1."""


@dataclass(frozen=True)
class Scene:
    """A corner of a genre with its own sound, years and words.

    Attributes:
        name: as shown.
        years: its artists begin between these two years.
        languages: what its artists sing in and how many of them, relative to each other.
        explicit: share of explicit songs.
        sound: the middle value of each of :data:`ATTRIBUTES`, in that order.
        artists: names its artists.
        titles: names their songs.
        albums: names their albums.
    """

    name: str
    years: tuple[int, int]
    languages: tuple[tuple[str, int], ...]
    explicit: float
    sound: tuple[float, ...]
    artists: Grammar
    titles: Grammar
    albums: Grammar


@dataclass(frozen=True)
class Genre:
    """A genre of the sample world.

    Attributes:
        name: as shown.
        near: names of genres its listeners may care for too.
        size: share of the artists, relative to the other genres.
        duration_seconds: mean and deviation.
        features: share of songs with a guest, "(feat. …)".
        scenes: at least one.
    """

    name: str
    near: tuple[str, ...]
    size: int
    duration_seconds: tuple[float, float]
    features: float
    scenes: tuple[Scene, ...]


def read_genres(n_genres: int) -> tuple[Genre, ...]:
    """The first genres of the lexicon in the order of their file names."""
    folder = resources.files(__package__) / "lexicon"
    files = sorted(
        (file for file in folder.iterdir() if file.name != "listeners.toml"), key=lambda file: file.name
    )
    return tuple(_genre(tomllib.loads(file.read_text("utf-8"))) for file in files[:n_genres])


def read_listener_grammar() -> Grammar:
    """How listeners are named."""
    file = resources.files(__package__) / "lexicon" / "listeners.toml"
    return Grammar(("{manner}-{animal}",), _words(tomllib.loads(file.read_text("utf-8"))), {})


def _genre(table: Mapping[str, Any]) -> Genre:
    return Genre(
        name=table["name"],
        near=tuple(table["near"]),
        size=table["size"],
        duration_seconds=(table["duration_seconds"][0], table["duration_seconds"][1]),
        features=table["features"],
        scenes=tuple(_scene(scene, table) for scene in table["scenes"]),
    )


def _scene(scene: Mapping[str, Any], genre: Mapping[str, Any]) -> Scene:
    words, local_words = _words(genre["words"]), _words(scene["words"])

    def grammar(kind: str) -> Grammar:
        return Grammar(tuple(scene.get(kind, genre[kind])), words, local_words)

    return Scene(
        name=scene["name"],
        years=(scene["years"][0], scene["years"][1]),
        languages=tuple(scene.get("languages", genre["languages"]).items()),
        explicit=scene.get("explicit", genre["explicit"]),
        sound=tuple(genre["sound"][name] + scene["sound"].get(name, 0.0) for name in ATTRIBUTES),
        artists=grammar("artists"),
        titles=grammar("titles"),
        albums=grammar("albums"),
    )


def _words(lists: Mapping[str, str]) -> Words:
    return {slot: tuple(text.split(", ")) for slot, text in lists.items()}
