"""Every page in every language and size: nothing fails, nothing scrolls sideways, axe finds nothing serious, and the
numbers are those of the English page.

`make test-all` takes every role and language at all sizes; `make test` the usual looks alone.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import seen
from tests.browser.conftest import Site, settled, visitor_of

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
USUAL = {"en": (LAPTOP, PHONE), "fi": (PROJECTOR,)}
ROOM = (LAPTOP, PROJECTOR)
EVERY = {language: SIZES for language in ("en", "fi", "sv")}
LOOKS = [
    *((name, "coordination", USUAL) for name in PAGES),
    *(
        pytest.param(name, role, EVERY, marks=pytest.mark.looks)
        for name in PAGES
        for role in ("coordination", "agency", "ministry", "rapporteur")
    ),
]


@pytest.mark.parametrize(("name", "role", "looks"), LOOKS)
def test_a_page_is_whole(name: str, role: str, looks: dict[str, tuple[Size, ...]], signed_in: SignedIn) -> None:
    told = {}
    for language, sizes in looks.items():
        page = signed_in(role, seen.address(f"lang={language}", page=name), sizes[0])
        told[language] = numbers(page)
        assert told[language] == told["en"], language
        for size in sizes:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            settled(page)
            is_whole(page, size)
        page.close()


@pytest.mark.parametrize(
    "address",
    [
        *("/administration", "/users?user=coordination", "/sessions", "/second-factor", "/access_log?user=nobody"),
        *("/settings", *(f"/settings?kind={kind}" for kind in ("partner_rules", "pause_rules", "agenda"))),
        *("/imports", "/imports?kind=events", "/password"),
    ],
)
def test_a_page_of_the_administration_is_whole(address: str, signed_in: SignedIn) -> None:
    for language, sizes in {"en": (LAPTOP, PHONE, PROJECTOR), "fi": ROOM, "sv": ROOM}.items():
        page = signed_in("administration", f"{address}{'&' if '?' in address else '?'}lang={language}", sizes[0])
        for size in sizes:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            settled(page)
            is_whole(page, size)
        page.close()


@pytest.mark.parametrize("address", ["/accessibility?lang={}", "/?lang={}"])
def test_what_a_stranger_sees_is_whole(address: str, site: Site, chromium: Browser) -> None:
    for language, sizes in USUAL.items():
        page = visitor_of(chromium).new_page()
        page.goto(site.url + address.format(language))
        settled(page)
        for size in sizes:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            settled(page)
            is_whole(page, size)
        page.context.close()


def test_the_statement_is_reached_from_the_form_and_from_the_menu(
    site: Site, chromium: Browser, signed_in: SignedIn
) -> None:
    page = visitor_of(chromium).new_page()
    page.goto(site.url + "/?lang=fi")
    page.get_by_role("link", name="Saavutettavuusseloste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saavutettavuusseloste")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tillgänglighetsutlåtande")
    page.get_by_role("link", name="Logga in").click()
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    page.context.close()
    page = signed_in("ministry", "/accessibility")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibility statement")


def is_whole(page: Page, size: Size) -> None:
    assert page.get_by_test_id("stException").count() == 0
    assert "NaN" not in page.inner_text("body")
    for part in ("[data-testid=stMain]", "html"):
        assert page.locator(part).evaluate("e => e.scrollWidth <= e.clientWidth"), (part, size)
    assert all(chart.get_attribute("aria-label") for chart in page.locator(".stVegaLiteChart").all())
    assert serious(page) == [], size


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
