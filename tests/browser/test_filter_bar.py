"""The filter bar of every page at 1280: one line, in which nothing is cut, whatever is chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]

PAGES = (
    "",
    "open_cases",
    "handovers",
    "cooperation",
    "regions",
    "deadlines",
    "meeting",
    "lists",
    "yearly",
    "data_quality",
)
OWN_DAYS = "from=2026-06-01&to=2026-08-14"
CHOSEN = (
    "period=month&region=07&county=01&form=sexual",
    f"{OWN_DAYS}&region=16&agency=YVV&age_group=child&as_of=2026-09-14T06%3A12Z",
    "from_sector=education&to_sector=assistance_system",
    "period=24m&sector=education&other_sector=forensic_psychiatry",
)
# the words in the bar, or of a pair, that have less room than they need
CUT = """() => {
const tooLarge = one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
return [...document.querySelectorAll(".st-key-bar, .st-key-row-pair")].flatMap(bar =>
    [...bar.querySelectorAll("*")].filter(one => one.getClientRects().length).flatMap(one => {
        const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        const words = one.tagName === "INPUT" ? one.value || one.placeholder : own ? one.innerText.trim() : "";
        if (!words) return [];
        if (one.tagName === "INPUT") {
            const style = getComputedStyle(one), pen = document.createElement("canvas").getContext("2d");
            pen.font = style.font;
            const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            if (pen.measureText(words).width > room + 1) return [words];
        }
        let around = one;
        for (let up = 0; up < 4 && around !== bar; up += 1, around = around.parentElement)
            if (getComputedStyle(around).overflowX !== "visible" && tooLarge(around)) return [words];
        return [];
    }));
}"""
OUTSIDE = """() => [...document.querySelectorAll(".st-key-filters *")].filter(one => one.getClientRects().length)
    .filter(one => one.getBoundingClientRect().right > innerWidth || one.getBoundingClientRect().left < 0)
    .map(one => one.innerText || one.value)"""
LINES = """() => {
    const top = name => document.querySelector(name)?.getBoundingClientRect();
    const filters = top(".st-key-filters"), status = top(".st-key-status");
    return filters && status ? status.top < filters.bottom : true;
}"""


@pytest.mark.parametrize("chosen", ["", CHOSEN[0], pytest.param("rest", marks=pytest.mark.looks)])
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize(
    "page", [pytest.param(one, marks=[] if one in ("", "handovers") else [pytest.mark.looks]) for one in PAGES]
)
def test_nothing_in_the_bar_is_cut(page: str, language: str, chosen: str, signed_in: SignedIn) -> None:
    for one in CHOSEN[1:] if chosen == "rest" else [chosen]:
        shown = signed_in("coordination", f"/{page}?lang={language}&{one}")
        assert shown.evaluate(CUT) == []
        assert shown.evaluate(LINES), "what is looked at stands beside the filters"


@pytest.mark.parametrize("chosen", ["", f"{OWN_DAYS}&region=07&region=16&agency=YVV&as_of=2026-09-14T06%3A12Z"])
def test_on_a_phone_no_filter_lies_outside_the_picture(chosen: str, signed_in: SignedIn) -> None:
    shown = signed_in("coordination", f"/?lang=fi&{chosen}", (390, 844))
    assert shown.evaluate(OUTSIDE) == []
    assert shown.locator(".st-key-filters").evaluate("bar => bar.scrollWidth <= bar.clientWidth")
