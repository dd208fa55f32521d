"""The server: Streamlit's application, with the news and what operations ask beside it.

Run by `manage.py run`, as a module: python -m screen.frame.server PORT ADDRESS.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager

from config.settings import facts_are_kept_beside
from config.toml_file import HOME
from screen.frame import forged, log, operations, origin, services, uploads
from screen.frame.metrics import ERRORS
from screen.frame.news import follow, news
from screen.frame.strangers import Guard
from screen.sign_in import cookie, oidc, proxy
from screen.view.making import make_ahead

FORGET_SECONDS = 30.0
BEHIND_FACTS = 5  # niceness


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the facts as soon as the server runs, before anybody asks for them."""
    log.begin()
    forged.begin()
    uploads.begin()
    services.load()
    tasks = (follow(), services.follow_settings(), make_ahead(services.version), forget_closed_tabs())
    following = [asyncio.create_task(one) for one in tasks]
    yield
    uploads.end()
    for task in following:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def forget_closed_tabs() -> None:
    """Have Streamlit give back what closed tabs cost. It keeps them for two minutes, for who comes back, and lets go of
    them when they are counted: without this, only once another tab is closed.
    """
    while True:
        await asyncio.sleep(FORGET_SECONDS)
        if Runtime.exists():
            sessions: Any = Runtime.instance()._session_mgr  # there is no public name for it
            len(sessions._session_storage._cache)


def failed(error: Exception) -> bool:
    """Count a run that failed. Whether Streamlit need not write of it, because it was refused."""
    if forged.is_refused(error):
        return True
    ERRORS.inc()
    return False


def give_way() -> None:
    """Let a process that keeps the facts go first where both want a core: for what it makes, all screens wait."""
    if facts_are_kept_beside():
        os.nice(BEHIND_FACTS)


def main(port: str, address: str) -> None:
    """Serve until the process is asked to end."""
    origin.begin()
    give_way()
    # else a first visit would run a file of pages/ by itself, and find none for addresses that have no file there
    PagesManager.uses_pages_directory = False
    giving = Route(cookie.PATH, cookie.give, methods=["POST"])
    routes = [*operations.ROUTES, *oidc.ROUTES, *proxy.ROUTES, *uploads.ROUTES, giving, WebSocketRoute("/news", news)]
    app = st.App(
        HOME / "dashboard.py",
        lifespan=lifespan,
        routes=routes,
        middleware=[Middleware(Guard)],
        on_script_error=failed,
    )
    app.run(config={"server.port": int(port), "server.address": address, "server.headless": True})


if __name__ == "__main__":
    main(*sys.argv[1:])
