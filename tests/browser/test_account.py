"""Signing in on the page: one session for all tabs, the account it belongs to, and the ways it ends."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from segue.accounts.tokens import Tokens
from segue.base.ids import IdMap
from segue.base.keys import DEVELOPMENT_SECRET
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from tests.browser.conftest import Visit
from tests.browser.steps import PASSWORD, account_button, create_account, fill_in, toast
from tests.releases.world import draft, song_arrays

ANOTHER = "a staple of good taste"
TOKENS = Tokens([DEVELOPMENT_SECRET], clock=lambda: datetime.now(UTC))


def test_tabs_share_a_session_that_outlives_its_access_tokens_until_it_ends_for_all(visit: Visit) -> None:
    page, name = visit.page, some_name()
    create_account(page, name)
    other = page.context.new_page()
    other.goto(page.url)
    expect(account_button(other, name)).to_be_visible()

    refreshes = requests_for(page.context, "/auth/refresh")
    lose_one_answer(page.context, "**/auth/refresh")
    let_access_token_end(page)
    for tab in (page, other):
        tab.get_by_role("button", name="Refresh").click()
    page.locator("#shelves-rows .heart").first.click()
    expect(page.locator("#likes .card")).to_have_count(1)
    for tab in (page, other):
        expect(tab.locator("#shelves-rows")).not_to_have_attribute("aria-busy", "true")
        expect(account_button(tab, name)).to_be_visible()
    # one whose answer was lost and the same again; the other tab may see what this one stored a moment late
    assert 2 <= len(refreshes) <= 3

    account_button(page, name).click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(toast(page)).to_have_text("You are signed out everywhere.")
    expect(toast(other)).to_have_text("You have been signed out in another tab.")
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    assert set(visit.refused) <= {"401 /recommendations/categories", "401 /likes/toggle"}


def test_a_session_that_was_ended_elsewhere_is_told_once_and_the_page_goes_on(visit: Visit) -> None:
    page, name = visit.page, some_name()
    create_account(page, name)
    request = page.context.request
    form: dict[str, str | float | bool] = {"username": name, "password": PASSWORD}
    token = request.post(f"{page.url}auth/login", form=form).json()["access_token"]
    request.post(f"{page.url}auth/logout-all", headers={"Authorization": f"Bearer {token}"})

    refreshes = requests_for(page.context, "/auth/refresh")
    page.reload()
    expect(toast(page)).to_have_text("Your session has ended. Sign in to be known again.")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("region", name="Fresh mix")).to_be_visible()
    assert len(refreshes) == 1
    assert {refusal.split()[0] for refusal in visit.refused} == {"401"}


def test_the_account_says_what_is_stored_and_can_be_changed_taken_along_and_deleted(
    visit: Visit, store: ReleaseStore, tmp_path: Path
) -> None:
    page, name = visit.page, some_name()
    create_account(page, name)
    page.locator("#shelves-rows .heart").first.click()
    expect(page.locator("#likes .card")).to_have_count(1)
    account_button(page, name).click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_contain_text(f"Here since {datetime.now(UTC):%B} ")
    expect(counted(dialog, "likes")).to_have_text("1")

    dialog.get_by_role("switch", name="Private account").click()
    change_password(dialog, ANOTHER, ANOTHER)
    expect(dialog.get_by_role("alert").filter(visible=True)).to_have_text("Incorrect password")
    change_password(dialog, PASSWORD, ANOTHER)
    expect(dialog.get_by_role("status")).to_contain_text("Your password is changed.")

    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download my data").click()
    download.value.save_as(tmp_path / "export.json")
    assert re.fullmatch(r"segue-account-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    export = json.loads((tmp_path / "export.json").read_text("utf-8"))
    assert export["account"]["username"] == name
    assert export["preferences"]["private"] is True
    assert len(export["likes"]) == len(export["sessions"]) == 1

    listener = IdMap.of([f"account:{export['account']['id']}"])
    arrays = {**song_arrays(), **listener.arrays("model/user_ids")}
    trained = write_folder(store, "candidate", arrays, {}, draft())
    dialog.get_by_text("Delete account").click()
    dialog.get_by_label("Your password, to confirm").fill(ANOTHER)
    dialog.get_by_role("button", name="Delete for good").click()
    farewell = page.get_by_role("dialog", name="Your account is gone")
    expect(farewell.get_by_role("listitem")).to_have_text(f"{trained} trained, not in service")
    farewell.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert visit.refused == ["400 /auth/password"]


def test_a_wrong_password_is_answered_in_the_dialog_and_too_many_with_how_long_to_wait(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Sign in").click()
    fill_in(page, "nobody-at-all", PASSWORD)
    sign_in = page.get_by_role("dialog").get_by_role("button", name="Sign in")
    sign_in.click()
    expect(page.get_by_role("alert")).to_have_text("Incorrect username or password")
    guess: dict[str, str | float | bool] = {"username": "nobody-at-all", "password": ANOTHER}
    while page.context.request.post(f"{page.url}auth/login", form=guess).status == 400:
        pass
    sign_in.click()
    expect(page.get_by_role("alert")).to_contain_text("Wait a while before you try again. Time to wait: ")
    assert visit.refused == ["400 /auth/login", "429 /auth/login"]


def some_name() -> str:
    return f"ada-{uuid.uuid4().hex}"


def let_access_token_end(page: Page) -> None:
    """Put an access token that ended a minute ago in the place of the page's."""
    token = page.evaluate('() => JSON.parse(localStorage.getItem("segue.session")).access')
    ended = TOKENS.sign(TOKENS.verify(token), until=datetime.now(UTC) - timedelta(minutes=1))
    page.evaluate(
        """(access) => {
            const kept = JSON.parse(localStorage.getItem("segue.session"));
            localStorage.setItem("segue.session", JSON.stringify({ ...kept, access }));
        }""",
        ended,
    )


def lose_one_answer(context: BrowserContext, url: str) -> None:
    """The next request is answered, and nobody hears it."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    context.route(url, lose, times=1)


def requests_for(context: BrowserContext, path: str) -> list[str]:
    """Fills with what its tabs ask for at a path."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.url.endswith(path) else None)
    return asked


def counted(dialog: Locator, what: str) -> Locator:
    return dialog.locator("#person-counts div", has_text=what).first.get_by_role("definition")


def change_password(dialog: Locator, current: str, wanted: str) -> None:
    form = dialog.locator("#password")
    if form.get_attribute("open") is None:
        form.get_by_text("Change password").first.click()
    form.get_by_label("Current password").fill(current)
    form.get_by_label("New password").fill(wanted)
    form.get_by_role("button", name="Change password").click()
