"""What every request meets before anything of the dashboard, whoever sends it: some are refused, and every answer says
what a browser may do with it.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.languages import LANGUAGES
from screen.frame import forged, origin, served, uploads
from screen.language.preference import declaration
from screen.sign_in import cookie, gate, proxy
from screen.sign_in.session import COOKIE

# RFC 9110, 4.1: what every server should take
LONGEST_ADDRESS = 8000
METHODS = ("GET", "HEAD")
METHODS_OF = {cookie.PATH: ("POST",)}
# Streamlit answers these to everybody; files come by a way of our own (uploads), /metrics asks who wants to know, and
# Streamlit's own sign-in is not ours
REFUSED = ("/_stcore/upload_file", "/_stcore/metrics", "/_stcore/script-health-check", "/auth/", "/oauth2callback")
STREAM = "/_stcore/stream"
# what Streamlit serves to whoever knows its address: pictures of the look, and files to take away
MEDIA = "/media/"
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
        scope, refusal = proxy.without_foreign_names(scope), refused(scope)
        if scope["type"] == "websocket":
            if scope["path"].endswith(STREAM):
                scope, receive = without_foreign_tab(scope), forged.guarded(receive, send)
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
    return served.may_fetch(scope["path"], asks.cookies.get(COOKIE, ""), origin.named(asks.client))


def refused(scope: Scope) -> PlainTextResponse | None:
    """The answer to a request that nobody needs here; None for all others."""
    path: str = scope["path"]
    if len(scope.get("raw_path") or path) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return PlainTextResponse("the address is too long", 414)
    if path.startswith(REFUSED):
        return PlainTextResponse("not found", 404)
    allowed = ("PUT",) if path.startswith(uploads.PATH) else METHODS_OF.get(path, METHODS)
    if scope["type"] == "http" and scope["method"] not in allowed:
        return PlainTextResponse("not allowed", 405, {"Allow": ", ".join(allowed)})
    return None


def without_foreign_tab(scope: Scope) -> Scope:
    """The request for a tab's line. Streamlit goes on with the session whose name comes third among the protocols, for
    whoever knows it; here it does so only for who has the cookie by which that session signed in.
    """
    asked = HTTPConnection(scope)
    protocols = asked.headers.get("sec-websocket-protocol", "").split(",")
    tab = protocols[2].strip() if len(protocols) > 2 else ""
    if not tab or gate.may_resume(tab, asked.cookies.get(COOKIE, "")):
        return scope
    kept = ",".join(protocols[:2]).encode()
    others = [pair for pair in scope["headers"] if pair[0] != b"sec-websocket-protocol"]
    return {**scope, "headers": [*others, (b"sec-websocket-protocol", kept)]}


def headers(scope: Scope) -> dict[str, str]:
    """What is said with the answer to a request. The server takes the scheme from X-Forwarded-Proto, where the proxy
    says so.
    """
    said = {**HEADERS, "Content-Security-Policy": policy()}
    return {**said, "Strict-Transport-Security": A_YEAR} if scope["scheme"] == "https" else said


@cache
def policy() -> str:
    """What a page of the dashboard may load and run."""
    ours = [declaration(code, keep) for code in LANGUAGES for keep in (False, True)]
    rules = {
        "default-src": "'none'",
        # components come as blobs, which none but the page's own scripts can make
        "script-src": f"'self' blob: {_hashed([*_inline(INDEX), *ours])}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
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
