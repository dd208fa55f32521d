"""A meeting held by the keyboard alone: shown, agreed, fixed, taken away and closed; a week on, what became of it."""

import re
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from store.case import tables
from store.own import tables as own_tables
from store.source import engine
from tests.browser.conftest import Site, downloaded, own_database, settled, sign_in
from tests.browser.keyboard import focused, press
from tests.browser.minutes_files import SLIDES, is_pdf, is_pptx, squeezed

pytestmark = pytest.mark.browser

WALL = {"width": 1920, "height": 1080}
SMALLEST = 21
READ_FROM = 4.5  # contrast
NEXT_SLIDE_SECONDS = 0.3

TEXT_SIZES = """(deck) => {
  const sizes = [];
  const walk = document.createTreeWalker(deck, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || holder.closest('style, caption, .aloud, [hidden]')) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    const scale = holder.getScreenCTM ? holder.getScreenCTM().a : 1;
    sizes.push([size * scale, walk.currentNode.textContent.trim()]);
  }
  return sizes;
}"""

NEXT_SLIDE = """() => new Promise((done) => {
  const drawn = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')];
  const slide = drawn.map((one) => one.shadowRoot.querySelector('.slide')).find(Boolean);
  const begun = performance.now(), before = slide.innerHTML;
  const look = () => slide.innerHTML !== before ? done(performance.now() - begun) : requestAnimationFrame(look);
  window.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', bubbles: true, composed: true}));
  requestAnimationFrame(look);
})"""


@pytest.fixture
def page(meeting_site: Site, visitor: BrowserContext) -> Page:
    """The coordinator in front of the meeting, on a projector."""
    page = visitor.new_page()
    page.set_viewport_size({"width": WALL["width"], "height": WALL["height"]})
    page.goto(f"{meeting_site.url}/meeting")
    sign_in(page, "coordination")
    expect(page.get_by_role("heading", name="No meeting runs now")).to_be_visible()
    settled(page)
    return page


def slides(page: Page) -> list[str]:
    """All slides as text, from the first to the last."""
    page.keyboard.press("Home")
    shown = [page.locator(".slide").inner_text()]
    for _slide in range(SLIDES - 1):
        page.keyboard.press("ArrowRight")
        shown.append(page.locator(".slide").inner_text())
    return shown


def show(page: Page, button: str) -> list[str]:
    """Show the slides, read them, and leave again."""
    press(page, button)
    page.locator(".slide h1").wait_for()
    settled(page)
    shown = slides(page)
    page.keyboard.press("Escape")
    page.locator(".s-headline").wait_for()
    settled(page)
    return shown


def add_action(page: Page, what: str, downs: int) -> None:
    """Fill in the form over the slides; `downs` is how far down the list of what it is about."""
    page.keyboard.press("a")
    page.keyboard.type(what)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    for _field in ("who", "day", "month", "year", "its picker", "about"):
        page.keyboard.press("Tab")
        if focused(page).startswith("Nothing in the figures"):
            break
    if downs and page.locator(".form .rows").count():
        for key in ("Tab", "Tab", "Tab", "Enter"):
            page.keyboard.press(key)
        page.locator(".form .rows").wait_for(state="detached")
        assert focused(page).startswith("Nothing in the figures")
    for _down in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The action is added.").first).to_be_visible()


def answer(site: Site, own: Path) -> None:
    """Answer in the case database the handover that an action is about."""
    about = select(own_tables.actions.c.about).where(own_tables.actions.c.about_kind == "handover")
    with engine(f"sqlite:///{own}").connect() as connection:
        [handover] = connection.execute(about).scalars()
    answered = update(tables.handovers).where(tables.handovers.c.handover_id == handover)
    with engine(site.database_url).begin() as connection:
        connection.execute(answered.values(responded_at=datetime.now(UTC), response="accepted"))


