"""How evenly what is shown is spread over the catalogue."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from segue.training.baselines import RANDOM
from segue.training.report.figures import share
from segue.training.report.marks import write
from segue.training.report.picture import Picture
from segue.training.report.style import SOFT, colours_of, house_style, new_figure, png, system_label
from segue.training.scores import Evaluation, SystemScores

_GINI = "gini@20"
_LINE_HEIGHT = 0.07


def draw_exposure(evaluation: Evaluation) -> Picture:
    """The Lorenz curve of each system's first 20 songs against even exposure, with its Gini."""
    title = finding(evaluation)
    with house_style():
        figure = new_figure(title, 4.4)
        axes = figure.subplots()
        _curves(axes, evaluation)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        axes.set_xlabel("share of the catalogue, the least shown songs first")
        axes.set_ylabel("share of all recommendations")
        image = png(figure)
    caption = (
        "What the first 20 songs of all measured listeners show together. The deeper a curve hangs, the "
        "fewer songs are shown: Gini 0 is all songs alike, Gini 1 a single one. Random says how even so many "
        "lists can be."
    )
    return Picture("report-exposure", title, caption, image)


def finding(evaluation: Evaluation) -> str:
    """How small a part of the catalogue makes up half of what is shown, beside what chance would show."""
    half = share(half_shown(evaluation.systems[evaluation.subject]))
    said = f"Half of what it shows comes from {half} of the catalogue"
    by_chance = evaluation.systems.get(RANDOM)
    return said if by_chance is None else f"{said}; {share(half_shown(by_chance))} would by chance"


def half_shown(scores: SystemScores) -> float:
    """The smallest share of the catalogue, 0 … 1, that makes up half of what a system shows."""
    curve = scores.exposure_curve
    return 1 - float(np.interp(0.5, curve, np.linspace(0, 1, len(curve))))


def _curves(axes: Axes, evaluation: Evaluation) -> None:
    colours = colours_of(list(evaluation.systems), evaluation.subject)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
    write(axes, "even exposure, Gini 0", (0.03, 0.96), (0, 0), colour=SOFT, bold=False)
    by_gini = sorted(evaluation.systems, key=lambda name: evaluation.systems[name].exposure.get(_GINI, 1.0))
    for number, name in enumerate(by_gini, start=1):
        scores, is_subject = evaluation.systems[name], name == evaluation.subject
        xs = np.linspace(0, 1, len(scores.exposure_curve))
        axes.plot(
            xs, scores.exposure_curve, color=colours[name], linewidth=3 if is_subject else 1.6, clip_on=False
        )
        gini = scores.exposure.get(_GINI)
        label = system_label(name, evaluation.subject) + ("" if gini is None else f", Gini {gini:.2f}")
        at = (0.03, 0.96 - number * _LINE_HEIGHT)
        write(axes, label, at, (0, 0), colour=colours[name], bold=is_subject)
