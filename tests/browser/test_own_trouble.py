"""The own database goes wrong under people's eyes: words, and all is back without a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, own_database, settled, sign_in
from tests.store.own.faults import gone, junk

pytestmark = pytest.mark.browser

RED_BOX = '[data-testid="stException"]'
SOON = 30_000


@pytest.fixture
def see(visitor: BrowserContext, meeting_site: Site) -> Callable[[str], Page]:
    """Signs the coordination in, and opens an address."""

    def opened(address: str) -> Page:
        page = visitor.new_page()
        page.goto(meeting_site.url + address)
        sign_in(page, "coordination")
        page.locator(".s-headline").wait_for()
        settled(page)
        return page

    return opened


def test_a_file_is_refused_in_words_and_figures_stay(see: Callable[[str], Page], meeting_site: Site) -> None:
    log = meeting_site.var / "server.log"
    before = len(log.read_text().splitlines())
    page = see("/open_cases")
    press, words = (
        page.get_by_role("button", name="This page as PDF"),
        page.get_by_text("You cannot download the file now"),
    )
    with gone(own_database(meeting_site)):
        press.click()
        expect(words).to_be_visible(timeout=SOON)
        expect(page.locator("[data-testid=stDownloadButtonError]:visible, " + RED_BOX)).to_have_count(0)
        expect(page.locator(".s-headline")).to_be_visible()
    with page.expect_download(timeout=SOON):
        press.click()
    expect(words).to_have_count(0, timeout=SOON)
    lines = log.read_text().splitlines()
    dated = [line for line in lines if re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3} [A-Z]+ \S+: ", line)]
    assert any("the dashboard's own database" in line for line in lines[before:])
    assert [
        line for line in lines if line not in dated and not re.match(r"\s*(You can now|URL:|Local|Network|$)", line)
    ] == []


def test_what_is_typed_in_a_meeting_stays(see: Callable[[str], Page], meeting_site: Site) -> None:
    page = see("/meeting")
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("button", name="Start slides").wait_for()
    settled(page)  # what is drawn anew under the pointer is not pressed
    page.get_by_label("What", exact=True).fill("Call them")
    page.get_by_text("Notes for the presenter").click()
    note = page.locator('[class*="st-key-meeting-note-"] textarea').first
    note.fill("Begin with thanks.")
    note.blur()
    with junk(own_database(meeting_site)):
        page.get_by_role("button", name="Save the notes").click()
        expect(page.get_by_text("This could not be saved")).to_be_visible(timeout=SOON)
        expect(page.get_by_text("The meeting is shown as it was last read")).to_be_visible(timeout=SOON)
        page.wait_for_timeout(7000)  # the page has tried again meanwhile
        expect(note).to_have_value("Begin with thanks.")
        expect(page.get_by_label("What", exact=True)).to_have_value("Call them")
    expect(page.get_by_text("The meeting is shown as it was last read")).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Save the notes").click()
    expect(page.get_by_text("The notes are saved.")).to_be_visible(timeout=SOON)
    expect(page.get_by_label("What", exact=True)).to_have_value("Call them")
