"""What stands on a page: tiles and tables as text, and figures from the command line to compare them with."""

import json
import re
from typing import Any

from playwright.sync_api import Page
from typer.testing import CliRunner

from manage import app
from tests.browser.conftest import Site, settled

AS_OF = "2026-09-14T06:12:00+00:00"


def figures(site: Site, *options: str) -> dict[str, Any]:
    """What `figures --json` says of everything up to AS_OF."""
    command = ["figures", "--as-of", AS_OF, "--json", "--database", site.database_url]
    done = CliRunner().invoke(app, [*command, *options], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def address(*filters: str, page: str = "") -> str:
    """The address of a page over everything up to AS_OF."""
    return f"/{page}?" + "&".join(["period=all", "as_of=" + AS_OF.replace("+", "%2B"), *filters])


def tile(page: Page, label: str) -> str:
    return page.locator(".s-tile").filter(has=page.get_by_role("heading", name=re.compile(f"^{label}"))).inner_text()


def rows(page: Page, table: str) -> list[list[str]]:
    """The cells of a table's rows, by its caption."""
    found = page.get_by_role("table", name=table, exact=True).locator("tbody tr")
    return [[cell.strip() for cell in row.split("\t")] for row in found.all_inner_texts()]


def open_numbers(page: Page) -> None:
    """Open every 'Numbers as a table'; a click while the page is being drawn may be lost."""
    still_folded = page.locator("[data-testid=stExpander]:not(:has(table)) summary")
    for _again in range(10):
        for folded in still_folded.element_handles():
            folded.click()
        settled(page)
        if not still_folded.count():
            return
    raise AssertionError("a table stays folded")


def number(n: int) -> str:
    return f"{n:,}"


def days(found: float | None, sent: int) -> str:
    """A median as a table shows it."""
    if found is None:
        return "not reached" if sent else "no data"
    return f"{tenths(found)} (few cases)" if sent < 10 else tenths(found)


def tenths(found: float) -> str:
    """Days as they are shown; what rounds to nothing says that it is more."""
    return "< 0.1" if 0 < found < 0.05 else f"{found:,.1f}"


def percent(share: float) -> str:
    shown = f"{share:.0%}"
    if shown == "0%" and share > 0:
        return "under 1%"
    return "over 99%" if shown == "100%" and share < 1 else shown