def taken(page: Page, button: str) -> BytesIO:
    """The file that a button gives. The page is drawn anew meanwhile, which on a busy machine may come in between."""
    for _try in range(3):
        download = downloaded(page, lambda: press(page, button))
        settled(page)
        if download.failure() is None:
            return BytesIO(Path(str(download.path())).read_bytes())
    raise AssertionError(f"{button} gave no file")


def test_a_meeting_is_held_by_the_keyboard_and_the_next_one_shows_what_became_of_it(
    page: Page, meeting_site: Site
) -> None:
    press(page, "Open the meeting")
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    settled(page)
    page.keyboard.press("End")
    add_action(page, "Answer the oldest handover n f a", downs=1)
    add_action(page, "Name a contact in each region", downs=0)
    expect(page.get_by_role("heading", name="2 actions agreed today")).to_be_visible()
    expect(page.locator(".slide")).to_contain_text("Agreed today")
    page.keyboard.press("Escape")
    page.locator(".s-headline").wait_for()
    settled(page)
    press(page, "Lock the figures")
    page.get_by_role("button", name="Minutes as PDF").wait_for()
    settled(page)
    first = show(page, "Start slides")
    is_pdf(taken(page, "Minutes as PDF"), first)
    is_pptx(taken(page, "Minutes as PPTX"), first)
    press(page, "Close the meeting")
    press(page, "Close it")
    page.get_by_role("button", name="Open the meeting").wait_for()

    answer(meeting_site, own_database(meeting_site))
    settled(page)
    press(page, "Open the meeting")
    page.get_by_role("button", name="Start slides").wait_for()
    expect(page.get_by_text("✓ Done: answered").first).to_be_visible()
    settled(page)
    *_, agreed = show(page, "Start slides")
    assert "Agreed actions: 1 of 2 done" in agreed
    assert show(page, "Show its slides") == first


def test_every_text_on_a_slide_can_be_read_from_the_back_row_and_the_next_slide_comes_at_once(page: Page) -> None:
    press(page, "Open the meeting")
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    settled(page)
    for number in range(SLIDES):
        expect(page.locator(".place")).to_have_text(f"{number + 1} of {SLIDES}")
        is_read_from_the_back_row(page)
        fits(page, f"slide {number + 1}")
        if number < SLIDES - 1:
            assert page.evaluate(NEXT_SLIDE) / 1000 <= NEXT_SLIDE_SECONDS
    page.keyboard.press("a")
    page.locator(".form").wait_for()
    is_read_from_the_back_row(page)


def is_read_from_the_back_row(page: Page) -> None:
    sizes = page.locator(".deck").evaluate(TEXT_SIZES)
    assert len(sizes) > 8
    assert [one for one in sizes if one[0] < SMALLEST] == []


def fits(page: Page, name: str) -> None:
    """Nothing of a slide is cut off, once its pictures and letters have come."""
    for _again in range(30):
        high, room, wide, across = page.locator(".slide").evaluate(
            "e => [e.scrollHeight, e.clientHeight, e.scrollWidth, e.clientWidth]"
        )
        if high <= room and wide <= across:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{name} needs {wide}×{high} and has {across}×{room}")


