"""The way in: no figure without a session, the address is kept, and every end of a session is an end."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from screen.frame.news import BEAT_SECONDS
from screen.sign_in.session import COOKIE
from store.own import users
from store.source import engine
from tests.browser.conftest import Site, has_cookie, own_database, running, settled, sign_in, visitor_of

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]
HEADLINE = "waiting handover"
BEAT = 1000 * int(BEAT_SECONDS)
ENDS_WITHIN = 5000
FORGETS_WITHIN = 2.0
HASH = bcrypt.hashpw(b"another password for tests", bcrypt.gensalt(4)).decode()
NO_ACCESS = "You do not have access to this view"


def sees_figures(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADLINE)


def sees_only_the_form(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    settled(page)
    text = page.locator("[data-testid=stApp]").inner_text()
    assert not re.search(r"\d", text), f"a figure before sign-in: {text}"
    assert page.locator(".s-tile, .s-table, [data-testid=stMultiSelect]").count() == 0


def test_the_accessibility_statement_may_be_what_is_opened_first_on_a_fresh_server(
    fresh_site: Site, chromium: Browser
) -> None:
    page = visitor_of(chromium).new_page()
    page.goto(fresh_site.url + "/accessibility?lang=fi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saavutettavuusseloste")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.context.close()


def test_a_page_of_ones_own_may_be_what_is_opened_first_on_a_fresh_server(fresh_site: Site, chromium: Browser) -> None:
    titles = {"/password": "Choose a new password", "/second-factor": "Turn on a second factor"}
    pages = {address: visitor_of(chromium).new_page() for address in titles}
    for address, page in pages.items():
        page.goto(fresh_site.url + address)
    for address, page in pages.items():
        sees_only_the_form(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        sign_in(page, "ministry")
        expect(page.get_by_role("heading", level=1)).to_have_text(titles[address])
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.context.close()


def test_addresses_that_are_opened_first_on_a_fresh_server_show_no_figure(fresh_site: Site, chromium: Browser) -> None:
    addresses = [
        fresh_site.url + address for address in ("/overview?region=01", "/?region=01&age_group=adult", "/overview")
    ]
    pages = [visitor_of(chromium).new_page() for _address in addresses]
    for page, address in zip(pages, addresses, strict=True):
        page.goto(address, wait_until="commit")  # nobody waits until another one sees something
    for page in pages:
        sees_only_the_form(page)
    for page, address in zip(pages, addresses, strict=True):
        sign_in(page, "coordination")
        sees_figures(page)
        assert page.url == address
        page.context.close()


def test_a_wrong_password_says_so(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url)
    sign_in(page, "nobody", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password")
    assert page.locator(".s-tile").count() == 0


def test_after_five_wrong_passwords_others_wait_and_a_known_device_does_not(
    site: Site, visitor: BrowserContext, chromium: Browser
) -> None:
    known = visitor.new_page()
    known.goto(site.url)
    sign_in(known, "locked")
    sees_figures(known)
    has_cookie(known)
    other = visitor_of(chromium)
    page = other.new_page()
    page.goto(site.url)
    for _ in range(5):
        sign_in(page, "locked", "not the password")
        expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password")
        settled(page)
    expect(page.get_by_role("alert")).to_contain_text("Wait 30 s")
    sign_in(page, "locked")
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong passwords")
    other.close()
    sign_out(known, "locked")
    sign_in(known, "locked")
    sees_figures(known)
    has_cookie(known)
    visitor.clear_cookies(name=COOKIE)
    known.goto(site.url)
    sign_in(known, "locked")
    sees_figures(known)


def sign_out(page: Page, user_name: str) -> None:
    page.get_by_role("button", name=f"Test {user_name}").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_reload_keeps_the_session_and_the_view(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url + "/?region=01")
    sign_in(page, "coordination")
    sees_figures(page)
    settled(page)
    page.reload()
    sees_figures(page)
    assert page.url == site.url + "/?region=01"


def test_a_deep_link_with_two_filters_shows_them(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/?region=01&region=06&form=labour")
    bar = page.locator(".st-key-filters")
    expect(bar).to_contain_text("Uusimaa")
    expect(bar).to_contain_text("Pirkanmaa")
    expect(bar).to_contain_text("More filters · 1")
    expect(page.get_by_role("table", name="Figures by region").locator("tbody tr")).to_have_count(3)


def test_the_back_button_goes_back_to_the_view_before(signed_in: SignedIn, site: Site) -> None:
    page = signed_in("coordination")
    whole = page.locator(".s-tile").first.inner_text()
    page.locator(".st-key-filters").get_by_role("combobox").first.fill("Pirkanmaa")
    page.get_by_role("option", name="Pirkanmaa").click()
    expect(page).to_have_url(site.url + "/?region=06")
    expect(page.locator(".s-tile").first).not_to_have_text(whole)
    page.go_back()
    expect(page).to_have_url(site.url + "/")
    expect(page.locator(".s-tile").first).to_have_text(whole, use_inner_text=True)
    page.go_forward()
    expect(page.locator(".s-tile").first).not_to_have_text(whole, use_inner_text=True)


def test_nonsense_in_the_address_falls_back_with_a_notice(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/?region=99&from=yesterday&colour=red&as_of=3000-01-01T00:00Z")
    expect(page.get_by_role("alert")).to_contain_text("99")
    sees_figures(page)


def test_signing_out_ends_every_tab_and_every_copy_of_the_cookie(site: Site, visitor: BrowserContext) -> None:
    first, second = visitor.new_page(), visitor.new_page()
    first.goto(site.url)
    sign_in(first, "leaving")
    sees_figures(first)
    settled(first)
    has_cookie(first)
    kept = visitor.cookies()
    second.goto(site.url)
    sees_figures(second)
    settled(second)
    [sign_in_cookie] = [cookie for cookie in kept if cookie["name"] == COOKIE]
    assert (sign_in_cookie["httpOnly"], sign_in_cookie["sameSite"]) == (True, "Strict")
    sign_out(first, "leaving")
    sees_only_the_form(second)  # by itself, within seconds
    first.wait_for_timeout(2000)  # the other tab forgets the cookie too, before it is put back
    assert COOKIE not in {cookie["name"] for cookie in visitor.cookies()}
    visitor.add_cookies(kept)  # type: ignore[arg-type]
    first.goto(site.url)
    sees_only_the_form(first)


def test_a_user_who_is_removed_ends_at_the_gate(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url)
    sign_in(page, "removed")
    sees_figures(page)
    users.remove_user(engine(f"sqlite:///{own_database(site)}"), "removed")
    sees_only_the_form(page)  # by itself, within seconds
    page.reload()
    sees_only_the_form(page)


@pytest.mark.parametrize("role", ["ministry", "guest"])
@pytest.mark.parametrize(
    ("what", "change"), [("password", {"name": "Another", "password_hash": HASH}), ("role", {"role": "rapporteur"})]
)
def test_a_new_password_or_role_ends_every_tab_within_seconds(
    site: Site, visitor: BrowserContext, role: str, what: str, change: dict[str, str]
) -> None:
    page, user_name = visitor.new_page(), f"changed-{what}-{role}"
    page.goto(site.url)
    sign_in(page, user_name)
    page.get_by_role("button", name=f"Test {user_name}").wait_for()
    has_cookie(page)
    settled(page)
    units = {"agency": None, "ministry": None} if "role" in change else {}
    users.change_user(engine(f"sqlite:///{own_database(site)}"), user_name, **change, **units)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=ENDS_WITHIN)
    ends = time.monotonic() + FORGETS_WITHIN
    while COOKIE in {cookie["name"] for cookie in visitor.cookies()}:
        assert time.monotonic() < ends
        page.wait_for_timeout(100)


def test_a_session_ends_when_nobody_clicks(demo_database: str, tmp_path: Path, visitor: BrowserContext) -> None:
    with running(demo_database, tmp_path, settings={"SAUMATON_IDLE_MINUTES": "0.2"}) as site:
        page, other = visitor.new_page(), visitor.new_page()
        page.goto(site.url)
        sign_in(page, "coordination")
        sees_figures(page)
        has_cookie(page)
        other.goto(site.url)
        sees_figures(other)
        for _ in range(20):  # with a key now and then both tabs stay
            page.wait_for_timeout(1000)
            page.keyboard.press("Shift")
        sees_figures(page)
        sees_figures(other)
        for tab in (page, other):
            # the last key may have been told of with the next beat only
            expect(tab.get_by_role("button", name="Sign in")).to_be_visible(timeout=12_000 + BEAT + ENDS_WITHIN)


@pytest.mark.parametrize("role", ["administration", "guest"])
@pytest.mark.parametrize("address", ["/", "/overview?region=01&agency=SYL", "/?period=all"])
def test_a_role_without_figures_sees_none_by_any_address(role: str, address: str, signed_in: SignedIn) -> None:
    page = signed_in(role, address)
    own_page = role == "administration" and not address.startswith("/overview")
    expect(page.get_by_text("Your role sees no figures." if own_page else NO_ACCESS).first).to_be_visible()
    assert page.locator(".s-tile, .s-table").count() == 0
