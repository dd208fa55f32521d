"""Every page in every language and size: nothing fails, nothing scrolls sideways, axe finds nothing serious, and the
numbers are those of the English page.

`make test-all` takes every role and language at all sizes; `make test` the usual looks alone.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import seen
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]
Size = tuple[int, int]

PAGES = (
    "overview",
    "open_cases",
    "handovers",
    "cooperation",
    "regions",
    "deadlines",
    "meeting",
    "case",
    "lists",
    "yearly",
    "data_quality",
    "explain",
)
LAPTOP, PHONE, PROJECTOR, LARGE = SIZES = ((1280, 800), (390, 844), (1920, 1080), (3840, 2160))
# what every change is tried on: the usual look on a laptop and a phone, and the longest words on a projector
USUAL = {("coordination", "en"): (LAPTOP, PHONE), ("coordination", "fi"): (PROJECTOR,)}
EVERY = tuple(product(("coordination", "agency", "ministry", "rapporteur"), ("en", "fi", "sv")))
LOOKS = [
    *((name, *look, sizes) for look, sizes in USUAL.items() for name in PAGES),
    *(pytest.param(name, *look, SIZES, marks=pytest.mark.looks) for name in PAGES for look in EVERY),
]


@pytest.mark.parametrize(("name", "role", "language", "sizes"), LOOKS)
def test_a_page_is_whole(
    name: str,
    role: str,
    language: str,
    sizes: tuple[Size, ...],
    signed_in: SignedIn,
    english: Callable[[str, str], Counter[str]],
) -> None:
    page = signed_in(role, seen.address(f"lang={language}", page=name), sizes[0])
    if language != "en":
        assert numbers(page) == english(name, role)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        assert page.get_by_test_id("stException").count() == 0
        assert "NaN" not in page.inner_text("body")
        assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth <= e.clientWidth"), (width, height)
        assert all(chart.get_attribute("aria-label") for chart in page.locator(".stVegaLiteChart").all())
        assert serious(page) == [], (width, height)


@pytest.fixture(scope="session")
def english(users_browsers: Callable[[str], object], site: object) -> Callable[[str, str], Counter[str]]:
    """The numbers in the tables of a page in English, as a role sees it."""

    @cache
    def of(name: str, role: str) -> Counter[str]:
        page: Page = users_browsers(role).new_page()  # type: ignore[attr-defined]
        page.goto(site.url + seen.address("lang=en", page=name))  # type: ignore[attr-defined]
        page.locator(".s-headline, .s-notice").first.wait_for()
        settled(page)
        found = numbers(page)
        page.close()
        return found

    return of


def numbers(page: Page) -> Counter[str]:
    """The digits of each figure in a table, without the marks that differ between languages."""
    return Counter(re.sub(r"\D", "", cell) for cell in page.locator("td.s-number").all_inner_texts())


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical: the rule, and where. A phone's menu is Streamlit's own."""
    found = Axe().run(page, context={"exclude": [["[data-testid=stSidebar]"]]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
