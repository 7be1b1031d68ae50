"""What the page promises beside the journey: the keyboard, words when things fail, strangers' titles."""

import uuid

from playwright.sync_api import expect

from tests.browser.conftest import MARKUP, Visit
from tests.browser.steps import (
    PASSWORD,
    account_button,
    create_account,
    fill_in,
    name_song,
    picks,
    play,
    search_field,
    titles,
    toast,
)


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page
    field = search_field(page)
    field.focus()
    page.keyboard.type("pulp")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.get_by_role("option", selected=True)
    expect(active).to_have_id(field.get_attribute("aria-activedescendant") or "")
    title = active.locator(".title").inner_text()
    page.keyboard.press("Enter")
    expect(picks(page)).to_contain_text([title])
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_be_focused()

    page.keyboard.type("moby")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.type("air")
    page.keyboard.press("Enter")
    expect(picks(page)).to_have_count(2)
    page.keyboard.press("Backspace")
    expect(picks(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your mix")).to_be_focused()


def test_a_search_without_hits_says_so(visit: Visit) -> None:
    search_field(visit.page).press_sequentially("zzzzqqqq")
    expect(visit.page.get_by_role("option")).to_have_text("Nothing in the catalogue is like “zzzzqqqq”.")


def test_markup_in_a_title_is_shown_and_never_run(visit: Visit) -> None:
    page = visit.page
    name_song(page, "moby paper", f"Paper {MARKUP}")
    play(page)
    assert all(title.endswith(MARKUP) for title in titles(page.get_by_role("main")))
    expect(page.locator("img, i")).to_have_count(0)


def test_the_browser_itself_refuses_markup_made_from_a_string(visit: Visit) -> None:
    refusal = visit.page.evaluate("""() => {
        try { document.body.innerHTML = "<p>no</p>"; return "" } catch (error) { return error.name }
    }""")
    assert refusal == "TypeError"
    assert "TrustedHTML" in visit.errors.pop()


def test_order_by_relevance_puts_the_nearest_first(visit: Visit) -> None:
    page = visit.page
    name_song(page, "suede river", f"River {MARKUP}")
    play(page)
    page.get_by_text("Relevance", exact=True).click()
    expect(page.get_by_text("The nearest first, whoever they are by.")).to_be_visible()
    expect(page.locator("#mix .skeleton")).to_have_count(0)
    bars = page.locator("#mix .near").evaluate_all("bars => bars.map(bar => bar.title)")
    distances = [float(bar.removeprefix("Distance ")) for bar in bars]
    assert distances == sorted(distances)
    assert distances[0] < distances[-1]


def test_a_heart_asks_a_stranger_to_sign_in_and_is_given_after(visit: Visit) -> None:
    page = visit.page
    heart = page.locator("#shelves-rows .heart").first
    heart.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("With an account, Segue keeps the songs you like.")
    dialog.get_by_role("button", name="Create an account").click()
    fill_in(page, f"ada-{uuid.uuid4().hex}", PASSWORD)
    dialog.get_by_role("button", name="Create an account").click()
    expect(page.locator("#likes .card")).to_have_count(1)
    assert visit.refused == []


def test_signing_out_leaves_nothing_of_the_person(visit: Visit) -> None:
    page = visit.page
    username = f"ada-{uuid.uuid4().hex}"
    create_account(page, username)
    name_song(page, "pulp static", f"Static {MARKUP}")
    play(page)
    account_button(page, username).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    expect(picks(page)).to_have_count(0)
    expect(page.locator("#mix")).to_be_hidden()
    stored = page.evaluate("() => ({ ...sessionStorage, ...localStorage })")
    assert stored == {"segue.picks": "[]"}
    assert username not in page.content()


def test_without_an_answer_the_page_says_what_to_look_at(visit: Visit) -> None:
    page = visit.page
    name_song(page, "air river", f"River {MARKUP}")
    page.context.set_offline(True)
    page.get_by_role("button", name="Play").click()
    expect(toast(page)).to_have_text("Segue does not answer. Is the server still running?")


def test_the_foot_names_the_release_its_songs_and_its_data(visit: Visit) -> None:
    foot = visit.page.get_by_role("contentinfo")
    expect(foot).to_contain_text("120 songs")
    expect(foot).to_contain_text("Release ")
    expect(foot).to_contain_text("Data: CC0-1.0; all invented")
    expect(foot.get_by_role("link", name="The API, described")).to_be_visible()


def test_a_phone_needs_no_sideways_scrolling_and_folds_the_queue_away(phone_visit: Visit) -> None:
    page = phone_visit.page
    page.locator(".card .choose").first.click()
    queue = page.get_by_role("complementary", name="Up next")
    expect(queue.get_by_role("listitem").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    queue.get_by_role("button", name="Show or hide").click()
    expect(queue.get_by_role("list")).to_be_hidden()


def test_covers_are_the_same_for_the_same_song_and_differ_for_others(visit: Visit) -> None:
    def drawn() -> list[str]:
        covers = visit.page.locator("#shelves-rows .cover")
        pictures: list[str] = covers.evaluate_all("covers => covers.map(cover => cover.innerHTML)")
        return pictures

    before = drawn()
    visit.page.reload()
    expect(visit.page.get_by_role("region", name="Fresh mix")).to_be_visible()
    assert drawn() == before
    assert len(set(before)) == len(before) > 10
