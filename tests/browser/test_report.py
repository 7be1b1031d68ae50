"""The report of a release as a person opens it: from the disk, without a network, on a desk or a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from segue.training.report.report import make_report
from tests.training.report.world import material

LONG = "Wohnungsdurchsuchungsbeschluss" * 4 + " {}"
"""A title without a place to break it."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "report.html"
    path.write_bytes(make_report(material(title=LONG))["report.html"])
    return path


@pytest.mark.parametrize(
    ("width", "scheme", "paper"), [(1280, "light", "rgb(250, 248, 244)"), (320, "dark", "rgb(22, 21, 19)")]
)
def test_it_opens_offline_and_fits_the_screen(
    browser: Browser, report: Path, width: int, scheme: str, paper: str
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        offline=True,
    ) as context:
        page, asked, complaints = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(report.as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("Passed")
        expect(page.locator("body")).to_have_css("background-color", paper)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert _drawn(page) == 7
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert complaints == []


def _drawn(page: Page) -> object:
    return page.evaluate("[...document.images].filter((image) => image.naturalWidth > 500).length")
