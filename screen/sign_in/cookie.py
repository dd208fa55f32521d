"""The route that gives a browser the cookies of a sign-in, and takes back one that proves nothing any more.

The run in which somebody signed in cannot set a cookie itself. It hands the page a ticket, which the page brings here;
a ticket is good once, for a minute, while its session holds.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from screen.frame import services
from screen.sign_in import gate
from screen.sign_in.session import (
    COOKIE,
    DEVICE_COOKIE,
    TICKET_LASTS,
    device_of,
    session_of,
    signed,
    signed_device,
)
from store.errors import OwnDatabaseUnusable
from store.own import sessions
from store.own.sessions import Session

PATH = "/session"
# a page of another site cannot send it, because a browser would ask here first whether it may
TICKET = "Saumaton-Ticket"
# as long as browsers keep one
DEVICE_LASTS = timedelta(days=400)


async def give(request: Request) -> Response:
    """Answer with the cookies of the session that the ticket proves; 403 where it is none, or none any more. Without a
    ticket, take back the cookie of a session that has ended.
    """
    if (ticket := request.headers.get(TICKET)) is None:
        return Response(status_code=400)
    if not ticket:
        answer = Response(status_code=204)
        if not await run_in_threadpool(_proves, request.cookies.get(COOKIE, "")):
            answer.delete_cookie(COOKIE, **kind(request))
        return answer
    session, key = session_of(ticket, services.key(), "ticket"), services.key()
    if session is None or not await run_in_threadpool(_redeemed, session):
        return Response(status_code=403)
    answer = Response(status_code=204)
    issue(answer, request, session, device_of(ticket, key, "ticket"))
    return answer


def issue(answer: Response, request: Request, session: Session, device: str | None) -> None:
    """Give the cookies of a session, and of the browser that it began in, with an answer."""
    key = services.key()
    left = session.since + services.settings().session_lasts - datetime.now(UTC)
    answer.set_cookie(COOKIE, signed("session", session, key), int(left.total_seconds()), **kind(request))
    if device:
        known = signed_device(device, key)
        answer.set_cookie(DEVICE_COOKIE, known, int(DEVICE_LASTS.total_seconds()), **kind(request))


def kind(request: Request) -> dict[str, Any]:
    """How a cookie is kept: no script reads it, and no other site has it sent."""
    return {"path": "/", "httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}


def _redeemed(session: Session) -> bool:
    now = datetime.now(UTC)
    try:
        is_fresh = now - session.since < TICKET_LASTS
        return is_fresh and gate.user_of(session, now) is not None and sessions.take_cookie(services.own(), session)
    except OwnDatabaseUnusable:
        return False


def _proves(cookie: str) -> bool:
    session = session_of(cookie, services.key())
    try:
        return session is not None and gate.user_of(session, datetime.now(UTC)) is not None
    except OwnDatabaseUnusable:
        return False