def test_the_notes_follow_the_wall_in_a_window_of_their_own(page: Page) -> None:
    press(page, "Open the meeting")
    page.get_by_text("Notes for the presenter").click()
    page.get_by_role("textbox", name="What has changed").fill("Begin with thanks.")
    press(page, "Save the notes")
    expect(page.get_by_text("The notes are saved.")).to_be_visible()
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    settled(page)
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.locator(".notes")).to_have_text("Begin with thanks.")
    assert "Begin with thanks." not in page.locator(".deck").inner_text()
    notes.keyboard.press("PageDown")
    expect(page.locator(".place")).to_have_text(f"2 of {SLIDES}")
    assert squeezed(notes.locator("h1").inner_text()) == squeezed(page.locator(".slide h1").inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_main_button_is_read_in_every_theme(scheme: Literal["light", "dark"], page: Page) -> None:
    page.emulate_media(color_scheme=scheme)
    page.reload()
    button = page.get_by_role("button", name="Open the meeting")
    button.wait_for()
    settled(page)
    words, ground = button.evaluate(
        "e => [getComputedStyle(e.querySelector('p') || e).color, getComputedStyle(e).backgroundColor]"
    )
    assert contrast(words, ground) >= READ_FROM


def contrast(one: str, other: str) -> float:
    """How far two opaque colours of a browser are apart, as WCAG counts it."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_with_guests_in_the_room_nothing_is_shown_and_it_says_why(page: Page) -> None:
    page.get_by_text("Guests too", exact=True).click()
    settled(page)
    press(page, "Open the meeting")
    expect(page.get_by_text("Guests are in the room, so this meeting shows nothing.")).to_be_visible()
    assert page.get_by_role("button", name="Start slides").count() == 0


def test_an_action_that_makes_no_sense_is_refused_in_words_and_what_was_typed_stays(page: Page) -> None:
    press(page, "Open the meeting")
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    settled(page)
    page.keyboard.press("a")
    page.keyboard.type("Call them")
    page.locator(".form button[type=submit]").press("Enter")
    expect(page.locator(".wrong")).to_have_text("Say who does it: choose an agency, or write it.")
    expect(page.get_by_label("What")).to_have_value("Call them")
    page.get_by_label("Or somebody else").fill("Everybody")
    page.get_by_label("By").fill("2020-01-01")
    expect(page.get_by_label("By").locator("+ small")).to_have_text("Wednesday, 1 January 2020")
    page.locator(".form button[type=submit]").press("Enter")
    expect(page.locator(".wrong")).to_have_text("The day lies in the past. Choose today or a later day.")
    expect(page.get_by_label("What")).to_have_value("Call them")


def test_the_slide_stays_while_figures_come_in(page: Page, meeting_site: Site) -> None:
    press(page, "Open the meeting")
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    settled(page)
    page.keyboard.press("PageDown")
    before = page.locator(".slide h1").inner_text()
    waiting = select(tables.handovers.c.handover_id).where(tables.handovers.c.responded_at.is_(None))
    some = waiting.order_by(tables.handovers.c.handed_over_at.desc()).limit(20).scalar_subquery()
    answered = update(tables.handovers).where(tables.handovers.c.handover_id.in_(some))
    with engine(meeting_site.database_url).begin() as connection:
        connection.execute(answered.values(responded_at=datetime.now(UTC), response="accepted"))
    ends = time.monotonic() + 20
    while page.locator(".slide h1").inner_text() == before and time.monotonic() < ends:
        page.wait_for_timeout(100)
    assert page.locator(".slide h1").inner_text() != before
    expect(page.locator(".place")).to_have_text(f"2 of {SLIDES}")


def press_as_news_come(page: Page, button: str) -> None:
    """Press a button in the same moment as the page asks for a run of its own."""
    page.get_by_role("button", name=button, exact=True).focus()
    page.evaluate("addEventListener('keydown', () => window.saumatonNews.ask(), {once: true})")
    page.keyboard.press("Enter")


def test_no_press_is_lost_to_news_that_come_at_the_same_moment(page: Page) -> None:
    press_as_news_come(page, "Open the meeting")
    page.get_by_role("button", name="Start slides").wait_for()
    settled(page)
    page.get_by_text("Notes for the presenter").click()
    page.get_by_role("textbox", name="What has changed").fill("Begin with thanks.")
    press_as_news_come(page, "Save the notes")
    expect(page.get_by_text("The notes are saved.")).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name="What", exact=True).fill("Call them")
    page.get_by_role("textbox", name="Or somebody else").fill("the police")
    press_as_news_come(page, "Add the action")
    expect(page.get_by_role("rowheader", name="Call them")).to_be_visible()
    settled(page)
    expect(page.get_by_role("textbox", name="What", exact=True)).to_have_value("")
    press_as_news_come(page, "Lock the figures")
    page.get_by_role("button", name="Minutes as PDF").wait_for()
