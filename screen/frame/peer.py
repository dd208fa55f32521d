"""Who speaks to this process itself, whatever a proxy says of where a request came from."""

from typing import Any

import uvicorn.config
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

PEER = "saumaton.peer"


class KeepsPeer(ProxyHeadersMiddleware):
    """Takes the visitor's address from the proxy as uvicorn does, and notes whose word that is."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            client = scope.get("client")
            scope[PEER] = client[0] if client else ""
        await super().__call__(scope, receive, send)


def begin() -> None:
    """Have uvicorn note the peer of each request; Streamlit starts it, and cannot be told."""
    uvicorn.config.ProxyHeadersMiddleware = KeepsPeer  # type: ignore[attr-defined]


def peer_of(scope: Scope) -> str:
    """The address of who sent a request to this process; empty where that was not noted, which nobody should trust."""
    found = scope.get(PEER, "")
    return found if isinstance(found, str) else ""
