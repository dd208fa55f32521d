"""Every page in every language and size: nothing fails, nothing scrolls sideways, axe finds nothing serious, and the
numbers are those of the English page.

`pytest -m looks` takes the full product of roles, languages and sizes; without it, each appears once.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import seen
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]
Size = tuple[int, int]
Look = tuple[str, str, Size]

PAGES = ("overview", "open_cases", "handovers", "cooperation", "regions", "deadlines")
ROLES = ("coordination", "agency", "ministry")
LANGUAGES = ("en", "fi", "sv")
LAPTOP, PHONE, PROJECTOR, LARGE = (1280, 800), (390, 844), (1920, 1080), (3840, 2160)
EACH_ONCE: list[Look] = [
    *((role, "en", LAPTOP) for role in ROLES),
    *(("coordination", language, LAPTOP) for language in ("fi", "sv")),
    *(("coordination", language, PHONE) for language in LANGUAGES),
    *(("coordination", "fi", size) for size in (PROJECTOR, LARGE)),
]
OTHERS = [look for look in product(ROLES, LANGUAGES, (LAPTOP, PHONE, PROJECTOR, LARGE)) if look not in EACH_ONCE]
LOOKS = [*EACH_ONCE, *(pytest.param(*look, marks=pytest.mark.looks) for look in OTHERS)]


@pytest.mark.parametrize(("role", "language", "size"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(
    name: str, role: str, language: str, size: Size, signed_in: SignedIn, english: Callable[[str, str], Counter[str]]
) -> None:
    page = signed_in(role, seen.address(f"lang={language}", page=name), size)
    expect(page.locator("h1.s-headline").first).to_be_visible()
    settled(page)
    assert page.get_by_test_id("stException").count() == 0
    assert "NaN" not in page.inner_text("body")
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert all(chart.get_attribute("aria-label") for chart in page.locator(".stVegaLiteChart").all())
    assert serious(page) == []
    if language != "en":
        assert numbers(page) == english(name, role)


@pytest.fixture(scope="session")
def english(users_browsers: Callable[[str], object], site: object) -> Callable[[str, str], Counter[str]]:
    """The numbers in the tables of a page in English, as a role sees it."""

    @cache
    def of(name: str, role: str) -> Counter[str]:
        page: Page = users_browsers(role).new_page()  # type: ignore[attr-defined]
        page.goto(site.url + seen.address("lang=en", page=name))  # type: ignore[attr-defined]
        page.locator("h1.s-headline").first.wait_for()
        settled(page)
        found = numbers(page)
        page.close()
        return found

    return of


def numbers(page: Page) -> Counter[str]:
    """The digits of each figure in a table, without the marks that differ between languages."""
    return Counter(re.sub(r"\D", "", cell) for cell in page.locator("td.s-number").all_inner_texts())


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical: the rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
