"""What a person does on the page."""

from playwright.sync_api import Locator, Page, expect

PASSWORD = "correct horse battery"


def search_field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search songs and artists")


def picks(page: Page) -> Locator:
    return page.get_by_role("list", name="Songs you named").get_by_role("listitem")


def name_song(page: Page, typed: str, title: str) -> None:
    """Search, take the best hit, and see it named."""
    search_field(page).press_sequentially(typed)
    expect(page.get_by_role("option").first).to_contain_text(title)
    page.get_by_role("option").first.click()
    expect(picks(page).last).to_contain_text(title)


def play(page: Page) -> None:
    page.get_by_role("button", name="Play").click()
    mix = page.get_by_role("list", name="Your mix")
    expect(mix.locator(".card:not(.skeleton)").first).to_be_visible()


def create_account(page: Page, username: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create an account").click()
    fill_in(page, username, PASSWORD)
    dialog.get_by_role("button", name="Create an account").click()
    expect(account_button(page, username)).to_be_visible()


def account_button(page: Page, username: str) -> Locator:
    """At the top of the page of somebody signed in."""
    return page.get_by_role("banner").get_by_role("button", name=username)


def fill_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)


def titles(part: Locator) -> list[str]:
    return part.locator("li .title").all_inner_texts()


def toast(page: Page) -> Locator:
    """The few words at the foot of the window."""
    return page.locator("#toast")
