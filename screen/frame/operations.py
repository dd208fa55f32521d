"""What those who run the dashboard ask it, without a session: does it live, is it ready, and how is it doing."""

import math
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime

from config.networks import is_within
from screen.frame import services
from screen.frame.metrics import COPY_AGE_SECONDS, SESSIONS

SESSIONS_OF_STREAMLIT = "active_sessions"


async def lives(_request: Request) -> PlainTextResponse:
    """200 while the process answers."""
    return PlainTextResponse("alive")


async def ready(_request: Request) -> PlainTextResponse:
    """200 once the facts are loaded, with their age, and 503 until then, with how far that is."""
    if services.is_ready():
        return PlainTextResponse(f"ready: the copy was found true {copy_age():.0f} seconds ago")
    return PlainTextResponse("loading: {} of {} tables".format(*services.progress()), 503)


async def measured(request: Request) -> Response:
    """What Prometheus reads, for the addresses that the settings name; 403 for all others."""
    if not is_within(request.client.host if request.client else "", services.settings().metrics_for):
        return PlainTextResponse("not for this address", 403)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def copy_age() -> float:
    """Seconds since the copy was last found true: 0 while that is within 5 seconds, NaN before the facts are loaded."""
    if not services.is_ready():
        return math.nan
    since = services.replica().stale_since
    return 0.0 if since is None else (datetime.now(UTC) - since).total_seconds()


def sessions() -> float:
    """Sessions of tabs that are connected; 0 where no dashboard is served."""
    if not Runtime.exists():
        return 0
    found = Runtime.instance().stats_mgr.get_stats([SESSIONS_OF_STREAMLIT])
    return float(sum(stat.value for stat in found.get(SESSIONS_OF_STREAMLIT, ())))  # type: ignore[attr-defined]


ROUTES = [Route("/healthz", lives), Route("/readyz", ready), Route("/metrics", measured)]
COPY_AGE_SECONDS.set_function(copy_age)
SESSIONS.set_function(sessions)
