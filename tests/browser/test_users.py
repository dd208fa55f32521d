"""Users are administered with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled
from tests.browser.keyboard import press, reach

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]


def test_a_user_is_added_and_removed_with_the_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("administration", "/users")
    for field, typed in (("User name", "aino"), ("Name to greet with", "Aino Virtanen"), ("Role", "Guest")):
        reach(page, field)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    settled(page)
    reach(page, "First password")
    page.keyboard.type("four words of no sense")
    press(page, "Add the user")
    expect(page.get_by_role("status").filter(has_text="aino may sign in")).to_be_visible()
    page.get_by_role("link", name="aino", exact=True).focus()
    page.keyboard.press("Enter")
    press(page, "Remove the user")
    press(page, "Remove")
    expect(page.get_by_role("status").filter(has_text="aino may no longer sign in.")).to_be_visible()
