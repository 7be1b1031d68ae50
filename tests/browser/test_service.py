"""What administrators see of the service, and do to it."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import text

from db.database import Database
from segue.accounts.administrators import grant
from segue.base.ids import ReleaseId
from segue.releases.store import ReleaseStore
from tests.browser.conftest import MARKUP, Visit
from tests.browser.steps import account_button, create_account
from tests.web.world import eventually, make_release, make_songs


@pytest.fixture
def database(store: ReleaseStore) -> Iterator[Database]:
    database = Database(f"sqlite:///{store.root / 'segue.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def before(store: ReleaseStore) -> ReleaseId:
    """The release that was in service before the present one."""
    before = store.named()
    assert before is not None
    store.promote(make_release(store.root, make_songs(MARKUP), seed=1))
    return before


def test_an_administrator_looks_at_the_service_and_rolls_back(
    visit: Visit, store: ReleaseStore, database: Database, before: ReleaseId
) -> None:
    page, name = visit.page, f"ada-{uuid.uuid4().hex}"
    create_account(page, name)
    account_button(page, name).click()
    expect(page.get_by_role("dialog").get_by_text("Here since")).to_be_visible()
    expect(page.get_by_role("button", name="Look after the service")).to_be_hidden()
    page.get_by_role("button", name="Close").click()

    with database.transaction(write=True) as connection:
        grant(connection, name)
    eventually(lambda: shown(database) > 0)
    account_button(page, name).click()
    page.get_by_role("button", name="Look after the service").click()
    service = page.get_by_role("dialog", name="Service")
    releases = part(service, "Releases").get_by_role("listitem").filter(has=page.locator("code"))
    expect(releases).to_have_count(2)
    expect(releases.first).to_contain_text("In service")
    expect(releases.last).to_contain_text(before)
    expect(service.get_by_role("list", name="All together")).to_contain_text("1 listener: too few")
    expect(part(service, "Experiment")).to_contain_text("There has been no experiment yet.")

    part(service, "Releases").get_by_role("button", name="Roll back").click()
    page.keyboard.type("a try")
    page.keyboard.press("Enter")
    expect(releases.last).to_contain_text("In service")
    expect(service.get_by_role("heading", name="Releases")).to_be_focused()
    assert store.named() == before
    assert store.history()[-1].reason == "a try"

    part(service, "Retraining").get_by_role("button", name="Retrain now").click()
    page.get_by_role("dialog", name="Retrain now?").get_by_role("button", name="Retrain").click()
    expect(service.get_by_role("alert").filter(visible=True)).to_contain_text("set RETRAIN_ARGUMENTS")
    service.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Look after the service")).to_be_focused()
    assert visit.refused == ["409 /admin/retrain"]


def part(service: Locator, title: str) -> Locator:
    return service.get_by_role("region", name=title)


def shown(database: Database) -> int:
    """Lists that are recorded as shown."""
    with database.transaction() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM impressions")).scalar_one())
