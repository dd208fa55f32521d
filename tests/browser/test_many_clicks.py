"""Thirty clicks in a row on each page while the data changes: no choice kills the page, and it still reacts after."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect
from sqlalchemy import insert

from store.case import tables
from store.source import engine
from tests.browser.conftest import Site, has_cookie, settled, sign_in, visitor_of
from tests.rows import a_case

pytestmark = pytest.mark.browser

CLICKS = 30
BETWEEN_CLICKS = 100  # the pace of a person in a hurry
LONGEST_LOOK = 1500
SECONDS_BETWEEN_CHANGES = 2.0  # so long that most clicks are drawn to the end: only then may messages be forgotten
REGIONS = ("Uusimaa", "Lapland", "Pirkanmaa")
PERIODS = ("Last 3 months", "All time", "Last 24 months", "Last 12 months")
# of each chart that can be clicked, its place and how large its marks are at least
CHARTS = {
    "overview": (".st-key-chart-map-region-", 8),
    "handovers": (".st-key-chart-handovers-by-sector", 20),
    "cooperation": (".st-key-chart-joint-sectors", 20),
}
OTHERS = ("open_cases", "regions", "deadlines", "data_quality", "yearly", "explain", "meeting")
_numbers = count()

# the middle of each mark that is large enough to hit
MARKS = """([chart, least]) => [...document.querySelectorAll(`${chart} svg :is(.mark-shape, .mark-rect) path`)]
    .map(mark => mark.getBoundingClientRect())
    .filter(box => Math.min(box.width, box.height) > least && Math.max(box.width, box.height) < 200)
    .map(box => [box.x + box.width / 2, box.y + box.height / 2])"""


@pytest.fixture(scope="module")
def page(chromium: Browser, hall: Site) -> Iterator[Page]:
    """The page of somebody who has signed in."""
    context = visitor_of(chromium)
    opened = context.new_page()
    opened.set_viewport_size({"width": 1280, "height": 1400})  # the mouse reaches what is on the screen
    opened.goto(hall.url)
    sign_in(opened, "coordination")
    has_cookie(opened)
    yield opened
    context.close()


# pages where these filters do nothing, and so are not there
WITHOUT_PERIOD, WITHOUT_REGION = ("yearly",), ("regions",)


@contextmanager
def changing(database_url: str) -> Iterator[None]:
    """One more open case every moment, while this lasts."""
    done = threading.Event()

    def change() -> None:
        while not done.wait(SECONDS_BETWEEN_CHANGES):
            row = a_case(f"M-{next(_numbers)}", datetime.now(UTC) - timedelta(minutes=5))
            with engine(database_url).begin() as connection:
                connection.execute(insert(tables.cases), [row])

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def is_alive(page: Page, what: str) -> None:
    said = page.get_by_test_id("stDialog")
    assert not said.count(), f"{what}: {said.inner_text()}"
    assert not page.get_by_text("Connection error").count(), what


def drawn(page: Page) -> None:
    """Wait until what was asked for is drawn, as a viewer does; not for ever, as data may change faster than a busy
    machine draws.
    """
    with suppress(TimeoutError):
        settled(page, LONGEST_LOOK)


def a_mark(number: int, chart: tuple[str, int]) -> Callable[[Page], None]:
    """A click on some mark of a chart, another one for each number."""

    def click(page: Page) -> None:
        found = page.evaluate(MARKS, list(chart))
        if found:  # a chart is blank for a moment when its page changes
            page.mouse.click(*found[number * 7 % len(found)])

    return click


def choose_period(page: Page, name: str) -> None:
    """Choose from the list, which a redraw in the very moment of the click may close again."""
    option = page.get_by_role("option", name=name)
    for _again in range(5):
        page.get_by_label("Period", exact=True).locator("visible=true").click()
        with suppress(TimeoutError):
            option.click(timeout=LONGEST_LOOK)
            return
    option.click()


def a_period(number: int) -> Callable[[Page], None]:
    return lambda page: choose_period(page, PERIODS[number % len(PERIODS)])


def a_region(number: int) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        # while a page is being drawn, one that was there before stays in it, hidden
        box = page.get_by_label("Region", exact=True).locator("visible=true")
        box.fill(REGIONS[number % len(REGIONS)])
        box.press("Enter")
        page.keyboard.press("Escape")

    return choose


def one_of(selector: str, number: int) -> Callable[[Page], None]:
    """A click on some button, toggle or fold, where the page has any."""

    def click(page: Page) -> None:
        found = page.locator(selector).locator("visible=true")
        if there := found.count():
            with suppress(TimeoutError):  # what was there may be gone by the time the pointer is
                found.nth(number % there).click(timeout=LONGEST_LOOK)

    return click


def clicks(name: str) -> Iterator[Callable[[Page], None]]:
    """What is clicked on a page, one after the other."""
    for number in range(CLICKS):
        if name in CHARTS and number % 3 != 2:
            yield a_mark(number, CHARTS[name])
            continue
        yield (
            a_region(number) if name in WITHOUT_PERIOD else a_period(number),
            one_of("[data-testid=stExpander] summary", number // 5),
            one_of("[data-testid=stButtonGroup] button", number // 5),
            a_period(number) if name in WITHOUT_REGION else a_region(number),
            one_of("[data-testid=stCheckbox] label", number // 5),
        )[number % 5]


@pytest.mark.parametrize("name", [*CHARTS, *OTHERS])
def test_after_thirty_clicks_the_page_still_reacts(name: str, page: Page, meeting_site: Site) -> None:
    page.goto(f"{meeting_site.url}/{name}")
    page.locator(".s-headline, .stSelectbox").first.wait_for()
    drawn(page)
    with changing(meeting_site.database_url):
        for number, click in enumerate(clicks(name)):
            click(page)
            if name in CHARTS:
                drawn(page)
            else:
                page.wait_for_timeout(BETWEEN_CLICKS)
            is_alive(page, f"{name}, click {number}")
    drawn(page)
    is_alive(page, name)
    page.keyboard.press("Escape")
    if name in WITHOUT_PERIOD:
        page.get_by_role("button", name="Clear all").locator("visible=true").click()
        expect(page).not_to_have_url(re.compile("region="))
    for period in () if name in WITHOUT_PERIOD else ("4w", "all"):
        choose_period(page, {"4w": "Last 4 weeks", "all": "All time"}[period])
        expect(page).to_have_url(re.compile(f"period={period}"))
    drawn(page)
    is_alive(page, name)
