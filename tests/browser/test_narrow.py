"""A phone, and a page at 200 %: pairs are a list where their matrix would be too small, and a list has no columns."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]

PHONE, DOUBLED, LAPTOP = (390, 844), (640, 400), (1280, 800)

# whether nothing lies over or cuts off an element at its edges
SEEN_WHOLE = """element => {
    const {left, right, top, bottom} = element.getBoundingClientRect(), x = (left + right) / 2, y = (top + bottom) / 2;
    const at = [[left + 2, y], [right - 2, y], [x, top + 2], [x, bottom - 2]];
    return at.map(([x, y]) => element.contains(document.elementFromPoint(x, y)));
}"""


@pytest.mark.parametrize(
    ("address", "name", "table"),
    [
        ("/handovers", "handovers-by-sector", "Handovers by pair"),
        ("/handovers", "handovers-waiting", "Waiting handovers by receiver"),
        ("/cooperation", "joint-sectors", "Cases that two sides share"),
        ("/cooperation", "sector-combinations", "Cases by the sectors that meet in them"),
        ("/deadlines", "deadlines-days", "Deadlines by day"),
    ],
)
def test_a_table_takes_the_place_of_a_chart_that_is_too_wide(
    address: str, name: str, table: str, signed_in: SignedIn
) -> None:
    page = signed_in("coordination", address)
    chart, instead = (
        page.locator(f".st-key-either-{name} .stVegaLiteChart"),
        page.get_by_role("table", name=table, exact=True),
    )
    for size, is_narrow in ((LAPTOP, False), (DOUBLED, True), (PHONE, True)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        settled(page)
        expect(chart).to_be_visible(visible=not is_narrow)
        expect(instead).to_have_count(int(is_narrow))
    assert instead.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    assert all(row.inner_text().strip() for row in instead.locator("tbody tr").all())


def test_the_pairs_that_wait_stand_receiver_by_receiver(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/handovers", PHONE)
    rows = page.get_by_role("table", name="Handovers by pair", exact=True).locator("tbody tr").all_inner_texts()
    receivers = [row.split("\t")[0].split(" → ")[1] for row in rows]
    assert receivers == sorted(receivers)
    assert all(int(row.split("\t")[1]) > 0 for row in rows)


@pytest.mark.parametrize("address", ["/lists?list=open", "/deadlines", "/open_cases"])
def test_a_list_is_not_wider_than_a_phone(address: str, signed_in: SignedIn) -> None:
    page = signed_in("coordination", address, PHONE)
    lists = page.locator(".s-list")
    expect(lists).not_to_have_count(0)
    for found in lists.all():
        assert found.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")


def test_a_table_without_room_for_its_columns_scrolls_by_the_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/yearly", (240, 640))
    box = page.get_by_role("group", name="Deadlines protecting the victim", exact=True)
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= innerWidth")
    assert "linear-gradient" in box.evaluate("box => getComputedStyle(box).backgroundImage")


@pytest.mark.parametrize("address", ["/yearly", "/cooperation"])
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_tables_have_room_on_a_laptop(address: str, language: str, signed_in: SignedIn) -> None:
    page = signed_in("coordination", f"{address}?lang={language}", LAPTOP)
    boxes = page.locator(".s-scroll:visible")
    expect(boxes).not_to_have_count(0)
    assert all(box.evaluate("box => box.scrollWidth <= box.clientWidth") for box in boxes.all())


def test_what_a_head_means_is_not_cut_off_by_the_box(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/cooperation", (1280, 1200))
    heads = page.get_by_role("table", name="Agencies per case by place").locator("thead .s-explained")
    for head in heads.all():
        head.hover()
        meaning = head.locator(".s-meaning")
        expect(meaning).to_be_visible()
        seen = meaning.evaluate(SEEN_WHOLE)
        assert seen == [True] * 4, head.inner_text()
