"""No page breaks what the server's headers allow it: nothing in the console, also with charts, slides and files."""

import re

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage

from config.languages import ENGLISH, LANGUAGES
from screen.address.address import LANGUAGE
from tests.browser import seen
from tests.browser.conftest import HOME, Site, downloaded, has_cookie, settled, sign_in

pytestmark = pytest.mark.browser

# Streamlit looks for its server below the page's own address first
GUESSES = re.compile(r"/\w+/_stcore/(health|host-config)$")
PAGES = [file.stem for file in sorted((HOME / "pages").glob("*.py")) if file.stem != "__init__"]


@pytest.fixture
def said(visitor: BrowserContext) -> list[str]:
    """What the browser complains about, on any page, from the sign-in on."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not GUESSES.search(message.location["url"]):
            found.append(f"{message.text[-400:]} ({message.location['url']})")

    visitor.on("console", note)
    visitor.on("weberror", lambda error: found.append(str(error.error)))
    return found


def test_no_page_complains(fresh_site: Site, visitor: BrowserContext, said: list[str]) -> None:
    page = visitor.new_page()
    page.goto(fresh_site.url)
    sign_in(page, "coordination")
    has_cookie(page)
    for name in PAGES:
        page.goto(fresh_site.url + seen.address(page=name))
        page.locator(".s-headline, .s-notice").first.wait_for()
        settled(page)
    for code in LANGUAGES:
        page.goto(f"{fresh_site.url}/?{LANGUAGE}={code}")
        page.locator(f"html[lang={code}]").wait_for(state="attached")
    page.goto(f"{fresh_site.url}/open_cases?{LANGUAGE}={ENGLISH}")
    page.get_by_text("Numbers as a table").first.click()
    page.get_by_role("button", name="Picture as PNG").first.wait_for()
    for button in ("This page as PDF", "Picture as PNG", "Picture as SVG", "Download as CSV"):
        assert downloaded(page, page.get_by_role("button", name=button).first.click).failure() is None
    page.goto(f"{fresh_site.url}/meeting")
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("button", name="Start slides").click()
    page.locator(".slide").first.wait_for()
    settled(page)
    assert set(said) == set()
