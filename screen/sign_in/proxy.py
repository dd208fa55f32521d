"""Sign-in by a proxy that says in headers who the visitor is, as that of a SAML federation does.

Headers that begin with Remote- are believed of the proxy that the settings name, and taken off what anybody else sends.
"""

import logging
import math
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from config.networks import is_within
from config.sign_in import REMOTE, TrustedProxy
from screen.frame import services
from screen.frame.origin import peer_of
from screen.sign_in import arrivals
from screen.sign_in.arrivals import TurnedAway
from screen.sign_in.claims import Claims
from store.errors import OwnDatabaseUnusable

BEGIN = "/proxy/sign-in"

# whoever sends them again and again fills no log
TELL_SECONDS = 60

_log = logging.getLogger(__name__)
told, untold = -math.inf, 0  # when it was said last, of the monotonic clock, and how many since then were not


def without_foreign_names(scope: Scope) -> Scope:
    """The request without the headers that only the proxy may send, where another sent it; that is logged."""
    if not any(name.startswith(REMOTE.encode()) for name, _value in scope["headers"]):
        return scope
    said, peer = services.settings().sign_in.proxy, peer_of(scope)
    if said and is_within(peer, said.addresses):
        return scope
    _tell(peer)
    return {**scope, "headers": [pair for pair in scope["headers"] if not pair[0].startswith(REMOTE.encode())]}


def _tell(peer: str) -> None:
    """Say it once in TELL_SECONDS, with how often it was not said since."""
    global told, untold  # noqa: PLW0603
    if (now := time.monotonic()) - told < TELL_SECONDS:
        untold += 1
        return
    words = (
        "headers that say who somebody is are taken off: %s is not the proxy of the settings (%d more since the last)"
    )
    _log.warning(words, peer, untold)
    told, untold = now, 0


async def begin(request: Request) -> Response:
    """Lead whom the proxy names on in their session, which begins where none holds."""
    said = services.settings().sign_in.proxy
    return await run_in_threadpool(_begun, request, said) if said else Response(status_code=404)


def _begun(request: Request, said: TrustedProxy) -> Response:
    known = arrivals.device(request)
    try:
        if not is_within(peer_of(request.scope), said.addresses):
            raise TurnedAway("elsewhere")
        if _is_loaded_elsewhere(request):
            raise TurnedAway("again")
        session = arrivals.taken_in(request, "proxy", _claims(request), said.mapping, known=known)
        return arrivals.welcome(request, session, known, arrivals.place_of(request))
    except TurnedAway as refused:
        return arrivals.turn_away(request, "proxy", refused)
    except OwnDatabaseUnusable:
        return arrivals.back(request, "not_logged")


def _is_loaded_elsewhere(request: Request) -> bool:
    """Whether the page of another site loads this, in a frame or as a picture (W3C, Fetch Metadata Request Headers).
    Going here is another thing: a federation sends the browser back from a site of its own.
    """
    site, *kind = (request.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest"))
    return site == "cross-site" and kind != ["navigate", "document"]


def _claims(request: Request) -> Claims:
    """The values of the headers by their names in the settings. A header that stands there twice says nothing, because
    one of the two may be the visitor's own.
    """
    headers = request.headers
    named = {name for name in headers if name.startswith(REMOTE)}
    once = {name: found[0] for name in named if len(found := headers.getlist(name)) == 1}
    return {name: _text(value).split(";") for name, value in once.items()}


def _text(value: str) -> str:
    """A header as federations send it, in UTF-8; the server reads each byte as a letter."""
    return value.encode("latin-1", "replace").decode(errors="replace")


ROUTES = [Route(BEGIN, begin)]
