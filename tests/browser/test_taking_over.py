"""Who knows Streamlit's name of a tab, and has not its cookie, gets nothing of it and takes nothing away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from screen.sign_in.session import COOKIE
from tests.browser.conftest import Site, has_cookie, settled, sign_in, visitor_of

pytestmark = pytest.mark.browser

FIGURES = "waiting handover"


@contextmanager
def names_of_tabs(page: Page) -> Iterator[list[str]]:
    """Streamlit's names of the tabs that the page is."""
    found: list[str] = []

    def read(payload: str | bytes) -> None:
        message = ForwardMsg.FromString(payload) if isinstance(payload, bytes) else ForwardMsg()
        if name := message.new_session.initialize.session_id:
            found.append(name)

    def listen(socket: WebSocket) -> None:
        if "/_stcore/stream" in socket.url:
            socket.on("framereceived", read)

    page.on("websocket", listen)
    yield found


def resumed(site: Site, tab: str, cookie: str) -> tuple[str, str]:
    """The name of the tab that somebody gets who asks for another one's, and what a run of its page shows."""
    protocols: Sequence[Subprotocol] = [Subprotocol(name) for name in ("streamlit", "none", tab)]
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    address = site.url.replace("http", "ws") + "/_stcore/stream"
    name, shown = "", ""
    with connect(address, subprotocols=protocols, additional_headers=headers, max_size=None) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        while True:
            payload = socket.recv(timeout=30)
            message = ForwardMsg.FromString(payload if isinstance(payload, bytes) else payload.encode())
            name = message.new_session.initialize.session_id or name
            shown += str(message)
            # a sign-in form or a page, whichever run it is that ends
            if message.WhichOneof("type") == "script_finished" and ("sign_in_form" in shown or FIGURES in shown):
                return name, shown


def test_who_has_not_the_cookie_gets_another_tab(site: Site, visitor: BrowserContext, chromium: Browser) -> None:
    page = visitor.new_page()
    with names_of_tabs(page) as tabs:
        page.goto(site.url)
        sign_in(page, "coordination")
        expect(page.get_by_role("heading", level=1)).to_contain_text(FIGURES)
        settled(page)
    other = visitor_of(chromium)
    another = other.new_page()
    another.goto(site.url)
    sign_in(another, "rapporteur")
    has_cookie(another)
    has_cookie(page)
    theirs, ours = (
        next(cookie["value"] for cookie in context.cookies() if cookie["name"] == COOKIE)
        for context in (other, visitor)
    )
    for cookie in ("", theirs):
        name, shown = resumed(site, tabs[-1], cookie)
        assert name != tabs[-1]
        assert (FIGURES in shown) == bool(cookie)  # those of a role of their own
    with names_of_tabs(page) as after:
        page.get_by_role("link", name="Open cases").first.click()
        expect(page).to_have_url(site.url + "/open_cases")
        expect(page.get_by_role("heading", level=1)).to_contain_text("open")
    assert after == []  # its line was never taken from it
    name, shown = resumed(site, tabs[-1], ours)
    assert name == tabs[-1]
    assert FIGURES in shown
    other.close()
