"""From a count to its rows in a real browser: the same number, in the same tab, searched, turned and taken away."""

import json
import re
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, settled, take_with_rows
from tests.browser.seen import address

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]


def test_a_count_leads_to_its_rows_and_these_to_a_file(signed_in: SignedIn, site: Site) -> None:
    page = signed_in("coordination", address())
    link = page.locator(".s-figure a[href*='list=open']")
    said = link.inner_text()
    link.click()
    headline = page.locator(".s-headline")
    expect(headline).to_have_text(f"{said} open cases")
    settled(page)
    assert "list=open" in page.url
    assert "period=all" in page.url
    expect(page.get_by_text(f"1–50 of {said}")).to_be_visible()
    expect(page.locator(".s-table tbody tr")).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"51–100 of {said}")).to_be_visible()
    search = page.get_by_label("Search")
    search.fill("uusimaa")
    search.press("Enter")
    counter = page.get_by_text(re.compile(r"^1–50 of \d+$"))
    expect(counter).not_to_have_text(f"1–50 of {said}")
    settled(page)
    assert "page=" not in page.url
    found = int(counter.inner_text().rpartition(" ")[2])
    assert found < int(said.replace(",", ""))
    file = take_with_rows(page, "Download as CSV").path().read_text("utf-8-sig")
    assert len(file.splitlines()) == found + 1
    with sqlite3.connect(site.var / "own.sqlite") as own:
        log = own.execute("SELECT event, scope, cases, reason, recipient FROM access_log ORDER BY entry").fetchall()
    of_list = [entry for entry in log if entry[1].startswith("lists/open?")]
    assert {event for event, *_rest in of_list} == {"rows_shown", "export"}
    assert {reason for *_rest, reason, _recipient in of_list} == {"case_work"}
    [[cases, recipient]] = [[cases, to] for event, _scope, cases, _why, to in of_list if event == "export"]
    assert (len(json.loads(cases)), recipient) == (found, "The prosecutor")


def test_a_click_on_a_bar_leads_to_what_it_counts_and_again_after_going_back(signed_in: SignedIn) -> None:
    page = signed_in("coordination", address(page="open_cases"))
    page.evaluate("window.isTheSame = true")
    for _again in range(2):
        chart = page.locator(".st-key-chart-open-cases-ages")
        chart.locator("svg.marks").wait_for()
        chart.scroll_into_view_if_needed()
        settled(page)
        box = chart.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
        page.wait_for_url(re.compile(r"/lists\?.*at_least=30&below=90"))
        assert page.evaluate("window.isTheSame")
        page.go_back()
        page.wait_for_url("**/open_cases?*")


def test_who_may_see_no_rows_sees_numbers_that_lead_nowhere(signed_in: SignedIn) -> None:
    page = signed_in("ministry")
    expect(page.locator(".s-tile").first).to_be_visible()
    assert not page.locator("a[href*='lists?']").count()
    assert not page.get_by_role("link", name="See").count()
    refused = signed_in("ministry", "/lists?list=open")
    expect(refused.get_by_role("heading", level=1)).to_contain_text("You do not have access to this view")
    assert not re.search(r"K-\d+", refused.content())


def test_going_back_from_a_list_leaves_nothing_of_it_in_the_address(signed_in: SignedIn) -> None:
    page = signed_in("coordination", address())
    page.locator(".s-headline a").click()
    page.wait_for_url("**/lists?*list=past_target*")
    settled(page)
    page.go_back()
    page.locator(".s-tiles").wait_for()
    expect(page).not_to_have_url(re.compile("list="))
    assert "period=all" in page.url
