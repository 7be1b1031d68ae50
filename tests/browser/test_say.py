"""What a listener can say on the page, and what they can ask."""

import uuid

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MARKUP, Visit
from tests.browser.steps import create_account, name_song, play, titles


def mix(page: Page) -> Locator:
    return page.locator("#mix .card:not(.skeleton)")


def open_menu(page: Page, card: Locator) -> Locator:
    card.hover()
    card.get_by_role("button", name="More about").click()
    return page.get_by_role("menu")


def test_a_song_says_why_it_is_here_and_where_it_would_stand_otherwise(visit: Visit) -> None:
    page = visit.page
    name_song(page, "bjork riv", f"River {MARKUP}")
    play(page)
    open_menu(page, mix(page).first).get_by_role("menuitem", name="Why this song?").click()
    dialog = page.get_by_role("dialog", name="Why this song?")
    expect(dialog).to_contain_text(f"Because you named River {MARKUP}")
    expect(dialog).to_contain_text("Without it: rank ")
    expect(dialog).to_contain_text("stands at rank 1")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_song_cannot_be_explained_to_somebody_unknown(visit: Visit) -> None:
    page = visit.page
    first = page.locator("#shelves-rows .card").first
    open_menu(page, first).get_by_role("menuitem", name="Why this song?").click()
    expect(page.get_by_role("dialog", name="Why this song?").locator("#why-note")).not_to_be_empty()
    assert visit.refused == ["400 /recommendations/reasons"]


def test_an_artist_turned_away_is_gone_at_once_and_comes_back_on_a_word(visit: Visit) -> None:
    page = visit.page
    create_account(page, f"ada-{uuid.uuid4().hex}")
    name_song(page, "pulp static", f"Static {MARKUP}")
    play(page)
    card = mix(page).first
    artist = card.locator(".artist").inner_text()
    open_menu(page, card).get_by_role("menuitem", name=f"Nothing by {artist}").click()
    turned = page.get_by_role("region", name="Not for you")
    expect(turned).to_contain_text(artist)
    expect(page.locator("#mix .artist", has_text=artist)).to_have_count(0)
    expect(page.locator("#shelves .artist", has_text=artist)).to_have_count(0)

    page.reload()
    expect(turned).to_contain_text(artist)
    turned.get_by_role("button", name="Let it come back").click()
    expect(turned).to_be_hidden()
    expect(page.locator("#mix .artist", has_text=artist).first).to_be_visible()
    assert visit.refused == []


def test_a_song_turned_away_by_mistake_is_taken_back_beside_the_words(visit: Visit) -> None:
    page = visit.page
    create_account(page, f"ada-{uuid.uuid4().hex}")
    name_song(page, "pulp static", f"Static {MARKUP}")
    play(page)
    title = mix(page).first.locator(".title").inner_text()
    open_menu(page, mix(page).first).get_by_role("menuitem", name="Not this month").click()
    expect(page.locator("#toast")).to_contain_text(f"{title} will not come back this month.")
    expect(page.get_by_role("region", name="Not for you")).to_contain_text("until")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Not for you")).to_be_hidden()
    expect(mix(page).first.locator(".title")).to_have_text(title)


def test_the_menu_can_be_walked_with_the_arrow_keys(visit: Visit) -> None:
    page = visit.page
    menu = open_menu(page, page.locator("#shelves-rows .card").first)
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_dials_change_what_is_shown_and_stay_with_the_account(visit: Visit) -> None:
    page = visit.page
    create_account(page, f"ada-{uuid.uuid4().hex}")
    name_song(page, "suede river", f"River {MARKUP}")
    play(page)
    before = titles(page.locator("#mix"))
    page.get_by_text("Tune what you get").click()
    with page.expect_response("**/me/preferences") as stored:
        page.get_by_label("Discovery").fill("1")
    assert stored.value.request.method == "PUT"
    shown = page.locator("#mix .card:not(.skeleton) .title")
    expect(shown).not_to_have_text(before)
    page.reload()
    expect(mix(page).first).to_be_visible()
    expect(page.get_by_label("Discovery")).to_have_value("1")
    page.get_by_text("Tune what you get").click()
    page.get_by_role("button", name="As it was").click()
    expect(shown).to_have_text(before)


def test_years_that_no_song_is_from_leave_nothing_and_say_so(visit: Visit) -> None:
    page = visit.page
    name_song(page, "suede river", f"River {MARKUP}")
    play(page)
    page.get_by_text("Tune what you get").click()
    page.get_by_role("spinbutton", name="from").fill("2020")
    expect(page.get_by_text("There is no such song in the catalogue.")).to_be_visible()
    assert visit.refused == []


def test_a_queue_goes_on_without_a_song_it_has_shown(visit: Visit) -> None:
    page = visit.page
    page.locator("#shelves-rows .card .choose").first.click()
    lines = page.locator("#queue .line:not(.skeleton)")
    expect(lines).to_have_count(12)
    page.get_by_role("button", name="More", exact=True).click()
    expect(lines).to_have_count(24)
    shown = page.locator("#queue .line .heart").evaluate_all(
        "hearts => hearts.map(one => one.dataset.songId)"
    )
    assert len(set(shown)) == 24


def test_skipping_goes_on_to_the_next_song(visit: Visit) -> None:
    page = visit.page
    page.locator("#shelves-rows .card .choose").first.click()
    following = page.locator("#queue .line:not(.skeleton) .title").first
    title = following.inner_text()
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#queue-now .title")).to_have_text(title)
    expect(following).not_to_have_text(title)


def test_a_shelf_shown_whole_begins_with_what_stood_there(visit: Visit) -> None:
    page = visit.page
    shelf = page.get_by_role("region", name="Fresh mix")
    before = titles(shelf)
    shelf.get_by_role("button", name="See all").click()
    expect(shelf.locator(".card")).to_have_count(50)
    assert titles(shelf)[: len(before)] == before


def test_somebody_with_no_idea_is_offered_songs_and_others_after_each_choice(visit: Visit) -> None:
    page = visit.page
    offers = page.locator("#starters li")
    expect(offers).to_have_count(8)
    first = named(offers)
    offers.first.get_by_role("button").click()
    expect(page.get_by_text("One of these, too?")).to_be_visible()
    # the others of before stand there until the answer has come
    expect(page.locator("#starters").get_by_title(first[1], exact=True)).to_have_count(0)
    assert not set(named(offers)) & set(first)
    page.get_by_role("button", name="I know none of these").click()
    expect(offers).to_have_count(8)  # of twelve artists all were shown: they come anew


def test_five_songs_named_are_enough_to_be_offered_no_more(visit: Visit) -> None:
    page = visit.page
    for count in range(1, 6):
        page.locator("#starters li").first.get_by_role("button").click()
        expect(page.get_by_role("list", name="Songs you named").get_by_role("listitem")).to_have_count(count)
    expect(page.locator("#starters")).to_be_hidden()


def named(offers: Locator) -> list[str]:
    shown: list[str] = offers.evaluate_all("offers => offers.map(offer => offer.title)")
    return shown
