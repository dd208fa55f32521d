"""A page that hears nothing of the dashboard says so and takes it back; the next page goes on listening."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from screen.frame import live
from tests.browser.conftest import Site, settled, sign_in

pytestmark = pytest.mark.browser


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """The server keeps its connections and does nothing."""
    command = ["pgrep", "-f", f"screen.frame.server {urlsplit(site.url).port} "]
    [pid] = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    os.kill(int(pid), signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(int(pid), signal.SIGCONT)


def test_a_page_that_hears_nothing_says_since_when(hall: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(hall.url)
    sign_in(page, "coordination")
    page.locator(".s-tile").first.wait_for()
    settled(page)
    lost, live = page.get_by_text("No connection since"), page.locator(".s-live")
    expect(lost).to_be_hidden()
    expect(live).to_be_visible()
    with stopped(hall):
        expect(lost).to_be_visible()
        expect(live).to_be_hidden()
        expect(page.locator(".s-tile").first).to_be_visible()
    expect(lost).to_be_hidden()
    expect(live).to_be_visible()


def test_a_page_goes_on_listening_after_the_one_before_it_is_taken_away(visitor: BrowserContext) -> None:
    """Streamlit draws the next page before it takes the last one away, where a run is slow."""
    page = visitor.new_page()
    empty = "<!doctype html><p class='lost' hidden></p>"
    page.route("http://news.test/**", lambda route: route.fulfill(body=empty, content_type="text/html"))
    page.goto("http://news.test/")
    listens = page.evaluate(
        """async (script) => {
            const drawn = (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default;
            const data = { figures: "", moment: null, about: "", lost: "", again: null, click: 60, language: "en" };
            const draw = () => drawn({ data, parentElement: document.body, setTriggerValue: () => {} });
            const takeLastAway = draw();
            draw();
            takeLastAway();
            await new Promise((later) => setTimeout(later, 3500));
            return Boolean(window.saumatonNews?.send);
        }""",
        (live.HOME / "news.js").read_text(encoding="utf-8"),
    )
    assert listens
