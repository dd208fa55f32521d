"""Every page as each role: every number is a figure, and what is clicked leads where it says."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import seen
from tests.browser.conftest import Site, downloaded, settled
from tests.browser.seen import days, number, percent, rows, tenths

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]
Figures = dict[str, Any]


@pytest.fixture(scope="session")
def everything(site: Site) -> Figures:
    """All figures of the demo at the moment that the pages are looked at."""
    return seen.figures(site)


@pytest.fixture(scope="session")
def of_one_region(site: Site) -> Figures:
    """The same of one region."""
    return seen.figures(site, "--region", "06")


def is_overview(page: Page, found: Figures) -> None:
    cases, sent, involved = found["cases"], found["handovers"], found["involvement"]
    assert f"\n{number(cases['open'])}\n" in seen.tile(page, "Open cases")
    assert f"{number(cases['opened'])} opened, {number(cases['closed'])} closed" in seen.tile(page, "Open cases")
    assert change(cases["open"], found["week_before"]["open"]) in seen.tile(page, "Open cases")
    late = f"{number(sent['overdue'])} past target" if sent["overdue"] else "None past target"
    assert late in seen.tile(page, "Waiting handovers")
    assert change(sent["pending"], found["week_before"]["pending"]) in seen.tile(page, "Waiting handovers")
    assert f"{sent['median_response_days']:.1f} days" in seen.tile(page, "Median response delay")
    assert percent(sent["answered_within_target"]) in seen.tile(page, "Answered within target")
    assert percent(involved["police_social_health_share"]) in seen.tile(page, "Police–social–health jointly")
    total, *regions = rows(page, "Figures by region")
    assert total[1:4] == [number(cases["open"]), number(sent["pending"]), number(sent["overdue"])]
    assert sorted(row[1:] for row in regions) == sorted(map(place_cells, filter(is_shown, found["regions"])))
    page.get_by_text("Wellbeing services counties", exact=True).click()
    expect(page.get_by_role("table", name="Figures by county")).to_be_visible()
    _total, *counties = rows(page, "Figures by county")
    assert sorted(row[1:] for row in counties) == sorted(map(place_cells, filter(is_shown, found["counties"])))


def change(now: int, before: int) -> str:
    if now == before:
        return "No change since last week"
    return f"{number(abs(now - before))} {'more' if now > before else 'fewer'} than last week"


def is_shown(place: Figures) -> bool:
    return "unknown" not in (place.get("region"), place.get("county")) or bool(place["open"] or place["handovers"])


def place_cells(place: Figures) -> list[str]:
    median = days(place["median_response_days"], place["handovers"])
    return [number(place["open"]), number(place["pending"]), number(place["overdue"]), median]


def is_open_cases(page: Page, found: Figures) -> None:
    cases = found["cases"]
    assert f"{number(cases['opened'])} opened, {number(cases['closed'])} closed" in below(page)
    weeks = cases["weeks"]
    assert [row[1] for row in rows(page, "Open cases by week")] == [number(week["open"]) for week in weeks]
    flow = [[number(week[name]) for name in ("opened", "closed", "net_change")] for week in weeks]
    assert [row[1:] for row in rows(page, "Cases opened and closed by week")] == flow
    assert [row[1] for row in rows(page, "Open cases by age")] == [number(band["cases"]) for band in cases["age_bands"]]
    reasons = Counter(number(row["cases"]) for row in cases["closed_by_reason"])
    assert Counter(row[1] for row in rows(page, "Closed by reason") if row[1] != "0") == reasons
    total, *regions = rows(page, "Open cases by place")
    assert total[1:] == [number(cases["open"]), number(cases["opened"])]
    expected = [[number(r["open"]), number(r["opened"])] for r in found["regions"] if r["in_scope"]]
    assert sorted(row[1:] for row in regions) == sorted(expected)
    page.get_by_text("Agencies", exact=True).click()
    expect(page.get_by_role("table", name="Open cases by agency")).to_be_visible()
    most = sorted((row["open"] for row in cases["by_agency"]), reverse=True)[:20]
    assert sorted(int(row[2].replace(",", "")) for row in rows(page, "Open cases by agency")) == sorted(most)


def is_handovers(page: Page, found: Figures) -> None:
    sent = found["handovers"]
    assert f"{number(sent['total'])} handovers." in below(page)
    assert f"{number(sent['pending'])} wait, {number(sent['overdue'])} past target." in below(page)
    pairs = [
        [
            *(number(pair[name]) for name in ("count", "pending", "overdue")),
            sure_to(days(pair["median_response_days"], pair["count"]), days_range(*pair["median_interval_days"])),
        ]
        for pair in sent["by_sector_pair"]
        if pair["count"] or pair["pending"]
    ]
    assert sorted(row[1:5] for row in rows(page, "Handovers by pair")) == sorted(pairs)
    waiting: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in sent["waiting_ages"]:
        waiting[row["days"]][0] += row["within"]
        waiting[row["days"]][1] += row["past"]
    shown: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for _receiver, waited, within, past, _own in rows(page, "Waiting handovers by receiver and days waited"):
        day = int(re.sub(r"\D", "", waited) or 0)
        shown[day] = [shown[day][0] + int(within), shown[day][1] + int(past)]
    assert shown == waiting
    returned = Counter(row["handovers"] for row in sent["returned_by_reason"])
    assert Counter(int(row[1]) for row in rows(page, "Returned by reason") if row[1] != "0") == returned


def is_cooperation(page: Page, found: Figures) -> None:
    involved = found["involvement"]
    assert percent(involved["police_social_health_share"]) in below(page)
    shown = [row[2].removesuffix(" consider the partner") for row in rows(page, "Missing partners by rule")]
    assert shown == [
        f"{number(rule['missing'])} of {number(rule['of'])}" if rule["of"] else "no such case"
        for rule in found["missing_partners"]
    ]
    pairs = [
        [number(pair["cases"]), sure_to(percent(pair["share"]), share_range(*pair["interval"]))]
        for pair in involved["sector_pairs"]
    ]
    assert sorted(row[2:] for row in rows(page, "Cases that two sides share")) == sorted(pairs)
    distribution = [number(row["cases"]) for row in involved["distribution"]]
    assert [row[1] for row in rows(page, "Cases by number of agencies")] == distribution
    total, *regions = rows(page, "Agencies per case by place")
    means = [f"{involved[name]:.1f}" for name in ("agencies_per_case_mean", "ministries_per_case_mean")]
    assert total[1:4] == [number(involved["cases"]), *means]
    assert f"{involved['within_90_days']['agencies_per_case_mean']:.1f}" in total[4]
    expected = [[number(r["in_scope"]), mean(r)] for r in found["regions"] if r["in_scope"]]
    assert sorted(row[1:3] for row in regions) == sorted(expected)


def sure_to(said: str, interval: str) -> str:
    figure, few, _nothing = said.partition(" (few cases)")
    return f"{figure} {interval}".strip() + few


def share_range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f}%"


def days_range(low: float | None, high: float | None) -> str:
    if low is None:
        return ""
    return f"{tenths(low)} or more" if high is None else f"{tenths(low)}–{tenths(high)}"


def mean(region: Figures) -> str:
    shown = f"{region['agencies_per_case_mean']:.1f}"
    return f"{shown} (few cases)" if region["in_scope"] < 10 else shown


def is_deadlines(page: Page, found: Figures) -> None:
    deadlines = found["deadlines"]
    assert f"{number(deadlines['due_soon'])} due within 14 days, {number(deadlines['overdue'])} past due" in below(page)
    kinds = [[number(row[name]) for name in ("overdue", "due_soon", "due_later")] for row in deadlines["by_kind"]]
    assert sorted(row[1:4] for row in rows(page, "Deadlines of open cases")) == sorted(kinds)
    by_day = sorted(number(row["deadlines"]) for row in deadlines["due_days"])
    assert sorted(row[3] for row in rows(page, "Deadlines by kind and day")) == by_day
    referral = deadlines["referral"]
    words = f"{number(referral['answered'])} of {number(referral['total'])} answered"
    expect(page.get_by_text(words)).to_be_visible()


def is_regions(page: Page, found: Figures) -> None:
    compared = found["region_comparison"]
    tables = {
        "opened": "Cases opened, against population",
        "in_target": "Handovers answered within target",
        "three_plus_90": "Three or more agencies within 90 days",
    }
    for key, caption in tables.items():
        shown = sorted(row[1] for row in rows(page, caption))
        assert shown == sorted(compared_cell(region, key == "opened") for region in compared[key]["regions"])
    charted = [row for row in compared["opened_by_region"] if row["windows"]]
    last = [f"{row['windows'][-1]['value']:.0f}" for row in charted]
    assert not charted or sorted(row[5] for row in rows(page, "Cases opened over time by region")) == sorted(last)
    page.goto(f"{page.url}&beside=19")
    expect(page.get_by_role("table", name="Lapland beside the country")).to_be_visible()
    country, lapland = (next(row for row in compared["side_by_side"] if row["region"] == code) for code in (None, "19"))
    still_open, *_others = rows(page, "Lapland beside the country")
    assert still_open[1:3] == [number(lapland["open"]), number(country["open"])]


def compared_cell(region: Figures, is_ratio: bool) -> str:
    n, of = region["count"], region["of"]
    if region["value"] is None:
        return "no data"
    if is_ratio:
        return f"{number(n)} ({of:.1f})" if of < 10 else f"{number(n)} ({number(round(of))})"
    said = f"{number(n)} of {number(of)}" if of < 20 else f"{percent(region['value'])} of {number(of)}"
    return sure_to(said, share_range(*region["interval"]))


PAGES: dict[str, Callable[[Page, Figures], None]] = {
    "overview": is_overview,
    "open_cases": is_open_cases,
    "handovers": is_handovers,
    "cooperation": is_cooperation,
    "regions": is_regions,
    "deadlines": is_deadlines,
}


OTHER_ROLES = ("agency", "ministry")


def below(page: Page) -> str:
    return page.locator(".s-below").first.inner_text()


@pytest.mark.parametrize("role", ["coordination", *(pytest.param(r, marks=pytest.mark.looks) for r in OTHER_ROLES)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_the_figures(name: str, role: str, signed_in: SignedIn, everything: Figures) -> None:
    page = signed_in(role, seen.address(page=name))
    expect(page.locator(".s-headline").first).to_be_visible()
    seen.open_numbers(page)
    settled(page)
    assert page.get_by_test_id("stException").count() == 0
    assert "NaN" not in page.inner_text("body")
    expect(page.get_by_text("Demo data", exact=True)).to_be_visible()
    PAGES[name](page, everything)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_one_region_shows_its_figures(name: str, signed_in: SignedIn, of_one_region: Figures) -> None:
    page = signed_in("coordination", seen.address("region=06", page=name))
    expect(page.locator(".s-headline").first).to_be_visible()
    seen.open_numbers(page)
    PAGES[name](page, of_one_region)


@pytest.mark.parametrize("name", PAGES)
def test_a_ministry_sees_no_case_on_any_page(name: str, signed_in: SignedIn) -> None:
    page = signed_in("ministry", f"/{name}?past_target=1&rule=social_services_for_children")
    expect(page.locator(".s-headline").first).to_be_visible()
    assert not re.search(r"K-\d+", page.content())


@pytest.mark.parametrize("name", PAGES)
def test_a_code_that_no_longer_exists_is_left_out_with_a_notice(name: str, signed_in: SignedIn) -> None:
    page = signed_in("coordination", f"/{name}?region=99&agency=GONE-1")
    expect(page.get_by_text("‘99’ is not a known region")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_filters_go_along_from_page_to_page(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/?region=06&period=all")
    for name in ("Open cases", "Handovers", "Cooperation", "Regions", "Deadlines"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page).to_have_url(re.compile(r"region=06"))
        expect(page.get_by_role("combobox", name="Period")).to_have_value("All time")


def test_a_click_on_the_map_filters_by_region_and_another_one_undoes_it(signed_in: SignedIn) -> None:
    page = signed_in("coordination")
    for expected in (re.compile(r"region=19"), re.compile(r"^(?!.*region=)")):
        box = page.locator(".stVegaLiteChart svg").first.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.3)  # Lapland
        expect(page).to_have_url(expected)
        settled(page)


def test_what_needs_attention_leads_to_the_cases(signed_in: SignedIn) -> None:
    page = signed_in("coordination")
    page.get_by_role("link", name=re.compile("^See ")).first.click()
    expect(page).to_have_url(re.compile(r"/lists\?.*list=past_target"))
    expect(page.locator(".s-headline")).to_contain_text("past")


def test_a_table_can_be_taken_away_and_that_is_written_down(signed_in: SignedIn) -> None:
    page = signed_in("coordination")
    download = downloaded(page, page.get_by_role("button", name="Download as CSV").first.click)
    content = download.path().read_text(encoding="utf-8-sig")
    assert content.startswith("name,region,open,")
    assert "Uusimaa,01," in content


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_the_menu_begins_where_the_content_begins(signed_in: SignedIn, size: tuple[int, int]) -> None:
    page = signed_in("coordination", "/deadlines", size)
    logo, headline = page.get_by_test_id("stLogoLink").bounding_box(), page.locator(".s-headline").bounding_box()
    assert logo is not None
    assert headline is not None
    assert logo["x"] == headline["x"]
