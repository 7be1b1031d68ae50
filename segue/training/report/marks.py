"""The marks pictures share: a mean with its interval, a name beside it."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from segue.training.report.style import INK, readable
from segue.training.scores import Score


def mark(axes: Axes, score: Score, y: float, colour: str, *, size: float = 6.5) -> None:
    """A mean as a dot on its 95 % interval, lying at height ``y``."""
    axes.plot([score.low, score.high], [y, y], color=colour, linewidth=3, clip_on=False)
    axes.plot(score.mean, y, "o", color=colour, markersize=size, clip_on=False)


def band(axes: Axes, xs: Sequence[float], scores: Sequence[Score], colour: str) -> None:
    """Means as a line over ``xs``, their 95 % intervals as a band around it."""
    lows, highs = [score.low for score in scores], [score.high for score in scores]
    axes.fill_between(xs, lows, highs, color=colour, alpha=0.2, linewidth=0)
    axes.plot(xs, [score.mean for score in scores], "o-", color=colour, linewidth=2, markersize=5)


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    shift: tuple[float, float],
    *,
    colour: str = INK,
    align: str = "left",
    bold: bool = True,
) -> None:
    """Words beside the point ``at`` (in data), moved from it by ``shift`` points."""
    axes.annotate(
        text,
        at,
        shift,
        textcoords="offset points",
        ha=align,
        va="center",
        color=readable(colour),
        fontsize=9.5,
        fontweight="bold" if bold else "normal",
    )


def rows_of(axes: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a picture that is read from the top; values begin at 0 and lie along x."""
    axes.set_yticks(range(len(labels)), list(labels))
    axes.set_ylim(len(labels) - 0.5, -0.6)
    axes.set_xlim(left=0)
    axes.margins(x=0.16)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", linewidth=0.8)
    axes.tick_params(length=0, pad=7)
