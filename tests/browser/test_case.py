"""From a list to a case and on to another, and lists: what a pointer and a keyboard do in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SignedIn = Callable[..., Page]
NUMBERS = "table.s-table tbody th a"


def test_a_number_in_the_list_of_open_cases_leads_to_its_case(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/open_cases?region=06")
    link = page.locator(NUMBERS).first
    number = link.inner_text()
    link.click()
    expect(page.locator(".s-headline")).to_contain_text(number)
    assert f"case={number}" in page.url
    assert "region=06" in page.url
    box = page.get_by_label("Case number")
    expect(box).to_have_value(number)
    expect(page.locator(".stVegaLiteChart").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box.fill("no such case")
    box.press("Enter")
    expect(page.locator(".s-headline")).to_have_text("There is no case no such case that you can see")


def test_a_list_is_searched_and_ordered_with_the_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/open_cases")
    number = page.locator(NUMBERS).nth(3).inner_text()
    search = page.get_by_label("Search", exact=True)
    search.fill(number.lower())
    search.press("Enter")
    expect(page.locator(NUMBERS).first).to_have_text(number)
    search.fill("")
    search.press("Enter")
    page.get_by_role("button", name="Order and columns").press("Enter")
    order = page.get_by_role("combobox", name="Order")
    order.press("ArrowDown")
    order.fill("Open for, asc")
    order.press("Enter")
    expect(page.locator("table.s-table tbody tr:has(a) td.s-number").first).not_to_contain_text(",")
