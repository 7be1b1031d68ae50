"""The page as it is served; what it does in a browser is in ``tests/browser``."""

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from segue.web.app import create_app
from segue.web.pages import FOLDER, PAGE
from tests.web.world import make_settings, serve

FILES = sorted(path.name for path in FOLDER.glob("[!.]*") if path.name != PAGE)
MODULES = [name for name in FILES if name.endswith(".js")]
TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


class Markup(HTMLParser):
    """What the page loads, and what of it a strict policy would stop."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link"):
            self.loaded.append(given.get("src") or given.get("href") or "")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


def test_the_page_comes_with_a_strict_policy(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_has_nothing_inline_and_loads_only_files_it_comes_with(client: httpx.Client) -> None:
    markup = Markup(client.get("/").text)
    assert markup.inline == []
    assert {url.removeprefix("static/") for url in markup.loaded} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_its_type_and_is_asked_for_again_before_use(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["Content-Type"] == TYPES[name.rpartition(".")[2]]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/static/main.js"])
def test_what_a_browser_holds_already_is_not_sent_again(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    held = client.get(path, headers={"If-None-Match": tag})
    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", tag)
    changed = client.get(path, headers={"If-None-Match": '"another"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/main.js"])
def test_asking_for_the_headers_alone_gives_them(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "index.html",
        "",
        ".",
        "..%2fpages.py",
        "%2e%2e%2fpages.py",
        "..%5cpages.py",
        "%2fetc%2fpasswd",
        "main.js%00",
        "main.js/",
        "MAIN.JS",
    ],
)
def test_nothing_but_the_files_of_the_page_is_served(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("shown", [True, False])
def test_the_page_speaks_of_the_docs_only_where_they_answer(
    artifacts: Path, sqlite_url: str, *, shown: bool
) -> None:
    with serve(create_app(make_settings(artifacts, sqlite_url, api_docs=shown))) as client:
        assert ('href="docs"' in client.get("/").text) == shown
        assert (client.get("/docs").status_code == 200) == shown


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_its_siblings_and_makes_no_markup_from_text(name: str) -> None:
    code = (FOLDER / name).read_text("utf-8")
    assert set(re.findall(r'from "\./([^"]+)"', code)) <= set(MODULES)
    assert re.findall(r'(?:from|import\() ?["\'](?!\./)', code) == []
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|https?:",
        code.replace("http://www.w3.org/2000/svg", ""),
    )
