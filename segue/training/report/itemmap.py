"""A map of the item space: the most played songs, near one another where the model finds them alike."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes

from segue.base.arrays import Float64, Rows
from segue.training.report.drawable import drawable, is_drawable
from segue.training.report.kinds import Kinds, kinds_of, shared_by_nearest
from segue.training.report.layout import flattened
from segue.training.report.material import Material
from segue.training.report.picture import Picture
from segue.training.report.placing import Placing
from segue.training.report.style import CHANCE, GROUPS, house_style, new_figure, png, readable
from segue.training.report.wellknown import well_known

MAP: Final = "report-map"
"""What its picture is called."""
FEWEST_SONGS: Final = 10
MAPPED_SONGS: Final = 1500
_NAMED_SONGS: Final = 12
_CANDIDATES: Final = 100
_APART: Final = 0.08
_MARKERS: Final = ("o", "^")


def draw_map(material: Material) -> Picture:
    """The most played songs in two dimensions, coloured by genre or artist, some of them named."""
    order = np.argsort(-material.popularity, kind="stable")
    rows: Rows = order[:MAPPED_SONGS].astype(np.int32)
    vectors = material.space.personal.item_vectors[rows]
    kinds = kinds_of(material.songs, rows)
    points = flattened(vectors, material.manifest.seed)
    title = finding(kinds, shared_by_nearest(kinds, vectors))
    with house_style():
        figure = new_figure(title, 5.6)
        axes = figure.subplots()
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.margins(0.04)
        _scatter(axes, points, kinds)
        figure.draw_without_rendering()  # from here on the layout holds still
        figure.set_layout_engine("none")
        _name(axes, material, rows, points, kinds)
        image = png(figure)
    coloured = f", coloured by {kinds.noun}" if kinds.n_named else ""
    caption = (
        f"Each dot is one of the {len(rows):,} most played songs{coloured}. Near means that the same people "
        "play them; the axes, and the distance between islands, mean nothing."
    )
    return Picture(MAP, title, caption, image)


def finding(kinds: Kinds, nearest: tuple[float, float] | None) -> str:
    """How many of a song's ten nearest share its group, where groups are known."""
    if nearest is None or not kinds.n_named:
        return "Songs that the same people play lie together"
    return f"{nearest[0]:.1f} of a song's 10 nearest share its {kinds.noun}; {nearest[1]:.1f} would by chance"


def _scatter(axes: Axes, points: Float64, kinds: Kinds) -> None:
    others = points[(kinds.groups < 0) | (kinds.groups >= kinds.n_named)]
    axes.scatter(others[:, 0], others[:, 1], s=10, color=CHANCE, alpha=0.5, linewidths=0)
    for group in range(kinds.n_named):
        own = points[kinds.groups == group]
        colour, marker = _look(group)
        axes.scatter(own[:, 0], own[:, 1], s=14, color=colour, marker=marker, alpha=0.75, linewidths=0)


def _look(group: int) -> tuple[str, str]:
    return GROUPS[group % len(GROUPS)], _MARKERS[group // len(GROUPS) % len(_MARKERS)]


def _name(axes: Axes, material: Material, rows: Rows, points: Float64, kinds: Kinds) -> None:
    placing = Placing(axes, _APART)
    for group, name in enumerate(kinds.names[: kinds.n_named]):
        middle = _middle(points[kinds.groups == group])
        placing.name_region(drawable(name, most=24), middle, size=9.5, colour=readable(_look(group)[0]))
    places = {row: place for place, row in enumerate(rows.tolist())}
    candidates = (row for row in well_known(material, _CANDIDATES).tolist() if row in places)
    left = _NAMED_SONGS
    for row in candidates:
        title = material.songs.title[row]
        if left and is_drawable(title):
            x, y = points[places[row]]
            left -= placing.name_point(drawable(title, most=26), (float(x), float(y)), size=8)


def _middle(points: Float64) -> tuple[float, float]:
    """The point nearest to the median of all: it lies among them even where they form two islands."""
    distances = np.linalg.norm(points - np.median(points, axis=0), axis=1)
    x, y = points[int(distances.argmin())]
    return float(x), float(y)
