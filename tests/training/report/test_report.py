import re
from html.parser import HTMLParser

import pytest

from segue.training.report.material import Material
from segue.training.report.report import make_report
from tests.training.report.world import draft, evaluation, material, verdict

HOSTILE = "<script>alert(1)</script> \"'&{{{{ 7*7 }}}} \u202etxet 日本 🎸 {}"
PICTURES = {"systems", "newcomers", "popularity", "activity", "exposure", "learning", "map"}


class Seen(HTMLParser):
    """Every tag with its attributes, and the text between them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style":
            self._texts.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._texts).split())


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return make_report(material())


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Seen:
    return Seen(files["report.html"])


def test_a_report_is_a_page_and_a_file_for_each_picture(files: dict[str, bytes]) -> None:
    assert set(files) == {"report.html"} | {f"report-{name}.png" for name in PICTURES}
    assert all(data.startswith(b"\x89PNG") for name, data in files.items() if name.endswith(".png"))


def test_the_page_holds_its_pictures_and_needs_nothing_else(files: dict[str, bytes], page: Seen) -> None:
    sources = [attributes["src"] for tag, attributes in page.tags if tag == "img"]
    assert len(sources) == len(PICTURES)
    assert all(source and source.startswith("data:image/png;base64,") for source in sources)
    assert not {"script", "link", "iframe", "a"} & {tag for tag, _ in page.tags}
    assert b"url(" not in files["report.html"]
    assert not re.search(rb"https?://", files["report.html"])


def test_every_picture_is_told_in_words(page: Seen) -> None:
    told = [attributes["alt"] for tag, attributes in page.tags if tag == "img"]
    assert "spectral ranks better than als, popularity and random" in told
    assert all(told)


def test_the_verdict_comes_first_and_not_by_colour_alone(page: Seen) -> None:
    words = page.words
    assert words.index("✓ Passed") < words.index("nDCG@20") < words.index("coverage: kept")
    assert "310 songs, against 620 · bound: 70% or more" in words


def test_what_was_broken_comes_before_what_was_kept() -> None:
    kept, broken = verdict(), verdict(passed=False)
    both = kept.model_copy(update={"passed": False, "checks": (*kept.checks, *broken.checks)})
    told = Seen(make_report(material(3, evaluation=None, manifest=draft(gate=both)))["report.html"]).words
    assert told.index("Refused: coverage") < told.index("coverage: broken") < told.index("coverage: kept")


def test_data_settings_and_notes_are_on_the_page(page: Seen) -> None:
    for told in (
        "plays.csv",
        "licence: not stated",
        "no song 3",
        "song exponent 0.4",
        "Columns not used: 'mood'.",
    ):
        assert told in page.words


def test_the_same_material_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert make_report(material()) == files


def test_titles_of_strangers_stay_text() -> None:
    page = Seen(make_report(material(title=HOSTILE, evaluation=None))["report.html"])
    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script> \"'&{{ 7*7 }} \u202etxet 日本 🎸 0" in page.words


@pytest.mark.parametrize("n_songs", [1, 3, 12])
def test_a_tiny_release_without_evaluation_has_a_report_that_says_so(n_songs: int) -> None:
    tiny: Material = material(n_songs, evaluation=None, manifest=draft())
    files = make_report(tiny)
    words = Seen(files["report.html"]).words
    assert "Nothing was held out" in words
    assert ("report-map.png" in files) == (n_songs == 12)
    assert ("songs make no map" in words) == (n_songs < 12)


def test_parts_that_were_not_measured_are_named() -> None:
    bare = material(evaluation=evaluation(breakdowns=[], learning_curve=[]))
    files = make_report(bare)
    assert set(files) == {"report.html", "report-systems.png", "report-exposure.png", "report-map.png"}
    words = Seen(files["report.html"]).words
    assert "Quality by known songs was not measured." in words
    assert "No learning curve was measured." in words
