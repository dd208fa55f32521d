"""What a visit costs in a browser, over the demo: from the click to the page's last change, and bytes.

python -m bench.pages [ROUNDS] [CHECKOUT]

Starts the dashboard over fresh demo data and visits it with Chromium; with a folder that holds another checkout, visits
the two by turns. Times are medians and worst of the rounds.
"""

import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
from tests.browser.conftest import HOME, running, sign_in

PAGES = ("Open cases", "Handovers", "Cooperation", "Regions", "Deadlines", "Overview")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET_MS = 1000  # a page that has not changed for so long has come to rest

# notes when anything last changed that a viewer sees: elements, words, and the shapes of charts; not the status, which
# changes with the minute, nor what is said to screen readers alone, beside the app
WATCH = """() => {
    const isStatus = ({ target }) => (target.closest ? target : target.parentElement)?.closest(".st-key-status");
    const note = changes => { if (!changes.every(isStatus)) window.lastChange = performance.now(); };
    const seen = { subtree: true, childList: true, characterData: true, attributeFilter: ["d", "transform"] };
    const hosts = [...document.querySelectorAll("*")].filter(element => element.shadowRoot);
    const roots = [document.querySelector("[data-testid=stApp]"), ...hosts.map(element => element.shadowRoot)];
    roots.forEach(root => new MutationObserver(note).observe(root, seen));
    window.lastChange ??= performance.now();
}"""
AT_REST = "quiet => performance.now() - window.lastChange > quiet"


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
    """Sign in, change a filter on each page, go from page to page, and turn to the next slide."""
    found, traffic = Visit(), Traffic()
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    traffic.watch(page)
    page.goto(url)
    page.get_by_role("button", name="Sign in").wait_for()
    page.evaluate(WATCH)
    with _measured(found, traffic, page, "sign-in"):
        sign_in(page, "coordination")
        page.locator(".st-key-new .stVegaLiteChart svg").first.wait_for()
    for name in PAGES:
        with _measured(found, traffic, page, f"page {name}"):
            _open(page, name)
        region = page.get_by_label("Region", exact=True).first
        if not region.is_visible():  # as on Regions, which compares all of them
            continue
        region.press_sequentially("Pirkanmaa")
        _rest(page)
        before = page.locator(".s-below").first.inner_text()
        with _measured(found, traffic, page, f"filter change on {name}"):
            page.keyboard.press("Enter")
            page.wait_for_function("before => document.querySelector('.s-below').innerText !== before", arg=before)
        page.keyboard.press("Backspace")
        page.keyboard.press("Escape")
        page.wait_for_function("() => !location.search.includes('region=')")
        _rest(page)
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
    _rest(page)
    slide = page.locator(".slide")
    with _measured(found, traffic, page, "slides of the meeting"):
        start.click()
        slide.locator("h1").wait_for()
        page.evaluate(WATCH)  # the slides have a root of their own
    with _measured(found, traffic, page, "next slide"):
        before = slide.inner_text()
        page.keyboard.press("ArrowRight")
        while slide.inner_text() == before:
            pass


@contextmanager
def _measured(found: Visit, traffic: Traffic, page: Page, what: str) -> Iterator[None]:
    """From now to the last change of the page before it comes to rest."""
    before, began = traffic.received, page.evaluate("performance.now()")
    yield
    _rest(page)
    found.seconds[what] = (page.evaluate("window.lastChange") - began) / 1000
    found.kilobytes[what] = (traffic.received - before) / 1000


def _rest(page: Page) -> None:
    page.wait_for_function(AT_REST, arg=QUIET_MS)


def _open(page: Page, name: str) -> None:
    """Choose a page from the menu; it has come when its headline and first chart have, which no other page has."""
    page.evaluate("document.querySelector('.s-headline').id = 'of-the-page-before'")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_function(
        "document.querySelector('.s-headline') && !document.getElementById('of-the-page-before')"
        " && document.querySelector('.st-key-new .stVegaLiteChart svg')"
    )


def main(rounds: int, checkouts: list[Path]) -> None:
    """Print a table of each checkout."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as servers:
        made = Path(folder) / "cases.sqlite"
        migrate(engine(f"sqlite:///{made}"))
        make_demo(engine(f"sqlite:///{made}"), seed=1, now=datetime.now(UTC), scale=NATIONAL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        sites = {}
        for number, checkout in enumerate(checkouts):
            place = Path(folder) / str(number)
            place.mkdir()
            shutil.copy(made, place)
            sites[checkout] = servers.enter_context(running(f"sqlite:///{place / made.name}", place, checkout))
        for site in sites.values():
            visit(browser, site.url)  # the first one fills the caches of imports and fonts
        visits: dict[Path, list[Visit]] = {checkout: [] for checkout in checkouts}
        for _round in range(rounds):
            for checkout, site in sites.items():
                visits[checkout].append(visit(browser, site.url))
        browser.close()
    for checkout, found in visits.items():
        _print(found, str(checkout))


def _print(visits: list[Visit], checkout: str) -> None:
    title = f"{len(visits)} visits to the demo of {checkout} on this machine"
    table = Table("what", "median s", "worst s", "kB", title=title)
    for what in visits[0].seconds:
        seconds = [one.seconds[what] for one in visits]
        kilobytes = statistics.median(one.kilobytes[what] for one in visits)
        table.add_row(what, f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}", f"{kilobytes:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, [HOME, *map(Path, sys.argv[2:])])
