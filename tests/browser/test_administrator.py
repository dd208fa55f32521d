"""From an installation that holds nothing but its first administrator: data, users, a target, a lock-out and the log
are all dealt with on pages, without a command line.
"""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete

from store.own import tables
from store.source import engine
from tests.browser.conftest import Site, has_cookie, own_database, running, say_why, settled, sign_in, visitor_of
from tests.browser.test_looks import serious
from tests.store.cast import GOOD, good, write_feed

pytestmark = pytest.mark.browser
FIRST, OWN = "four words of no sense", "four other words of sense"


@pytest.fixture
def empty_site(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Site]:
    """A dashboard over no case, whose one user is an administrator."""
    file = shutil.copy(migrated_sqlite, tmp_path / "cases.sqlite")
    with running(f"sqlite:///{file}", tmp_path) as site:
        with engine(f"sqlite:///{own_database(site)}").begin() as connection:
            connection.execute(delete(tables.users).where(tables.users.c.user_name != "administration"))
        yield site


def opened(site: Site, context: BrowserContext, address: str, user: str, password: str = "") -> Page:
    page = context.new_page()
    page.goto(site.url + address)
    sign_in(page, user, *([password] if password else []))
    return page


def brings_data_in(page: Page, site: Site, folder: Path) -> None:
    page.goto(f"{site.url}/imports")
    settled(page)
    rows = {"cases": [good("cases"), good("cases", case_id="c2", status="ajar")]}
    files = sorted(write_feed(folder / "feed", {**GOOD, **rows}).iterdir())
    choosing = page.get_by_label("Choose files")
    choosing.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"a"})
    expect(page.get_by_text("notes.txt: a file of this kind cannot be brought in here.")).to_be_visible()
    packed = gzip.compress(bytes(30_000_000))
    choosing.set_input_files({"name": "cases.csv.gz", "mimeType": "application/gzip", "buffer": packed})
    expect(page.get_by_text("cases.csv.gz: it is too large, perhaps once it is unpacked.")).to_be_visible()
    choosing.set_input_files(files)
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("table", name="Faults")).to_contain_text("cases.csv, line 3")
    page.get_by_text("Leave out bad rows").click()
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("11 rows came. 10 are accepted. 1 is left out.")).to_be_visible()
    settled(page)
    assert serious(page) == []
    page.get_by_label("Why?").fill("the first delivery")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="10 rows are imported.")).to_be_visible()


def makes_a_user(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/users")
    settled(page)
    page.get_by_label("User name").fill("aino")
    page.get_by_label("Name to greet with").fill("Aino Virtanen")
    page.get_by_label("Name to greet with").press("Enter")
    for label, chosen in (("Role", "Agency"), ("Agency", "Name (police)")):
        settled(page)
        field = page.get_by_role("combobox", name=label, exact=True)
        field.fill(chosen)
        field.press("Enter")
    settled(page)
    page.get_by_label("First password").fill(FIRST)
    page.get_by_role("button", name="Add the user").click()
    expect(page.get_by_role("status").filter(has_text="aino may sign in")).to_be_visible()


def looks_at_a_case(site: Site, context: BrowserContext) -> None:
    page = opened(site, context, "/case?case=c1", "aino", FIRST)
    page.get_by_label("Password until now").fill(FIRST)
    page.get_by_label("New password", exact=True).fill(OWN)
    page.get_by_label("New password once more").fill(OWN)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("button", name="Show the cases").wait_for()
    say_why(page)
    expect(page.locator(".s-headline")).to_contain_text("c1")


def sets_a_target(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/settings")
    settled(page)
    expect(page.get_by_role("table", name="Targets of all agencies now")).to_contain_text("7 days")
    days = page.get_by_label("Days in which an agency answers")
    days.fill("9")
    days.press("Enter")
    expect(page.get_by_role("table", name="What differs")).to_contain_text("9 days")
    page.get_by_label("Why?").fill("agreed in May")
    settled(page)
    expect(page.get_by_text("Press Enter to submit form")).to_be_hidden()  # which Streamlit says in English alone
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status").filter(has_text="This is saved")).to_be_visible()
    expect(page.get_by_role("table", name="Targets of all agencies now")).to_contain_text("9 days")
    settled(page)
    assert serious(page) == []


def guesses_until_locked(site: Site, context: BrowserContext) -> Page:
    page = opened(site, context, "/", "aino", "a guess")
    for _try in range(6):
        if page.get_by_text("Too many wrong passwords.").count():
            break
        settled(page)
        sign_in(page, "aino", "a guess")
        settled(page)
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong passwords.")
    return page


def unlocks(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/users?user=aino")
    settled(page)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="aino may try to sign in at once.")).to_be_visible()


def test_an_administrator_needs_no_command_line(
    empty_site: Site, visitor: BrowserContext, chromium: Browser, tmp_path: Path
) -> None:
    page = opened(empty_site, visitor, "/", "administration")
    has_cookie(page)
    brings_data_in(page, empty_site, tmp_path)
    makes_a_user(page, empty_site)
    of_aino, of_another = visitor_of(chromium), visitor_of(chromium)
    looks_at_a_case(empty_site, of_aino)
    sets_a_target(page, empty_site)
    locked = guesses_until_locked(empty_site, of_another)
    unlocks(page, empty_site)
    sign_in(locked, "aino", OWN)
    expect(locked.locator(".s-headline").first).to_be_visible()
    page.goto(f"{empty_site.url}/access_log?case=c1")
    settled(page)
    look = page.get_by_role("table", name="Access log").get_by_role("row").filter(has_text="Looked at cases")
    expect(look.first).to_contain_text("aino")
    expect(look.first).to_contain_text("Work on the case")
    assert serious(page) == []
    for event, words in (
        ("setting_changed", "All other agencies: 7 days → 9 days"),
        ("data_imported", "Cases: 1 new, 1 left out"),
        ("user_added", "aino: Agency Name (police)"),
        ("user_unlocked", "aino"),
    ):
        page.goto(f"{empty_site.url}/access_log?event={event}")
        expect(page.get_by_role("table", name="Access log")).to_contain_text(words)
    for context in (of_aino, of_another):
        context.close()
