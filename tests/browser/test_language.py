"""The language of the menu: it changes what is looked at and nothing else, and goes along from page to page."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def language_of(page: Page) -> str:
    return str(page.evaluate("document.documentElement.lang"))


def choose_in_menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="Test coordination").click()
    page.get_by_role("menuitem", name=name).click()
    settled(page)


def test_a_language_goes_along_from_page_to_page(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coordination", "/handovers?region=06&lang=fi")
    assert language_of(page) == "fi"
    page.get_by_role("link", name="Määräajat", exact=True).click()
    expect(page.get_by_role("heading", name="Harkinta-ajat")).to_be_visible()
    settled(page)
    assert parameters(page) == {"region": ["06"], "lang": ["fi"]}


def test_the_menu_changes_the_language_of_what_is_looked_at(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coordination", "/cooperation?region=06&sector=police")
    choose_in_menu(page, "På svenska")
    expect(page.get_by_role("heading", name="Vem arbetar med vem")).to_be_visible()
    assert urlsplit(page.url).path == "/cooperation"
    assert parameters(page) == {"region": ["06"], "sector": ["police"], "lang": ["sv"]}
    assert language_of(page) == "sv"
    choose_in_menu(page, "English")
    expect(page.get_by_role("heading", name="Who works with whom")).to_be_visible()
    assert language_of(page) == "en"
