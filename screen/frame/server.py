"""The server: Streamlit's application, with the news and the readiness of this product beside it.

Run by `manage.py run`, as a module: python -m screen.frame.server PORT ADDRESS.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from config.toml_file import HOME
from screen.frame import services
from screen.frame.news import follow, news


async def ready(_request: Request) -> PlainTextResponse:
    """200 once the facts are loaded, 503 until then, with how far that is."""
    if services.is_ready():
        return PlainTextResponse("ready")
    return PlainTextResponse("loading: {} of {} tables".format(*services.progress()), 503)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the facts as soon as the server runs, before anybody asks for them."""
    services.load()
    following = asyncio.create_task(follow())
    yield
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


def main(port: str, address: str) -> None:
    """Serve until the process is asked to end."""
    routes = [Route("/ready", ready), WebSocketRoute("/news", news)]
    app = st.App(HOME / "dashboard.py", lifespan=lifespan, routes=routes)
    app.run(config={"server.port": int(port), "server.address": address, "server.headless": True})


if __name__ == "__main__":
    main(*sys.argv[1:])
