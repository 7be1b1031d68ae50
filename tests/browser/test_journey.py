"""The whole way a person takes through the page."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MARKUP, Visit
from tests.browser.steps import create_account, name_song, play, titles

MIX = 15
QUEUE = 12


def test_from_the_first_song_named_to_a_like_that_stays(visit: Visit) -> None:
    page = visit.page
    name_song(page, "bjork riv", f"River {MARKUP}")
    name_song(page, "blur glas", f"Glass {MARKUP}")
    play(page)
    mix = songs(page, "Your mix")
    expect(mix).to_have_count(MIX)
    expect(page.get_by_role("region", name="Because you like")).to_contain_text("Near one of your songs.")

    first = mix.first.get_by_role("button", name="What follows")
    first.click()
    queue = page.get_by_role("complementary", name="Up next")
    expect(queue.get_by_role("listitem")).to_have_count(QUEUE)
    before = titles(queue)
    queue.get_by_role("button", name="Shuffle").click()
    expect(queue.locator(".skeleton")).to_have_count(0)
    assert titles(queue) != before

    create_account(page, "ada-of-the-journey")
    expect(songs(page, "Your likes")).to_have_text("Give a song a heart, and it stays here.")
    expect(mix).to_have_count(MIX)
    liked = mix.nth(1)
    title, artist = liked.locator(".title").inner_text(), liked.locator(".artist").inner_text()
    liked.get_by_role("button", name="Like").click()
    expect(liked.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")

    page.reload()
    kept = songs(page, "Your likes")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text(title)
    expect(kept).to_contain_text(artist)
    expect(kept.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    expect(songs(page, "Your mix")).to_have_count(MIX)
    expect(page.get_by_role("region", name="Your mix")).not_to_contain_text(f"{title}{artist}")
    assert visit.refused == []


def songs(page: Page, section: str) -> Locator:
    return page.get_by_role("list", name=section).get_by_role("listitem")
