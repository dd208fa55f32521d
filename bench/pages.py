"""What a visit costs in a browser, over the demo: time until figures stand, time of a filter change and of the
next slide, bytes per page.

python -m bench.pages [ROUNDS]

Starts the dashboard over fresh demo data and looks at it with Chromium. Times are medians and worst of the rounds.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from store.demo.cases import NATIONAL
from store.demo.making import make_demo
from store.schema import migrate
from store.source import engine
from tests.browser.conftest import running, sign_in

PAGES = ("Open cases", "Handovers", "Cooperation", "Regions", "Deadlines", "Overview")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Traffic:
    """Bytes that the browser received, over HTTP and WebSocket."""

    received: int = 0

    def watch(self, page: Page) -> None:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.dataReceived", lambda event: self._add(event["encodedDataLength"] or event["dataLength"]))
        page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: self._add(len(payload))))

    def _add(self, received: int) -> None:
        self.received += received


@dataclass
class Visit:
    """The seconds and kB of one visit, by what was done."""

    seconds: dict[str, float] = field(default_factory=dict)
    kilobytes: dict[str, float] = field(default_factory=dict)


def visit(browser: Browser, url: str) -> Visit:
    """Sign in, change a filter on each page, go from page to page."""
    found, traffic = Visit(), Traffic()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    traffic.watch(page)
    page.goto(url)
    page.get_by_role("button", name="Sign in").wait_for()
    with _measured(found, traffic, "after sign-in"):
        sign_in(page, "coordination")
        page.locator(".s-credit").wait_for()
        page.locator(".st-key-new .stVegaLiteChart svg").first.wait_for()
    page.wait_for_timeout(1500)
    for name in PAGES:
        with _measured(found, traffic, f"page {name}"):
            _open(page, name)
        page.wait_for_timeout(1500)
        before = _choose_region(page)
        with _measured(found, traffic, f"filter change on {name}"):
            page.keyboard.press("Enter")
            page.wait_for_function("before => document.querySelector('.s-below').innerText !== before", arg=before)
        page.wait_for_timeout(1500)
        page.keyboard.press("Backspace")
        page.keyboard.press("Escape")
        page.wait_for_function("() => !location.search.includes('region=')")
        page.wait_for_timeout(1500)
    _meet(page, found, traffic)
    context.close()
    return found


def _meet(page: Page, found: Visit, traffic: Traffic) -> None:
    """Show the slides of the meeting that runs (or of a new one), and turn to the second."""
    page.get_by_role("link", name="Meeting", exact=True).first.click()
    start, new = (page.get_by_role("button", name=name) for name in ("Start slides", "Open the meeting"))
    start.or_(new).wait_for()
    if new.is_visible():
        new.click()
    start.wait_for()
    page.wait_for_timeout(1500)
    slide = page.locator(".slide")
    with _measured(found, traffic, "slides of the meeting"):
        start.click()
        slide.locator("h1").wait_for()
    page.wait_for_timeout(1500)
    before = slide.inner_text()
    with _measured(found, traffic, "next slide"):
        page.keyboard.press("ArrowRight")
        while slide.inner_text() == before:
            pass


@contextmanager
def _measured(found: Visit, traffic: Traffic, what: str) -> Iterator[None]:
    before, began = traffic.received, time.perf_counter()
    yield
    found.seconds[what] = time.perf_counter() - began
    found.kilobytes[what] = (traffic.received - before) / 1000


def _open(page: Page, name: str) -> None:
    """Choose a page from the menu; it stands when its headline does, which no other page has."""
    page.evaluate("document.querySelector('.s-headline').id = 'of-the-page-before'")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_function(
        "document.querySelector('.s-headline') && !document.getElementById('of-the-page-before')"
        " && document.querySelector('.st-key-new .stVegaLiteChart svg')"
    )


def _choose_region(page: Page) -> str:
    """Type a region's name, so that Enter chooses it; returns the sentence below the headline, which it will change."""
    page.get_by_label("Region", exact=True).first.press_sequentially("Pirkanmaa")
    page.wait_for_timeout(300)
    return page.locator(".s-below").first.inner_text()


def main(rounds: int) -> None:
    """Print the table."""
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        database = f"sqlite:///{Path(place) / 'cases.sqlite'}"
        migrate(engine(database))
        make_demo(engine(database), seed=1, now=datetime.now(UTC), scale=NATIONAL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with running(database, Path(place)) as site:
            visit(browser, site.url)  # the first one fills the caches of imports and fonts
            visits = [visit(browser, site.url) for _round in range(rounds)]
        browser.close()
    _print(visits)


def _print(visits: list[Visit]) -> None:
    table = Table("what", "median s", "worst s", "kB", title=f"{len(visits)} visits to the demo on this machine")
    for what in visits[0].seconds:
        seconds = [one.seconds[what] for one in visits]
        kilobytes = statistics.median(one.kilobytes[what] for one in visits)
        table.add_row(what, f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}", f"{kilobytes:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
