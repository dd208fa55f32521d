"""A page that follows news as the dashboard may: a component, which a browser would make listen, tells of a version."""

import asyncio
from collections.abc import AsyncIterator

import streamlit as st
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route


def page() -> None:
    listen = st.components.v2.component("news", js="export default () => {}")
    told = listen(key="news", data={"drawn_from": "v1"}, on_version_change=lambda: None)
    st.html(f"<p>told {told.version}</p>")


async def news(_request: Request) -> StreamingResponse:
    async def said() -> AsyncIterator[str]:
        yield "data: v1\n\n"
        await asyncio.sleep(0.5)
        yield "data: v2\n\n"
        await asyncio.sleep(60)

    return StreamingResponse(said(), media_type="text/event-stream")


if __name__ == "__main__":
    page()
else:
    app = st.App(__file__, routes=[Route("/news", news)])
