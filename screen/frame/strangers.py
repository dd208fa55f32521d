"""What every request meets before anything of the dashboard, whoever sends it: some are refused, and every answer says
what a browser may do with it.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.languages import LANGUAGES
from screen.frame import served
from screen.language.preference import declaration
from screen.sign_in.session import COOKIE

# RFC 9110, 4.1: what every server should take
LONGEST_ADDRESS = 8000
METHODS = ("GET", "HEAD")
# Streamlit answers these to everybody; nothing is uploaded here, and /metrics asks who wants to know
REFUSED = ("/_stcore/upload_file", "/_stcore/metrics", "/_stcore/script-health-check")
# what Streamlit serves to whoever knows its address: pictures of the look, and files to take away
MEDIA = "/media/"
# pages that the dashboard's own pages frame
FRAMED = "/component/"
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # an address names what somebody looks at
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_YEAR = "max-age=31536000"


class Guard:
    """The outermost layer of the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on; the headers come to the answer either way."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = refused(scope)
        if scope["type"] == "websocket":
            await (_hung_up if refusal else self._app)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers(scope))
            await send(message)

        if not refusal and scope["path"].startswith(MEDIA):
            await self._media(scope, receive, send_with_headers)
            return
        await (refusal or self._app)(scope, receive, send_with_headers)

    async def _media(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what belongs to the look of a page; a file to take away only to who asked for it."""
        withheld = False

        async def send_what_is_theirs(message: Message) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start" and "content-disposition" in Headers(scope=message):
                withheld = not await run_in_threadpool(_may_fetch, scope)
            if not withheld:
                await send(message)

        await self._app(scope, receive, send_what_is_theirs)
        if withheld:
            await PlainTextResponse("not found", 404)(scope, receive, send)


def _may_fetch(scope: Scope) -> bool:
    asks = HTTPConnection(scope)
    return served.may_fetch(scope["path"], asks.cookies.get(COOKIE, ""), asks.client.host if asks.client else "")


def refused(scope: Scope) -> PlainTextResponse | None:
    """The answer to a request that nobody needs here; None for all others."""
    path: str = scope["path"]
    if len(scope.get("raw_path") or path) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return PlainTextResponse("the address is too long", 414)
    if path.startswith(REFUSED):
        return PlainTextResponse("not found", 404)
    if scope.get("method", "GET") not in METHODS:
        return PlainTextResponse("not allowed", 405, {"Allow": ", ".join(METHODS)})
    return None


def headers(scope: Scope) -> dict[str, str]:
    """What is said with the answer to a request. The server takes the scheme from X-Forwarded-Proto, where the proxy
    says so.
    """
    is_framed = scope["path"].startswith(FRAMED)
    said = {**HEADERS, "Content-Security-Policy": framed_policy() if is_framed else policy()}
    return {**said, "Strict-Transport-Security": A_YEAR} if scope["scheme"] == "https" else said


@cache
def policy() -> str:
    """What a page of the dashboard may load and run."""
    ours = [declaration(code) for code in LANGUAGES]
    # components come as blobs, which none but the page's own scripts can make
    return _written(f"'self' blob: {_hashed([*_inline(INDEX), *ours])}", "'none'")


@cache
def framed_policy() -> str:
    """The same for the page that keeps the cookie of a sign-in."""
    # found without an import, which would make its component known before there is a server that could serve it
    found = find_spec("extra_streamlit_components")
    [package] = found.submodule_search_locations if found and found.submodule_search_locations else [""]
    page = Path(package) / "CookieManager" / "frontend" / "build" / "index.html"
    return _written(f"'self' {_hashed(_inline(page))}", "'self'")


def _written(scripts: str, framed_by: str) -> str:
    rules = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{rule} {sources}" for rule, sources in rules.items())


def _inline(page: Path) -> list[str]:
    """The scripts that stand in a page itself."""
    return re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)


def _hashed(scripts: list[str]) -> str:
    """Scripts as a policy names them (Content Security Policy Level 3, 2.3.1)."""
    return " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)


async def _hung_up(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})
