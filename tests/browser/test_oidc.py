"""Sign-in by OpenID Connect in a real browser against a real provider: the role that it says, refusal, each end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from config.languages import LANGUAGES
from screen.sign_in.arrivals import SAID_COOKIE
from screen.sign_in.session import COOKIE
from store.own import users
from store.source import engine
from tests.browser.conftest import Site, free_port, own_database, running, settled, sign_in
from tests.browser.test_looks import LAPTOP, PHONE, is_whole
from tests.providers import Provider, provider

pytestmark = pytest.mark.browser
WAY = "Sign in with the ministry’s sign-in"
HEADLINE = "waiting handover"
ENDS_WITHIN = 5000


@pytest.fixture(scope="module")
def login() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def site(demo_database: str, login: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard with both ways in."""
    with with_provider(demo_database, login, tmp_path_factory.mktemp("oidc")) as site:
        yield site


@contextmanager
def with_provider(database: str, login: Provider, place: Path, password: bool = True) -> Iterator[Site]:
    port = free_port()
    settings = login.settings(place, f"http://localhost:{port}", password)
    with running(database, place, settings=settings, port=port) as site:
        yield site


def come(page: Page, address: str, subject: str) -> None:
    """Sign in at the provider as somebody."""
    page.goto(address)
    page.get_by_role("link", name=WAY).click()
    page.get_by_role("textbox").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def logged(site: Site, user_name: str) -> list[tuple[str, str]]:
    with sqlite3.connect(own_database(site)) as own:
        found = own.execute("SELECT event, scope FROM access_log WHERE user_name = ? ORDER BY entry", (user_name,))
        return [(event, scope) for event, scope in found if event != "rows_shown"]


def test_who_has_a_role_there_has_it_here_and_comes_back_to_the_address(
    site: Site, login: Provider, visitor: BrowserContext
) -> None:
    login.know("aino", groups=["staff", "agency"], organisation="SYL")
    page = visitor.new_page()
    come(page, f"{site.url}/handovers?region=01", "aino")
    page.get_by_role("button", name="Test aino").wait_for()
    settled(page)
    assert page.url == f"{site.url}/handovers?region=01"
    kept = {cookie["name"]: cookie for cookie in visitor.cookies() if cookie["domain"] == "localhost"}
    assert (kept[COOKIE]["httpOnly"], kept[COOKIE]["sameSite"]) == (True, "Strict")
    user = users.find_user(engine(f"sqlite:///{own_database(site)}"), "aino")
    assert user
    assert (user.role, user.agency, user.password_hash) == ("agency", "SYL", "")
    assert logged(site, "aino")[:2] == [
        ("user_added", "aino: agency SYL, by OpenID Connect"),
        ("sign_in", "OpenID Connect"),
    ]
    page.reload()
    page.get_by_role("button", name="Test aino").wait_for()
    page.get_by_role("button", name="Test aino").click()
    assert page.get_by_role("menuitem", name="Change password").count() == 0


def test_a_role_that_changed_there_holds_at_the_next_sign_in(
    site: Site, login: Provider, visitor: BrowserContext
) -> None:
    login.know("olli", groups="ministry")
    page = visitor.new_page()
    come(page, site.url, "olli")
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADLINE)
    login.know("olli", groups="coordination")
    visitor.clear_cookies(name=COOKIE)
    come(page, site.url, "olli")
    page.get_by_role("button", name="Test olli").wait_for()
    assert ("user_changed", "olli: coordination, by OpenID Connect") in logged(site, "olli")
    login.know("olli", groups="none")
    other = visitor.new_page()
    visitor.clear_cookies(name=COOKIE)
    come(other, site.url, "olli")
    expect(other.get_by_role("alert")).to_contain_text("says no role")
    expect(page.get_by_role("link", name=WAY)).to_be_visible(timeout=ENDS_WITHIN)


def test_who_has_no_role_there_is_refused_in_words_and_logged(
    site: Site, login: Provider, visitor: BrowserContext
) -> None:
    login.know("nobody", groups="staff")
    page = visitor.new_page()
    come(page, site.url, "nobody")
    expect(page.get_by_role("alert")).to_contain_text("The other system knows you, but says no role")
    expect(page.get_by_role("link", name=WAY)).to_be_visible()
    assert COOKIE not in {cookie["name"] for cookie in visitor.cookies()}
    assert logged(site, "nobody") == [("sign_in_failed", "OpenID Connect: no_role")]


def test_an_account_of_the_same_name_is_not_taken_over(site: Site, login: Provider, visitor: BrowserContext) -> None:
    login.know("stranger", preferred_username="coordination", groups="coordination")
    page = visitor.new_page()
    come(page, site.url, "stranger")
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has your user name here")
    sign_in(page, "coordination")
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADLINE)


def test_the_page_with_both_ways_in_is_whole_in_each_language(site: Site, visitor: BrowserContext) -> None:
    for language in LANGUAGES:
        visitor.add_cookies([{"name": SAID_COOKIE, "value": "no_role", "url": site.url}])
        page = visitor.new_page()
        page.goto(f"{site.url}/?lang={language}")
        page.locator(".s-way").wait_for()
        for size in (LAPTOP, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            settled(page)
            is_whole(page, size)
        page.close()


def test_who_does_not_sign_in_there_is_told_so_here(site: Site, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(site.url)
    page.get_by_role("link", name=WAY).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("did not sign you in")


def test_signing_out_ends_every_tab_here_and_leads_to_the_end_there(
    site: Site, login: Provider, visitor: BrowserContext
) -> None:
    login.know("leaving-oidc", groups="coordination")
    page, other = visitor.new_page(), visitor.new_page()
    come(page, site.url, "leaving-oidc")
    page.get_by_role("button", name="Test leaving-oidc").wait_for()
    other.goto(site.url)
    other.get_by_role("button", name="Test leaving-oidc").wait_for()
    settled(other)
    settled(page)
    page.get_by_role("button", name="Test leaving-oidc").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(f"{login.issuer}/oauth2/end_session?**")
    assert "id_token_hint=" in page.url
    expect(other.get_by_role("link", name=WAY)).to_be_visible(timeout=ENDS_WITHIN)
    page.get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("You are signed out.")
    assert page.url == f"{site.url}/"
    assert not {COOKIE, "saumaton_oidc_token", "saumaton_oidc"} & {cookie["name"] for cookie in visitor.cookies()}
    assert logged(site, "leaving-oidc")[-1] == ("sign_out", "")


def test_who_is_removed_ends_at_the_gate(site: Site, login: Provider, visitor: BrowserContext) -> None:
    login.know("removed-oidc", groups="coordination")
    page = visitor.new_page()
    come(page, site.url, "removed-oidc")
    page.get_by_role("button", name="Test removed-oidc").wait_for()
    settled(page)
    users.remove_user(engine(f"sqlite:///{own_database(site)}"), "removed-oidc")
    expect(page.get_by_role("link", name=WAY)).to_be_visible(timeout=ENDS_WITHIN)
    page.reload()
    expect(page.get_by_role("link", name=WAY)).to_be_visible()


def test_the_password_is_hidden_where_the_settings_say_so(
    demo_database: str, login: Provider, visitor: BrowserContext, tmp_path: Path
) -> None:
    with with_provider(demo_database, login, tmp_path, password=False) as site:
        page = visitor.new_page()
        page.goto(site.url)
        expect(page.get_by_role("link", name=WAY)).to_be_visible()
        settled(page)
        assert page.get_by_label("Password").count() == 0
