"""A link within a page leads to another page without loading the app anew."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, settled

pytestmark = pytest.mark.browser


def test_the_name_of_a_tile_leads_to_its_explanation_and_back(signed_in: Callable[..., Page], site: Site) -> None:
    page = signed_in("coordination", "/?region=06&period=24m")
    settled(page)
    page.evaluate("window.isTheSame = true")
    name = page.locator(".s-tile a").first
    name.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explain?**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    assert {"region=06", "period=24m"} <= {*page.url.split("?")[1].split("&")}
    assert page.evaluate("window.isTheSame")
    page.go_back()
    page.wait_for_url(f"{site.url}/?*")
    expect(page.locator(".s-tile a").first).to_be_visible()
    assert page.evaluate("window.isTheSame")
