"""The real app on a real PostgreSQL with demo data, and a headless Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from urllib.error import URLError
from urllib.request import urlopen

import bcrypt
import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect, sync_playwright
from sqlalchemy import Engine, create_engine, delete, make_url, text

from config.codes import USER_ROLES
from config.settings import FACTS_URL
from queries.access import SEES
from screen.sign_in.session import COOKIE
from store.demo.making import make_demo
from store.own import tables as own_tables
from store.own import users
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.conftest import fresh_database

HOME = Path(__file__).parent.parent.parent
# whether the facts of dashboards over PostgreSQL lie in PostgreSQL too, in place of the memory of a process
FACTS_IN_POSTGRESQL = os.environ.get("SAUMATON_TEST_FACTS") == "postgresql"
PASSWORD = "a password for tests"
AGENCY = "SYL"
MINISTRY = "MOI"
NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
# accounts that one test each may bring to an end
ENDING = {
    "locked": "ministry",
    "leaving": "coordination",
    "removed": "ministry",
    **{f"changed-{what}-{role}": role for what in ("password", "role") for role in ("ministry", "guest")},
}
# a busy machine is slow, not wrong
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# the app runs no script, its letters have come, and its elements and words have been the same for 200 ms
SETTLED = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || document.fonts.status !== "loaded") return false;
    if (document.querySelector("[data-testid=stSkeleton]")) return false;
    if (window.observed !== app) {
        window.observed = app;
        const note = () => { window.lastChange = performance.now(); };
        new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
        note();
    }
    return app.dataset.testScriptState === "notRunning" && performance.now() - window.lastChange > 200;
}"""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass(frozen=True)
class Site:
    """A running dashboard: its address, its case database, and the folder of its files."""

    url: str
    database_url: str
    var: Path


@pytest.fixture(scope="session")
def demo_database(migrated_postgres: str, postgres: Engine) -> Iterator[str]:
    """The URL of a PostgreSQL database with demo data as of NOW."""
    for url in fresh_database(postgres, migrated_postgres):
        make_demo(engine(url), seed=1, now=NOW)
        yield url


@contextmanager
def running(
    database_url: str, place: Path, checkout: Path = HOME, settings: dict[str, str] | None = None, port: int = 0
) -> Iterator[Site]:
    """A dashboard of its own, with a user per role who all have the same password; perhaps that of another checkout."""
    environment = {**os.environ, "SAUMATON_VAR": str(place), "SAUMATON_DATABASE_URL": database_url}
    for name in ("SAUMATON_OWN_DATABASE_URL", "SAUMATON_COOKIE_KEY"):
        environment.pop(name, None)
    environment |= settings or {}
    make_own_database(place)
    port = port or free_port()
    commands = [["run", "--port", str(port)]]
    if FACTS_IN_POSTGRESQL and FACTS_URL not in environment and database_url.startswith("postgresql"):
        environment[FACTS_URL] = _place_for_facts(database_url)
    if FACTS_URL in environment:
        commands.append(["facts"])
    with (place / "server.log").open("w") as log, ExitStack() as stack:
        for command in commands:
            started = [sys.executable, "manage.py", *command]
            stack.enter_context(
                _ended(subprocess.Popen(started, cwd=checkout, env=environment, stdout=log, stderr=log))
            )
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield Site(f"http://localhost:{port}", database_url, place)


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _place_for_facts(database_url: str) -> str:
    """The URL of a new database on the same server."""
    url, name = make_url(database_url), f"facts_{token_hex(4)}"
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def make_own_database(place: Path) -> None:
    """An own database in a folder, with a user per role who all have the same password."""
    own, made = engine(f"sqlite:///{place / 'own.sqlite'}"), []
    migrate(own, OWN_DATABASE)
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()  # as little work as a hash can be
    for name, role in [*zip(USER_ROLES, USER_ROLES, strict=True), *ENDING.items()]:
        agency, ministry = (AGENCY if role == "agency" else None), (MINISTRY if role == "ministry" else None)
        made.append(users.User(name, f"Test {name}", role, hashed, datetime.now(UTC), agency, ministry))
    users.add_users(own, made)
    own.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    for _try in range(600):
        try:
            with urlopen(address, timeout=1):  # noqa: S310 (our own server)
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


