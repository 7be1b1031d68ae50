"""The page is whole by itself, and nothing in it can be anything but words."""

import math
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from segue.online.chart import Dot, Line, chart
from segue.online.intervals import Rate
from segue.online.page import page
from tests.online.reports import report_of, shift

HOSTILE = "<script>alert(1)</script>\"'&"


class Tags(HTMLParser):
    """The elements of a page that stand open at its end, and all there were."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_draws_and_lists_every_release() -> None:
    text = page(report_of(shift("new", 14, 28), shift("old", 0, 14)))
    tags = Tags(text)
    assert tags.open == []
    assert (tags.seen["svg"], tags.seen["table"]) == (8, 2)
    assert "Not shown at the same time" in text
    assert "5.00 % [4.00, 6.25]" in text
    assert "http:" not in text
    assert "https:" not in text


def test_words_from_the_database_stay_words() -> None:
    tags = Tags(page(report_of(shift(HOSTILE, 0, 28), surface=HOSTILE)))
    assert "script" not in tags.seen
    assert tags.open == []


def test_a_report_of_nothing_is_a_page_too() -> None:
    text = page(report_of())
    assert "Nothing was shown" in text
    assert "svg" not in Tags(text).seen


def circles(svg: str) -> list[float]:
    return [float(found.attrib["cx"]) for found in ET.fromstring(svg).iter("circle")]  # noqa: S314 - our own


def lines(svg: str) -> list[tuple[float, float]]:
    drawn = [found for found in ET.fromstring(svg).iter("line") if "stroke" in found.attrib]  # noqa: S314 - our own
    return [(float(found.attrib["x1"]), float(found.attrib["x2"])) for found in drawn]


def test_a_dot_stands_where_its_rate_is_within_its_line() -> None:
    dots = [Dot(0, Rate(0.1, 0.05, 0.2), is_enough=True), Dot(1, Rate(0.05, 0.02, 0.1), is_enough=True)]
    svg = chart("Liked", [Line("all", dots)], percent=True)
    first, second = circles(svg)
    (low, high), (_, other) = lines(svg)
    zero = 2 * second - first
    assert low == pytest.approx(second, abs=0.2)
    assert other == pytest.approx(first, abs=0.2)
    assert high - first == pytest.approx(first - zero, abs=0.3)


def test_few_listeners_do_not_stretch_the_axis_and_look_unsure() -> None:
    sure, unsure = Dot(0, Rate(0.02, 0.01, 0.03), is_enough=True), Dot(1, Rate(0.02, 0, 0.9), is_enough=False)
    svg = chart("Liked", [Line("all", [sure, unsure])], percent=True)
    assert lines(svg)[1][1] == pytest.approx(580)  # where the axis ends
    assert svg.count("stroke-dasharray") == 1


@pytest.mark.parametrize(
    "rates", [[], [Rate(math.nan, math.nan, math.nan)], [Rate(0, 0, 0)], [Rate(1, 1, 1)]]
)
def test_any_rates_can_be_drawn(rates: list[Rate]) -> None:
    dots = [Dot(number, rate, is_enough=True) for number, rate in enumerate(rates)]
    ET.fromstring(chart("Liked", [Line("x" * 200, dots)], percent=False))  # noqa: S314 - our own
