"""Putting names on a picture so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from segue.training.report.style import INK

_DOT_POINTS: Final = 5.0
_DOT_PIXELS: Final = 5.0


class _Place(NamedTuple):
    """Where a name stands from its point: the shift in points, and which part of the text lies there."""

    shift: tuple[float, float]
    across: Literal["left", "center", "right"]
    along: Literal["bottom", "center", "top"]


_RIGHT: Final = _Place((_DOT_POINTS, 0), "left", "center")
_LEFT: Final = _Place((-_DOT_POINTS, 0), "right", "center")
_ABOVE: Final = _Place((0, _DOT_POINTS), "center", "bottom")
_BELOW: Final = _Place((0, -_DOT_POINTS), "center", "top")
_ON: Final = _Place((0, 0), "center", "center")


@dataclass(eq=False)
class Placing:
    """Names on one pair of axes, whose place in the picture is settled.

    Attributes:
        axes: where.
        apart: how far named points lie from one another at least, as a share of the axes' width.
    """

    axes: Axes
    apart: float
    _taken: list[Bbox] = field(default_factory=list)
    _named: list[Bbox] = field(default_factory=list)

    def name_point(self, text: str, at: tuple[float, float], *, size: float) -> bool:
        """Mark a point and write its name beside it; without room for it do nothing and give ``False``."""
        x, y = self.axes.transData.transform(at)
        reach = self.apart * self.axes.get_window_extent().width / 2
        point = Bbox([[x, y], [x, y]])
        dot, around = point.padded(_DOT_PIXELS), point.padded(reach)
        if around.count_overlaps(self._named) or dot.count_overlaps(self._taken):
            return False
        if not self._put(text, at, (_RIGHT, _LEFT, _ABOVE, _BELOW), size):
            return False
        self._named.append(around)
        self._taken.append(dot)
        self.axes.plot(*at, "o", color=INK, markersize=3.2, zorder=5)
        return True

    def name_region(self, text: str, at: tuple[float, float], *, size: float, colour: str) -> bool:
        """Write a name over a region, in bold; without room for it do nothing and give ``False``."""
        return self._put(text, at, (_ABOVE, _BELOW, _ON, _RIGHT, _LEFT), size, colour=colour, weight="bold")

    def _put(
        self,
        text: str,
        at: tuple[float, float],
        places: Sequence[_Place],
        size: float,
        *,
        colour: str = INK,
        weight: str = "normal",
    ) -> bool:
        name = self.axes.annotate(
            text,
            at,
            (0, 0),
            textcoords="offset points",
            fontsize=size,
            color=colour,
            fontweight=weight,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
        for place in places:
            name.xyann = place.shift
            name.set(horizontalalignment=place.across, verticalalignment=place.along)
            box = name.get_window_extent()
            if self._is_free(box):
                self._taken.append(box)
                return True
        name.remove()
        return False

    def _is_free(self, box: Bbox) -> bool:
        inside = self.axes.get_window_extent()
        fits = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
        return fits and box.count_overlaps(self._taken) == 0