@pytest.fixture(scope="session")
def site(demo_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard that most tests look at."""
    with running(demo_database, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def fresh_site(demo_database: str, tmp_path: Path) -> Iterator[Site]:
    """A dashboard that nobody has visited yet."""
    with running(demo_database, tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def hall(postgres: Engine, migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard whose databases a test may change or take away, if it brings back what others need."""
    for url in fresh_database(postgres, migrated_postgres):
        make_demo(engine(url), seed=1, now=datetime.now(UTC))
        with running(url, tmp_path_factory.mktemp("hall")) as site:
            yield site


@pytest.fixture
def meeting_site(hall: Site) -> Site:
    """The same before its first meeting."""
    with engine(f"sqlite:///{own_database(hall)}").begin() as connection:
        for table in (own_tables.actions, own_tables.meeting_notes, own_tables.meeting_figures, own_tables.meetings):
            connection.execute(delete(table))
    return hall


def own_database(site: Site) -> Path:
    return site.var / "own.sqlite"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "the browser tests need Chromium; make test installs it where it can"
    # a page lives for seconds here: what optimising its script costs never comes back
    script = "--js-flags=--no-opt --no-maglev"
    flags = [script, "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """Somebody with a browser of their own: no cookies yet."""
    context = visitor_of(chromium)
    yield context
    context.close()


def visitor_of(chromium: Browser) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def users_browsers(chromium: Browser, site: Site) -> Callable[[str], BrowserContext]:
    """The browser of a user of a role, who came in through the sign-in form once, has the cookie, and said why they
    look at cases, if they may.
    """

    @cache
    def browser_of(role: str) -> BrowserContext:
        context = visitor_of(chromium)
        page = context.new_page()
        page.goto(site.url)
        sign_in(page, role)
        has_cookie(page)
        if role in SEES["rows"]:
            page.goto(f"{site.url}/lists")
            say_why(page)
        page.close()
        return context

    return browser_of


@pytest.fixture
def signed_in(users_browsers: Callable[[str], BrowserContext], site: Site) -> Iterator[Callable[..., Page]]:
    """Open an address in a new tab of a user of a role, who has signed in."""
    opened = []

    def open_as(role: str, address: str = "/", size: tuple[int, int] = (1280, 800)) -> Page:
        page = users_browsers(role).new_page()
        opened.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(site.url + address)
        page.locator(".s-headline, .s-notice").first.wait_for()
        settled(page)
        return page

    yield open_as
    for page in opened:
        page.close()


def sign_in(page: Page, user_name: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def say_why(page: Page, reason: str = "Work on the case") -> None:
    """Answer the question that stands in place of case rows, with the keyboard alone."""
    field = page.get_by_role("combobox", name="Reason")
    field.focus()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    show = page.get_by_role("button", name="Show the cases")
    show.focus()
    page.keyboard.press("Enter")
    show.wait_for(state="detached")
    settled(page)


def take_with_rows(page: Page, label: str, recipient: str = "The prosecutor") -> Download:
    """The file with case rows behind a button, for a recipient."""
    page.get_by_role("button", name=label).first.click()
    field = page.get_by_label("Who receives it?")
    field.fill(recipient)
    field.press("Enter")
    button = page.get_by_role("button", name="Download", exact=True)
    expect(button).to_be_enabled()
    return downloaded(page, button.click)


def has_cookie(page: Page) -> None:
    """Wait until the browser keeps the sign-in."""
    while not any(cookie["name"] == COOKIE for cookie in page.context.cookies()):
        page.wait_for_timeout(100)


def settled(page: Page, patience: float = PATIENCE) -> None:
    """Wait until the app has drawn what it had to draw: nothing runs, and nothing on the page has changed of late."""
    page.wait_for_function(SETTLED, timeout=patience)


def downloaded(page: Page, press: Callable[[], None]) -> Download:
    """What comes when a button for a file is pressed, on a page that stands still."""
    settled(page)
    with page.expect_download() as download:
        press()
    return download.value
