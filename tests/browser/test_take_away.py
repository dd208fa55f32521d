"""Files taken away in a real browser: a page as PDF, a chart as PNG, SVG and CSV, each time, and written down."""

import re
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, downloaded, take_with_rows, visitor_of

pytestmark = pytest.mark.browser


@pytest.fixture
def open_cases(signed_in: Callable[..., Page]) -> Page:
    return signed_in("coordination", "/open_cases")


def taken(page: Page, button: str, place: Path) -> Path:
    """The file that a button gives."""
    download = downloaded(page, page.get_by_role("button", name=button).first.click)
    file = place / download.suggested_filename
    download.save_as(file)
    return file


def test_a_page_becomes_a_pdf_with_its_stamp_on_every_page(open_cases: Page, tmp_path: Path) -> None:
    open_cases.get_by_role("button", name="This page as PDF").wait_for()
    download = take_with_rows(open_cases, "This page as PDF")
    assert re.fullmatch(r"saumaton-open-cases-[\d-]+--[\d-]+\.pdf", download.suggested_filename)
    file = tmp_path / download.suggested_filename
    download.save_as(file)
    pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    assert "Open cases by week" in pages[0] + pages[1]
    for page in pages:
        assert all(words in page for words in ("Demo data", "Data as of", "Last 12 months", "not for publication"))


def test_a_chart_becomes_a_picture_each_time_it_is_asked(open_cases: Page, tmp_path: Path, site: Site) -> None:
    open_cases.get_by_text("Numbers as a table").first.click()
    open_cases.get_by_role("button", name="Picture as PNG").first.wait_for()
    before = written_down(site)
    for _again in range(3):
        assert Image.open(taken(open_cases, "Picture as PNG", tmp_path)).width > 1000
        assert "<text" in taken(open_cases, "Picture as SVG", tmp_path).read_text(encoding="utf-8")
        file = taken(open_cases, "Download as CSV", tmp_path)
        assert re.fullmatch(r"saumaton-open-cases-weeks-20\d\d-\d\d-\d\d--20\d\d-\d\d-\d\d\.csv", file.name)
        head, first, *_rest = file.read_bytes().splitlines()
        assert head.startswith(b"\xef\xbb\xbf")
        assert head.endswith(b",period_from,period_to,as_of")
        days = file.stem.removeprefix("saumaton-open-cases-weeks-").replace("--", ",")
        assert f",{days},".encode() in first
    names = [scope.partition("?")[0] for scope in written_down(site)[len(before) :]]
    assert names == 3 * ["open-cases-weeks.png", "open-cases-weeks.svg", "open-cases-weeks"]


def test_a_file_is_served_to_the_browser_of_its_user_alone(
    open_cases: Page, users_browsers: Callable[[str], BrowserContext], chromium: Browser
) -> None:
    address = take_with_rows(open_cases, "This page as PDF").url
    assert "/media/" in address
    others = users_browsers("ministry"), visitor_of(chromium)
    answers = [context.request.get(address) for context in (open_cases.context, *others)]
    assert [answer.status for answer in answers] == [200, 404, 404]
    assert answers[0].body().startswith(b"%PDF")
    assert [b"%PDF" in answer.body() for answer in answers[1:]] == [False, False]


def written_down(site: Site) -> list[str]:
    with sqlite3.connect(site.var / "own.sqlite") as own:
        return [scope for (scope,) in own.execute("SELECT scope FROM access_log WHERE event = 'export' ORDER BY entry")]


@pytest.mark.parametrize("address", ["/", "/handovers", "/deadlines"])
def test_what_the_browser_prints_is_the_page_without_controls(address: str, signed_in: Callable[..., Page]) -> None:
    page = signed_in("coordination", f"{address}?region=06")
    sheets = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    pages = [sheet.extract_text() for sheet in sheets]
    # across, with the columns of the screen: one below the other they left half of three pages empty
    assert len(pages) <= 2
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    printed = " ".join("\n".join(pages).split())
    assert "Last 12 months · Region: Pirkanmaa" in printed
    last_row = page.locator("table.s-table:visible tbody tr").last.inner_text().split()
    assert " ".join(last_row) in printed
    for control in ("More filters", "Clear all", "Numbers as a table", "Download as CSV", "This page as PDF"):
        assert control not in printed
