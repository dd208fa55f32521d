"""A page that hears nothing of the dashboard says so, over whatever is on the screen, and takes it back."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

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
