"""The Overview shows what `figures --json` says, and case rows only to those who may see them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from store.source import engine
from tests.browser.conftest import AGENCY, HOME, Site

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]
AS_OF = "2026-09-14T06:12:00+00:00"


def figures(site: Site, *options: str) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "figures", "--as-of", AS_OF, "--json", "--database", site.database_url]
    done = subprocess.run([*command, *options], cwd=HOME, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def address(*filters: str) -> str:
    return "/?" + "&".join(["period=all", "as_of=" + AS_OF.replace("+", "%2B"), *filters])


def tile(page: Page, label: str) -> str:
    return page.locator(".s-tile").filter(has=page.get_by_role("heading", name=re.compile(f"^{label}"))).inner_text()


@pytest.mark.parametrize(
    ("filters", "options"),
    [((), ()), (("region=06",), ("--region", "06")), ((f"agency={AGENCY}",), ("--agency", AGENCY))],
)
@pytest.mark.parametrize("role", ["coordination", "agency", "ministry"])
def test_the_tiles_and_tables_show_the_figures(
    role: str, filters: tuple[str, ...], options: tuple[str, ...], signed_in: SignedIn, site: Site
) -> None:
    page, found = signed_in(role, address(*filters)), figures(site, *options)
    cases, sent, involved = found["cases"], found["handovers"], found["involvement"]
    assert f"\n{cases['open']:,}\n" in tile(page, "Open cases")
    assert f"{cases['opened']:,} opened, {cases['closed']:,} closed" in tile(page, "Open cases")
    assert f"\n{sent['pending']:,}\n" in tile(page, "Waiting handovers")
    assert f"{sent['overdue']:,} past target" in tile(page, "Waiting handovers")
    assert f"{days(sent['median_response_days'])} days" in tile(page, "Median response delay")
    assert f"{round(100 * sent['answered_within_target'])}%" in tile(page, "Median response delay")
    assert f"{involved['agencies_per_case_mean']:.1f} agencies" in tile(page, "Agencies per case")
    assert f"{round(100 * involved['share_3_plus'])}% of cases" in tile(page, "Three or more agencies")
    assert_regions(page, found)
    assert_pairs(page, found)


def days(number: float) -> str:
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"


def rows(page: Page, table: str) -> list[list[str]]:
    found = page.get_by_role("table", name=table).locator("tbody tr")
    return [row.split("\t") for row in found.all_inner_texts()]


def assert_regions(page: Page, found: dict[str, Any]) -> None:
    _total, *shown = rows(page, "Figures by region")
    assert sum(int(row[1].replace(",", "")) for row in shown) == found["cases"]["open"]
    expected = sorted(
        [region["open"], region["pending"], region["overdue"]]
        for region in found["regions"]
        if region["region"] != "unknown" or region["open"] or region["handovers"]
    )
    assert sorted([int(cell.replace(",", "")) for cell in row[1:4]] for row in shown) == expected


def assert_pairs(page: Page, found: dict[str, Any]) -> None:
    _total, *shown = rows(page, "Handovers by pair of agencies")
    busiest = sorted((pair["count"] for pair in found["handovers"]["pairs"]), reverse=True)[:20]
    assert [int(row[1].replace(",", "")) for row in shown] == busiest


def own_cases(site: Site) -> set[str]:
    """Cases that the agency is involved in, or that wait for it, straight from the database."""
    question = text(
        "SELECT case_id FROM involvements WHERE agency_code = :agency UNION SELECT case_id FROM handovers "
        "JOIN cases USING (case_id) WHERE to_agency = :agency AND responded_at IS NULL AND closed_at IS NULL"
    )
    with engine(site.database_url).connect() as connection:
        return set(connection.execute(question, {"agency": AGENCY}).scalars())


@pytest.mark.parametrize(
    "asked",
    [
        "/",
        "/?agency=POL",
        "/?agency=NAS",
        "/?region=06",
        "/?period=all",
        "/overview?ministry=MSAH",
        address("agency=NAS"),
    ],
)
def test_an_agencys_user_reads_rows_of_its_own_cases_alone(asked: str, signed_in: SignedIn, site: Site) -> None:
    page, own = signed_in("agency", asked), own_cases(site)
    heading = page.get_by_role("heading", name="Waiting longest")
    shown = [row[0] for row in rows(page, "Handovers that wait longest")] if heading.count() else []
    assert set(shown) <= own
    assert not (set(re.findall(r"K-\d+", page.content())) - own)


def test_the_agencys_user_does_see_its_own_rows(signed_in: SignedIn) -> None:
    expect(signed_in("agency").get_by_role("table", name="Handovers that wait longest")).to_be_visible()


@pytest.mark.parametrize("asked", ["/", "/?region=01", "/?agency=SYL&period=all"])
def test_a_ministry_sees_figures_and_no_case(asked: str, signed_in: SignedIn) -> None:
    page = signed_in("ministry", asked)
    expect(page.locator(".s-tile").first).to_be_visible()
    assert not re.search(r"K-\d+", page.content())


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (390, 844)])
def test_the_page_never_scrolls_sideways(size: tuple[int, int], signed_in: SignedIn) -> None:
    page = signed_in("coordination")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(500)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_page_says_that_the_data_is_made_up(signed_in: SignedIn) -> None:
    expect(signed_in("coordination").get_by_text("Demo data", exact=True)).to_be_visible()


def test_no_data_is_said_in_words(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/?from=1990-01-01&to=1990-02-01&region=01")
    expect(page.locator(".s-tile").filter(has_text="No data").first).to_be_visible()
    assert "NaN" not in page.content()
