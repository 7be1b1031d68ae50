"""Well-known songs and the songs most like them: what a person who knows music can judge at a glance."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from segue.factors.top_k import top_k
from segue.training.report.material import Material
from segue.training.report.wellknown import well_known

WELL_KNOWN: Final = 10
NEAREST: Final = 5


@dataclass(frozen=True)
class NamedSong:
    """A song as a table shows it; ``artist`` is empty when unknown."""

    title: str
    artist: str


@dataclass(frozen=True)
class Neighbourhood:
    """A well-known song and those most like it, best first."""

    song: NamedSong
    nearest: tuple[NamedSong, ...]


def neighbourhoods(material: Material) -> tuple[Neighbourhood, ...]:
    """Up to ten well-known songs, each with its five nearest by the trainer's own measure of likeness."""
    return tuple(
        Neighbourhood(
            _named(material, row), tuple(_named(material, near) for near in _nearest(material, row))
        )
        for row in well_known(material, WELL_KNOWN).tolist()
    )


def _nearest(material: Material, row: int) -> list[int]:
    likeness = material.space.likeness_to(row).copy()
    likeness[row] = -np.inf
    near: list[int] = top_k(likeness, NEAREST).tolist()
    return near


def _named(material: Material, row: int) -> NamedSong:
    return NamedSong(material.songs.title[row], material.songs.artist[row])
