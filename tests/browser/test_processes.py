"""Three processes behind HAProxy, as deploy/ has them: sign-in, filters, a meeting in two browsers, files; and while
people look on, a process is killed, that of the facts too, and all of them are renewed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from store.demo.making import make_demo
from store.source import engine
from tests.browser.conftest import (
    HOME,
    Site,
    downloaded,
    free_port,
    has_cookie,
    make_own_database,
    settled,
    sign_in,
    visitor_of,
    wait_for,
)
from tests.browser.test_live import open_a_case, open_cases

pytestmark = [pytest.mark.browser, pytest.mark.live]

COMES_BACK_SECONDS = 5.0
PORTS = {"one": 8601, "two": 8602, "three": 8603}


@pytest.fixture
def served(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Site, subprocess.Popen[bytes]]]:
    """Three processes behind HAProxy, and the process that looks after them."""
    make_demo(engine(postgres_url), seed=1, now=datetime.now(UTC))
    make_own_database(tmp_path)
    environment = {**os.environ, "SAUMATON_VAR": str(tmp_path), "SAUMATON_DATABASE_URL": postgres_url}
    bind = f"localhost:{free_port()}"
    command = [sys.executable, "manage.py", "serve", "--processes", "3", "--bind", bind]
    with (tmp_path / "server.log").open("w") as log:
        keeper = subprocess.Popen(command, cwd=HOME, env=environment, stdout=log, stderr=log)
        try:
            for port in PORTS.values():
                wait_for(f"http://localhost:{port}/readyz")
            wait_for(f"http://{bind}/readyz")
            yield Site(f"http://{bind}", postgres_url, tmp_path), keeper
        finally:
            keeper.terminate()
            keeper.wait(30)


def opened(context: BrowserContext, site: Site, role: str, address: str) -> Page:
    page = context.new_page()
    page.goto(site.url + address)
    sign_in(page, role)
    page.locator(".s-headline").first.wait_for()
    has_cookie(page)
    settled(page)
    return page


def process_of(page: Page) -> int:
    """The port of the process that the browser comes back to."""
    [node] = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "NODE"]
    return PORTS[node]


def kill(command: str) -> None:
    found = subprocess.run(["pgrep", "-f", command], capture_output=True, text=True, check=True)
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)


def follows(page: Page, site: Site) -> float:
    """How long it takes until the page shows a case that is opened now."""
    before, committed = open_cases(page), open_a_case(site.database_url)
    while open_cases(page) == before and time.monotonic() < committed + 4 * COMES_BACK_SECONDS:
        page.wait_for_timeout(50)
    assert open_cases(page) == before + 1
    return time.monotonic() - committed


def test_people_work_at_three_processes_and_a_view_outlives_its_process(
    served: tuple[Site, subprocess.Popen[bytes]], visitor: BrowserContext, chromium: Browser
) -> None:
    site, keeper = served
    page = opened(visitor, site, "coordination", "/?region=unknown")
    other = opened(visitor_of(chromium), site, "leaving", "/")
    assert process_of(page) != process_of(other)
    meeting = visitor.new_page()
    meeting.goto(f"{site.url}/meeting")
    meeting.get_by_role("button", name="Open the meeting").click()
    meeting.get_by_role("button", name="Start slides").wait_for()
    other.goto(f"{site.url}/meeting")
    other.get_by_role("button", name="Start slides").wait_for()
    cases = visitor.new_page()
    cases.goto(f"{site.url}/open_cases")
    cases.locator(".s-headline").first.wait_for()
    file = downloaded(cases, cases.get_by_role("button", name="Download as CSV").first.click)
    assert file.failure() is None
    for leaving in (meeting, cases):
        leaving.close()

    kill(f"screen.frame.server {process_of(page)} ")
    assert follows(page, site) <= COMES_BACK_SECONDS
    assert page.url == f"{site.url}/?region=unknown"

    kill(f"commands.facts {site.var}")
    assert open_cases(page)
    assert follows(page, site) <= 2 * COMES_BACK_SECONDS  # the facts are loaded anew

    wait_for(f"http://localhost:{process_of(page)}/readyz")
    keeper.send_signal(signal.SIGHUP)
    for _time in range(3):
        follows(page, site)
    assert page.url == f"{site.url}/?region=unknown"
    assert page.get_by_role("button", name="Sign in").count() == 0
