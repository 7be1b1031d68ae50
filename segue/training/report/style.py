"""How every picture looks: one width, one font, few colours that colour-blind people tell apart."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import ceil
from textwrap import fill
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from segue.releases.summaries import POPULARITY
from segue.training.baselines import RANDOM
from segue.training.report.drawable import FONT, drawable

WIDTH: Final = 5.0
"""Inches. Narrow, so that the words stay readable when a phone shrinks the picture to its screen."""
DOTS_PER_INCH: Final = 200

_DARKENING: Final = 0.3
_TITLE_CHARACTERS: Final = 49
_LONGEST_OVERHANG: Final = 6

INK: Final = "#23201b"
SOFT: Final = "#6a645a"
FAINT: Final = "#dcd7cd"
SUBJECT: Final = "#0072b2"
POPULAR: Final = "#d55e00"
CHANCE: Final = "#8a8378"
OTHERS: Final = ("#009e73", "#aa4499", "#a67c00", "#4a5a6a")
"""After Okabe & Ito, "Color Universal Design" (2008); yellow and pink darkened, so that thin lines show."""
GROUPS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#5b4b9a")

_STYLE: Final[dict[Any, Any]] = {
    "font.family": [FONT],
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a title is a dollar
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlecolor": SOFT,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.solid_capstyle": "round",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save within this: matplotlib's defaults and ours, whatever the machine's own settings say."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def new_figure(title: str, height: float) -> Figure:
    """An empty picture :data:`WIDTH` wide and ``height`` inches high under its title."""
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, layout="constrained")
    figure.suptitle(_balanced(title), x=0.012, ha="left", fontsize=12, fontweight="bold", linespacing=1.15)
    return figure


def png(figure: Figure) -> bytes:
    """The picture as a PNG; the same figure gives the same bytes."""
    stream = BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def colours_of(systems: Sequence[str], subject: str) -> dict[str, str]:
    """A colour for each system: the same for the subject, popularity and random in every picture."""
    fixed = {subject: SUBJECT, POPULARITY: POPULAR, RANDOM: CHANCE}
    others = [name for name in systems if name not in fixed]
    spare = {name: OTHERS[number % len(OTHERS)] for number, name in enumerate(others)}
    return {name: (fixed | spare)[name] for name in systems}


def system_label(name: str, subject: str) -> str:
    """A system as pictures name it."""
    return f"{drawable(name, most=22)} (this)" if name == subject else drawable(name, most=28)


def _balanced(title: str) -> str:
    """The title on as few lines as it takes, about equally long."""
    lines = ceil(len(title) / _TITLE_CHARACTERS)
    narrow = fill(title, len(title) // lines + _LONGEST_OVERHANG)
    return narrow if narrow.count("\n") < lines else fill(title, _TITLE_CHARACTERS)


def readable(colour: str) -> str:
    """A colour dark enough for words on white, its hue kept."""
    mixed = [(1 - _DARKENING) * part for part in to_rgb(colour)]
    return to_hex((mixed[0], mixed[1], mixed[2]))


def light_grid(axes: Axes, along: Literal["x", "y"]) -> None:
    """Faint lines across the axis ``along`` (``x`` or ``y``), and no ticks."""
    axes.grid(axis=along, linewidth=0.8)
    axes.tick_params(length=0)
