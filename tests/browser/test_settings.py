"""A target that an administrator edits is on another's page without a reload."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Site, has_cookie, settled, sign_in, visitor_of

pytestmark = pytest.mark.browser


def test_a_target_is_edited_and_anothers_page_follows(
    fresh_site: Site, visitor: BrowserContext, chromium: Browser
) -> None:
    other = visitor_of(chromium)
    looking, page = other.new_page(), visitor.new_page()
    for one, user in ((looking, "coordination"), (page, "administration")):
        one.goto(f"{fresh_site.url}/{'handovers' if one is looking else 'settings'}")
        sign_in(one, user)
        has_cookie(one)
    past = looking.locator(".s-attention").first
    past.wait_for()
    before = looking.locator(".s-headline").inner_text()
    looking.evaluate("window.unreloaded = true")
    days = page.get_by_label("Days in which an agency answers")
    days.fill("3000")
    days.press("Enter")
    expect(page.get_by_role("table", name="What differs")).to_contain_text("3,000 days")
    page.get_by_label("Why?").fill("a trial")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status").filter(has_text="This is saved")).to_be_visible()
    expect(looking.locator(".s-headline")).not_to_have_text(before)
    assert looking.evaluate("window.unreloaded")
    expect(page.get_by_text("a trial")).to_be_visible()
    page.get_by_role("button", name="Bring this back").click()
    settled(page)
    expect(days).to_have_value("7")
    page.get_by_label("Why?").fill("it is over")
    page.get_by_role("button", name="Save changes").click()
    expect(looking.locator(".s-headline")).to_have_text(before)
    assert looking.evaluate("window.unreloaded")
    other.close()
    for kind, label in (
        ("partner_rules", "Within how many days of the opening"),
        ("agenda", "Seconds to the next slide"),
    ):
        page.goto(f"{fresh_site.url}/settings?kind={kind}")
        settled(page)
        field = page.get_by_label(label)
        field.fill("5")
        field.press("Enter")
        expect(page.get_by_role("table", name="What differs")).to_contain_text("5")
