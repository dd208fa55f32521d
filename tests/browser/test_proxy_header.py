"""Sign-in by the header of a proxy in a real browser through HAProxy, as deploy/ has it: who is named gets in, whoever
else says so does not.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, HttpCredentials, expect

from screen.sign_in.session import COOKIE
from tests.browser.conftest import HOME, PATIENCE, Site, free_port, running, settled, wait_for
from tests.browser.test_oidc import logged

pytestmark = pytest.mark.browser
PROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = HOME / "deploy" / "proxy_header.cfg"
SOURCE = "127.0.0.2"
PASSWORD = "a password at the proxy"
WAY = "Sign in with Virtu"
SETTINGS = f"""
password = false
[proxy]
label = "Virtu"
addresses = "{SOURCE}"
sign_out = "/healthz"
[[proxy.roles]]
claim = "Remote-Groups"
value = "saumaton-ministry"
role = "ministry"
ministry = "MOI"
"""
FORGED = {"Remote-User": "aino", "Remote-Groups": "saumaton-ministry"}


@dataclass(frozen=True)
class Behind:
    """A dashboard behind a proxy: the address of the proxy, and the dashboard with its own."""

    url: str
    site: Site


@pytest.fixture(scope="module")
def behind(demo_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    assert PROXY, "the browser tests need HAProxy; make test installs it where it can"
    place = tmp_path_factory.mktemp("proxy")
    (place / "sign_in.toml").write_text(SETTINGS, encoding="utf-8")
    settings = {"SAUMATON_SIGN_IN_FILE": str(place / "sign_in.toml"), "FORWARDED_ALLOW_IPS": SOURCE}
    with running(demo_database, place, settings=settings) as site:
        port, front = site.url.rpartition(":")[2], f"localhost:{free_port()}"
        (place / "proxy.cfg").write_text(CONFIGURATION.read_text().replace("127.0.0.1:8501", f"127.0.0.1:{port}"))
        hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True)
        said = {"SAUMATON_BIND": front, "SAUMATON_SOURCE": SOURCE, "SAUMATON_HASH": hashed.stdout.strip()}
        with (place / "proxy.log").open("w") as log:
            process = subprocess.Popen(
                [PROXY, "-db", "-f", "proxy.cfg"], cwd=place, env={**os.environ, **said}, stderr=log
            )
            try:
                wait_for(f"http://{front}/healthz")
                yield Behind(f"http://{front}", site)
            finally:
                process.terminate()
                process.wait(20)


def browser_of(chromium: Browser, user_name: str) -> BrowserContext:
    """A browser that knows somebody's password at the proxy."""
    credentials = HttpCredentials(username=user_name, password=PASSWORD)
    context = chromium.new_context(locale="en-GB", http_credentials=credentials)
    context.set_default_timeout(PATIENCE)
    return context


def cookies(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}


def test_whom_the_proxy_names_gets_in_and_signs_out(behind: Behind, chromium: Browser) -> None:
    visitor = browser_of(chromium, "aino")
    page = visitor.new_page()
    page.goto(f"{behind.url}/handovers?region=01")
    settled(page)
    assert page.get_by_label("Password").count() == 0
    page.get_by_role("link", name=WAY).click()
    page.get_by_role("button", name="aino").wait_for()
    settled(page)
    assert page.url == f"{behind.url}/handovers?region=01"
    assert logged(behind.site, "aino") == [
        ("user_added", "aino: ministry MOI, by proxy header"),
        ("sign_in", "proxy header"),
    ]
    page.get_by_role("button", name="aino").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(f"{behind.url}/healthz")
    assert COOKIE not in cookies(visitor)
    page.goto(behind.url)
    expect(page.get_by_role("link", name=WAY)).to_be_visible()  # the header does not sign in by itself
    assert logged(behind.site, "aino")[-1] == ("sign_out", "")
    visitor.close()


def test_whom_the_proxy_gives_no_role_is_refused_in_words_and_logged(behind: Behind, chromium: Browser) -> None:
    visitor = browser_of(chromium, "eeva")
    page = visitor.new_page()
    page.goto(behind.url)
    page.get_by_role("link", name=WAY).click()
    expect(page.get_by_role("alert")).to_contain_text("says no role")
    assert COOKIE not in cookies(visitor)
    assert logged(behind.site, "eeva") == [("sign_in_failed", "proxy header: no_role")]
    visitor.close()


def test_who_comes_from_elsewhere_is_refused_whatever_they_say(behind: Behind, visitor: BrowserContext) -> None:
    visitor.set_extra_http_headers(FORGED)
    page = visitor.new_page()
    page.goto(behind.site.url)
    page.get_by_role("link", name=WAY).click()
    expect(page.get_by_role("alert")).to_contain_text("You did not come by the way that says who you are")
    assert COOKIE not in cookies(visitor)
    assert ("sign_in_failed", "proxy header: elsewhere") in logged(behind.site, "unknown")
    assert "are taken off: 127.0.0.1 is not the proxy" in (behind.site.var / "server.log").read_text()


def test_through_the_proxy_nobody_says_to_be_another(behind: Behind, chromium: Browser) -> None:
    visitor = browser_of(chromium, "eeva")
    visitor.set_extra_http_headers(FORGED)
    page = visitor.new_page()
    page.goto(behind.url)
    page.get_by_role("link", name=WAY).click()
    expect(page.get_by_role("alert")).to_contain_text("says no role")
    assert COOKIE not in cookies(visitor)
    visitor.close()
