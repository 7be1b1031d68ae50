from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from tests.browser.chromium import FLAGS, chromium
from tests.web.conftest import logging_kept
from tests.web.world import make_release, make_settings, make_songs, serve

MARKUP = "<i>Live</i> <img src=x onerror=alert(1)>"
"""Stands in every title, as a stranger might write one."""

PATIENCE_MILLISECONDS = 15_000


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> ReleaseStore:
    """The releases of the site: a small real one, 120 songs by twelve artists."""
    store = ReleaseStore(tmp_path_factory.mktemp("artifacts"))
    store.promote(make_release(store.root, make_songs(MARKUP)))
    return store


@pytest.fixture(scope="package")
def site(store: ReleaseStore) -> Iterator[str]:
    """The address of a real server."""
    with ExitStack() as closing:
        with logging_kept():
            app = create_app(make_settings(store.root, f"sqlite:///{store.root / 'segue.sqlite3'}"))
            client = closing.enter_context(serve(app))
        yield f"{client.base_url}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file, closed with its last test: while it runs, this thread has an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visit:
    """One person's tab, and what went on behind it.

    Attributes:
        page: opened on the site, its first shelves shown.
        errors: exceptions, and what the browser complained about.
        refused: answers of 400 and above, ``"status path"``.
        hosts: whoever was asked for anything.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    hosts: set[str | None] = field(default_factory=set)


def listen(visit: Visit) -> None:
    def ask(request: Request) -> None:
        visit.hosts.add(urlsplit(request.url).hostname)

    def answer(response: Response) -> None:
        if response.status >= 400:
            visit.refused.append(f"{response.status} {urlsplit(response.url).path}")

    def complain(message: ConsoleMessage) -> None:
        # A refused or lost request is the API's matter, and in `refused` when it was answered.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            visit.errors.append(message.text)

    visit.page.on("request", ask)
    visit.page.on("response", answer)
    visit.page.on("console", complain)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A visit with a desk's window. No test may leave an error behind, or ask anybody but this machine."""
    yield from opened(browser, site, width=1280, height=900)


@pytest.fixture
def phone_visit(browser: Browser, site: str) -> Iterator[Visit]:
    """The same on the narrowest of phones."""
    yield from opened(browser, site, width=320, height=640)


def opened(browser: Browser, site: str, *, width: int, height: int) -> Iterator[Visit]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        visit = Visit(context.new_page())
        listen(visit)
        visit.page.goto(site)
        expect(visit.page.get_by_role("region", name="Fresh mix")).to_be_visible()
        yield visit
    assert visit.errors == []
    assert visit.hosts == {"127.0.0.1"}
