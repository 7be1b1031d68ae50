"""Quality by popularity of the hidden songs, and by activity of the listener."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from segue.releases.summaries import POPULARITY
from segue.training.report.drawable import drawable
from segue.training.report.figures import axis_label, counted
from segue.training.report.levels import RECALL, score_of
from segue.training.report.marks import mark, rows_of, write
from segue.training.report.picture import Picture
from segue.training.report.style import colours_of, house_style, new_figure, png, system_label
from segue.training.scores import Evaluation, Level, Score

_SHIFT = 0.14
_WIDE = 0.6


def draw_popularity_bands(evaluation: Evaluation, levels: Sequence[Level]) -> Picture:
    """How much is found of the songs of each popularity band, against popularity."""
    title = "Does it find rare songs too, or only hits?"
    caption = (
        "Songs are grouped by how many listeners they have; a row counts only the hidden songs of its group. "
        "Dots are means over listeners, bars 95 % intervals."
    )
    return Picture("report-popularity", title, caption, _draw(evaluation, levels, RECALL, title))


def draw_activity(evaluation: Evaluation, levels: Sequence[Level]) -> Picture:
    """Quality for listeners of whom little is known and for those of whom much is, against popularity."""
    title = "Are quiet listeners served as well as busy ones?"
    caption = (
        "Listeners are grouped by how many of their songs are known; "
        "popularity should serve no group better. Dots are means over listeners, bars 95 % intervals."
    )
    image = _draw(evaluation, levels, evaluation.headline, title)
    return Picture("report-activity", title, caption, image)


def _draw(evaluation: Evaluation, levels: Sequence[Level], metric: str, title: str) -> bytes:
    with house_style():
        figure = new_figure(title, 1.4 + 0.42 * len(levels))
        axes = figure.subplots()
        _rows(axes, evaluation, levels, metric)
        rows_of(axes, [f"{drawable(one.label)}\n{counted(one.n_listeners, 'listener')}" for one in levels])
        axes.set_xlabel(axis_label(metric))
        return png(figure)


def _rows(axes: Axes, evaluation: Evaluation, levels: Sequence[Level], metric: str) -> None:
    """Two dots a row; in the row where they lie furthest apart, each with its name."""
    colours = colours_of([*evaluation.systems, POPULARITY], evaluation.subject)
    names = (evaluation.subject, POPULARITY)
    rows = [[score_of(level, name, metric) for name in names] for level in levels]
    widest = max((score.high for row in rows for score in row if score is not None), default=1.0)
    named = max(range(len(rows)), key=lambda place: _distance(rows[place]), default=0)
    for place, row in enumerate(rows):
        for name, score, shift in zip(names, row, (-_SHIFT, _SHIFT), strict=True):
            if score is None:
                continue
            mark(axes, score, place + shift, colours[name])
            if place == named:
                leftward = score.mean > _WIDE * widest
                write(
                    axes,
                    system_label(name, evaluation.subject),
                    (score.low if leftward else score.high, place + shift),
                    (-7 if leftward else 7, 0),
                    colour=colours[name],
                    align="right" if leftward else "left",
                )


def _distance(row: Sequence[Score | None]) -> float:
    own, other = row
    return -1.0 if own is None or other is None else abs(own.mean - other.mean)
