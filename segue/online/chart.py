"""Rates as dots with their intervals, drawn as SVG: a row per surface, a dot per release."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, isnan, log10

from segue.online.intervals import Rate

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#a67c00", "#4a5a6a")
"""After Okabe & Ito, "Color Universal Design" (2008); yellow and pink darkened, so that thin lines show."""

_WIDTH, _LABELS, _FIGURES = 640, 190, 60
_ROW, _GAP, _TOP, _BOTTOM = 16, 12, 6, 26
_TICKS = 4
_LONGEST_LABEL = 28


@dataclass(frozen=True)
class Dot:
    """One rate.

    Attributes:
        series: which release, from 0: its colour.
        rate: where the dot stands, and how far its line goes.
        is_enough: a dot of few listeners is hollow, and its line is dashed.
    """

    series: int
    rate: Rate
    is_enough: bool


@dataclass(frozen=True)
class Line:
    """The dots of one surface."""

    label: str
    dots: Sequence[Dot]


def chart(title: str, lines: Sequence[Line], *, percent: bool) -> str:
    """An SVG element, its words escaped. Dots without a rate are left out; lines end where the axis does."""
    end = _axis_end([dot for line in lines for dot in line.dots])
    height = _TOP + _BOTTOM + sum(_height(line) for line in lines)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        *_axis(end, height - _BOTTOM, percent=percent),
    ]
    top = float(_TOP)
    for line in lines:
        middle = top + (_height(line) - _GAP) / 2
        parts.append(_words("label", _LABELS - 10, middle + 4, _short(line.label)))
        for number, dot in enumerate(line.dots):
            parts.append(_drawn(dot, top + _ROW * (number + 0.5), end, percent=percent))
        top += _height(line)
    return "".join([*parts, "</svg>"])


def _height(line: Line) -> int:
    return _ROW * max(1, len(line.dots)) + _GAP


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def _axis_end(dots: Sequence[Dot]) -> float:
    """Where the axis ends: beyond every dot, and the intervals of those that many listeners stand behind."""
    known = [dot for dot in dots if not isnan(dot.rate.value)]
    reach = max((dot.rate.high if dot.is_enough else dot.rate.value for dot in known), default=0.0)
    return min(1.0, reach * 1.05) or 1.0


def _axis(end: float, bottom: float, *, percent: bool) -> list[str]:
    step = _round_step(end / _TICKS)
    marks = [n * step for n in range(floor(end / step + 1e-9) + 1)]
    places = [_place(mark, end) for mark in marks]
    words = [_said(mark, percent=percent) for mark in marks]
    return [
        *(_line((x, x), (_TOP, bottom), 'class="grid"') for x in places),
        *(_words("tick", x, bottom + 16, text) for x, text in zip(places, words, strict=True)),
    ]


def _round_step(least: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below ``least``."""
    power: float = 10.0 ** floor(log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def _drawn(dot: Dot, y: float, end: float, *, percent: bool) -> str:
    if isnan(dot.rate.value):
        return ""
    low, at, high = (_place(min(part, end), end) for part in (dot.rate.low, dot.rate.value, dot.rate.high))
    colour = COLOURS[dot.series % len(COLOURS)]
    dashes, fill = ("", colour) if dot.is_enough else (' stroke-dasharray="3 3"', "var(--card)")
    return (
        _line((low, high), (y, y), f'stroke="{colour}" stroke-width="2.5"{dashes}')
        + f'<circle cx="{at:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
        + _words("figure", _WIDTH, y + 4, _said(dot.rate.value, percent=percent))
    )


def _line(x: tuple[float, float], y: tuple[float, float], look: str) -> str:
    return f'<line x1="{x[0]:.1f}" x2="{x[1]:.1f}" y1="{y[0]:.1f}" y2="{y[1]:.1f}" {look}/>'


def _words(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _place(value: float, end: float) -> float:
    return _LABELS + (_WIDTH - _LABELS - _FIGURES) * value / end


def _said(value: float, *, percent: bool) -> str:
    return f"{100 * value:.3g} %" if percent else f"{value:.3g}"
