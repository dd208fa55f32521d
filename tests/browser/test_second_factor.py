"""A second factor is set up and asked for, with the codes that an app would show, and the policy of the page holds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, Site, running, settled, sign_in, visitor_of
from tests.browser.keyboard import press, reach

pytestmark = pytest.mark.browser
CODE = "Code of six digits"


@pytest.fixture
def strict(demo_database: str, tmp_path: Path) -> Iterator[Site]:
    """A dashboard on which the administration needs a second factor."""
    with running(demo_database, tmp_path, settings={"SAUMATON_SECOND_FACTOR": "administration"}) as site:
        yield site


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def shown_secret(page: Page) -> str:
    key = page.locator("b", has_text=re.compile(r"^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$"))
    return key.inner_text().replace(" ", "")


def set_up(page: Page) -> tuple[str, str]:
    """Turn it on, with the keyboard alone; its secret, and the code that was used."""
    secret = shown_secret(page)
    used = code(secret)
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    reach(page, CODE)
    page.keyboard.type(used)
    press(page, "Turn on")
    return secret, used


def test_who_needs_a_second_factor_sets_it_up_and_signs_in_with_it(
    strict: Site, visitor: BrowserContext, chromium: Browser
) -> None:
    broken: list[str] = []
    page = visitor.new_page()
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{strict.url}/users")
    sign_in(page, "administration")
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on a second factor")
    picture = page.get_by_role("img", name="QR code of the key below")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box
    assert box["width"] == box["height"] > 150
    settled(page)
    secret, used = set_up(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("users may sign in")
    other = visitor_of(chromium)
    tab = other.new_page()
    tab.goto(f"{strict.url}/sessions")
    sign_in(tab, "administration")
    field = tab.get_by_label(CODE)
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    field.fill(used)
    field.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("Wrong code, or one that was used before.")
    settled(tab)
    field.fill(code(secret, 1))
    field.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("2 sessions are open now")
    assert tab.url == f"{strict.url}/sessions"
    others = tab.get_by_role("row").filter(has_text="Test administration").filter(has_not_text="Your own")
    others.get_by_role("link").click()
    press(tab, "End this session")
    expect(tab.get_by_role("status")).to_contain_text("The session of administration is ended.")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("1 session is open now")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    other.close()
    assert broken == []


def test_one_is_turned_on_and_off_by_choice(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url)
    sign_in(page, "rapporteur")
    page.get_by_role("button", name="Test rapporteur").click()
    page.get_by_role("menuitem", name="Second factor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on a second factor")
    settled(page)
    secret, _used = set_up(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor is on")
    expect(page.get_by_role("status")).to_contain_text("Your second factor is on.")
    settled(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(CODE).fill(code(secret, 1))
    press(page, "Turn off")
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on a second factor")
