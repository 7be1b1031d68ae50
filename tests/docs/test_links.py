"""Every relative link of every page leads somewhere, to the heading it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(page for name in ("artifacts", "benchmarks", "db", "docs") for page in (ROOT / name).rglob("*.md")),
    ]
)
_LINK = re.compile(r"\]\(([^)\s:]+)\)")
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What headings are called in a link, as viewers make it: lower case, words joined by dashes."""
    headings = re.findall(r"^#+ (.+)$", _CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        name, _, anchor = link.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(link)
    assert lost == []


def test_a_newcomer_finds_every_page_from_the_readme() -> None:
    found, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in found or page.suffix != ".md":
            continue
        found.add(page)
        links = _LINK.findall(page.read_text(encoding="utf-8"))
        there = [
            (page.parent / link.partition("#")[0]).resolve() for link in links if not link.startswith("#")
        ]
        for path in there:
            ahead += path.glob("*.md") if path.is_dir() else [path]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in found] == []
