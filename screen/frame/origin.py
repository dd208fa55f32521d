"""From where a request comes: as the access log keeps it, and who brought it to this process."""

from typing import Any

import streamlit as st
import uvicorn.config
from starlette.datastructures import Address
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

HERE = "localhost"
PEER = "saumaton.peer"


def address() -> str:
    """The visitor's address, as the server knows it; where a proxy stands in front, as a trusted one says it."""
    found = st.context.ip_address
    return found if isinstance(found, str) else HERE  # Streamlit leaves out those of this machine


def named(client: Address | None) -> str:
    """The address of a request as `address` says it."""
    return "" if client is None else HERE if client.host in ("127.0.0.1", "::1") else client.host


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
    """The address of who sent a request to this process, whatever a proxy says of where it came from; empty where that
    was not noted, which nobody should trust.
    """
    found = scope.get(PEER, "")
    return found if isinstance(found, str) else ""
