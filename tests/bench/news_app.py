"""Pages that follow news as the dashboard may: a component, which a browser would make listen, tells of a version."""

import asyncio
import json
from collections.abc import AsyncIterator

import streamlit as st
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

EVENTS = """export default ({ setTriggerValue }) => {
    new EventSource("/news").onmessage = ({ data }) => setTriggerValue("version", data);
}"""
SOCKET = """export default ({ setTriggerValue }) => {
    new WebSocket("/socket").onmessage = ({ data }) => setTriggerValue("told", data);
}"""


def page() -> None:
    listen = st.components.v2.component("news", js=SOCKET if "socket" in st.query_params else EVENTS)
    data = {"figures": "v1", "moment": None}
    heard = listen(key="news", data=data, on_version_change=lambda: None, on_told_change=lambda: None)
    st.html(f"<p>version {heard.version}, told {heard.told}</p>")


async def news(_request: Request) -> StreamingResponse:
    async def said() -> AsyncIterator[str]:
        yield "data: v1\n\n"
        await asyncio.sleep(0.5)
        yield "data: v2\n\n"
        await asyncio.sleep(60)

    return StreamingResponse(said(), media_type="text/event-stream")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    for figures in ("v1", "v2"):
        await websocket.send_text(json.dumps({"figures": figures, "moment": "now", "spread": 0.1}))
        await websocket.send_text("")
        await asyncio.sleep(0.5)
    await websocket.receive_text()


if __name__ == "__main__":
    page()
else:
    app = st.App(__file__, routes=[Route("/news", news), WebSocketRoute("/socket", socket)])
