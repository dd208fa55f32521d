"""The language of the menu: it changes what is looked at and nothing else, and goes along from page to page."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from config.languages import LANGUAGES
from tests.browser.conftest import Site, settled

pytestmark = pytest.mark.browser


SignedIn = Callable[..., Page]


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def expect_language(page: Page, language: str) -> None:
    """A page is drawn before its script names the language, so this waits for the name."""
    expect(page.locator("html")).to_have_attribute("lang", language)


def choose_in_menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="Test coordination").click()
    page.get_by_role("menuitem", name=name).click()
    settled(page)


def test_a_language_goes_along_from_page_to_page(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coordination", "/handovers?region=06&lang=fi")
    expect_language(page, "fi")
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
    expect_language(page, "sv")
    choose_in_menu(page, "English")
    expect(page.get_by_role("heading", name="Who works with whom")).to_be_visible()
    expect_language(page, "en")


def test_the_language_of_the_menu_holds_in_the_next_tab(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url)
    page.get_by_role("button", name="Suomeksi").click()
    page.get_by_role("button", name="Kirjaudu sisään").wait_for()
    settled(page)
    [kept] = [cookie for cookie in visitor.cookies() if cookie["name"] == "saumaton_language"]
    assert (kept["value"], kept["sameSite"]) == ("fi", "Strict")
    other = visitor.new_page()
    other.goto(f"{site.url}/handovers")
    other.get_by_role("button", name="Kirjaudu sisään").wait_for()
    expect_language(other, "fi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_chosen_in_the_bar_is_not_cut(language: str, signed_in: SignedIn) -> None:
    page = signed_in("coordination", f"/handovers?region=17&lang={language}")
    bar = page.locator(".st-key-filters")
    cut = "e => e.scrollWidth > e.clientWidth"
    names = bar.locator("[data-tag] [title], input:not([value='']), button p")
    assert names.count() >= 3
    assert [name.evaluate("e => e.value || e.innerText") for name in names.all() if name.evaluate(cut)] == []
    assert bar.evaluate(cut) is False


@pytest.mark.parametrize(("address", "filters"), [("/case", 0), ("/regions", 2), ("/yearly", 2), ("/handovers", 3)])
def test_a_page_has_the_filters_that_act_on_it(address: str, filters: int, signed_in: SignedIn) -> None:
    page = signed_in("coordination", address)
    bar = page.locator(".st-key-filters")
    assert bar.get_by_role("combobox").count() == filters
    bar.get_by_role("button", name="More filters").click()
    expect(page.get_by_role("group", name="As of, in Finnish time")).to_be_visible()
    expect(page.get_by_role("group", name="First day")).to_have_count(int(address in ("/regions", "/handovers")))
