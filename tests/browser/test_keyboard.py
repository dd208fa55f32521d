"""From the sign-in to the first slides of a meeting without a pointer."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PASSWORD, Site, settled
from tests.browser.keyboard import press, reach

pytestmark = pytest.mark.browser

OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"


def test_sign_in_filter_and_meeting_by_the_keyboard_alone(meeting_site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(meeting_site.url)
    page.get_by_label("User name").wait_for()
    settled(page)
    reach(page, "User name")
    page.keyboard.type("coordination")
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".s-headline")).to_contain_text("waiting handover")
    settled(page)

    reach(page, "Region")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Uusimaa")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=01"))
    settled(page)
    page.keyboard.press("Escape")

    reach(page, "Meeting")
    assert page.evaluate(OUTLINE)
    page.keyboard.press("Enter")
    press(page, "Open the meeting")
    press(page, "Start slides")
    page.locator(".slide h1").wait_for()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".place")).to_have_text("2 of 6")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Start slides").wait_for()
