"""What the component for news does in a browser: it listens, and asks for a run of a page that is no longer the newest.

It is known by the key that its element has, and by its script: that says whether it listens over a WebSocket or to
server-sent events, and the name of what it triggers. A message is a version, or JSON that holds the same fields as what
the page was drawn from, and perhaps the `spread` in seconds within which all tabs ask at random.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import h11
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

NEWS = "/news"
KEY = "news"  # what the id of the element has in it
ENDED = "ended"  # the message that the sign-in has ended, for which no time is lost
LONGEST_SPREAD = 1.0
PATIENCE = 15.0  # seconds after which a run that was asked for is asked for again
RECONNECT_SECONDS = 1.0
_TRIGGERS = re.compile(r"""setTriggerValue\(\s*["'`](\w+)""")

_chance = np.random.default_rng()


@dataclass(frozen=True)
class Component:
    """The component as it was drawn last; `data` is the JSON that it was given."""

    element_id: str
    fragment: str
    data: str
    script: str

    @property
    def over_websocket(self) -> bool:
        return "WebSocket" in self.script

    def triggered(self, value: str) -> tuple[str, str]:
        """The widget that carries to the server what the component triggers, and the JSON that it carries."""
        found = _TRIGGERS.search(self.script)
        told = [{"event": found[1] if found else "version", "value": value}]
        return f"$$STREAMLIT_INTERNAL_KEY_{self.element_id}__events", json.dumps(told)


@dataclass(frozen=True)
class Source:
    """Where news come from."""

    site: str
    path: str
    cookie: str


class News:
    """The news of one tab. `ask` asks for a run and is given what was heard; `failed` is told what went wrong."""

    def __init__(self, source: Source, ask: Callable[[str], Awaitable[None]], failed: Callable[[str], None]) -> None:
        self.component: Component | None = None
        self._source, self._ask, self._failed = source, ask, failed
        self._heard = ""
        self._asked = 0.0
        self._waiting: asyncio.Task[None] | None = None
        self._socket: ClientConnection | None = None
        self._told = ""

    def drawn(self, component: Component) -> None:
        """The component has come with a run; a run that was asked for has come where it has other data."""
        before, self.component = self.component, component
        if before is None or before.data != component.data:
            self._asked = 0.0
            self.stop_waiting()
            if self._socket and about(component) != self._told:
                self._telling = asyncio.create_task(self._tell(self._socket, component))
            self._consider()

    def stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
        self._waiting = None

    async def follow(self) -> None:
        """Listen for ever."""
        listen = self._over_websocket if self.component and self.component.over_websocket else _server_sent
        while True:
            async for message in listen(self._source, self._failed):
                if message == ENDED:
                    await self._ask(message)
                elif message:
                    self._heard = message
                    self._consider()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _tell(self, socket: ClientConnection, component: Component) -> None:
        """Say which cases the page is about, so that nothing is told of others."""
        self._told = about(component)
        await socket.send(self._told)

    async def _over_websocket(self, source: Source, failed: Callable[[str], None]) -> AsyncIterator[str]:
        """The messages of one connection."""
        try:
            async with connect(
                f"ws://{urlsplit(source.site).netloc}{source.path}",
                origin=source.site,  # type: ignore[arg-type]
                additional_headers={"Cookie": source.cookie},
                ping_interval=None,
                open_timeout=60,
                proxy=None,
            ) as self._socket:
                if self.component:
                    await self._tell(self._socket, self.component)
                async for message in self._socket:
                    yield str(message)
        except (WebSocketException, OSError) as error:
            failed(f"{source.path}: {type(error).__name__}")
        finally:
            self._socket = None

    def _consider(self) -> None:
        if self._heard and not self._waiting and self.component and is_newer(self._heard, self.component.data):
            self._waiting = asyncio.create_task(self._ask_in_time())

    async def _ask_in_time(self) -> None:
        wait = self._asked + PATIENCE - time.monotonic() if self._asked else spread(self._heard) * _chance.random()
        await asyncio.sleep(max(0.0, wait))
        self._waiting, self._asked = None, time.monotonic()
        try:
            await self._ask(self._heard)
        except (WebSocketException, OSError) as error:
            self._failed(f"the connection broke: {type(error).__name__}")
        self._consider()


def is_newer(heard: str, data: str) -> bool:
    """Whether a message tells of something else than what the page was drawn from, where that is not left open."""
    told, drawn = _fields(heard), _fields(data)
    if told and told.get("about", "") != drawn.get("about", ""):
        return False  # it is of another page, and what is of this one comes
    if not told:
        return heard not in map(str, drawn.values())
    return any(drawn[name] is not None and drawn[name] != told[name] for name in told.keys() & drawn.keys())


def about(component: Component) -> str:
    """Which cases the page is about, as the component tells it."""
    return str(_fields(component.data).get("about", ""))


def spread(heard: str) -> float:
    """The seconds within which the tab asks."""
    return float(_fields(heard).get("spread", LONGEST_SPREAD))


def _fields(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def _server_sent(source: Source, failed: Callable[[str], None]) -> AsyncIterator[str]:
    """The data of the events of one answer."""
    try:
        async for line in _lines(source, failed):
            if line.startswith("data:"):
                yield line.removeprefix("data:").strip()
    except (h11.RemoteProtocolError, OSError) as error:
        failed(f"{source.path}: {type(error).__name__}")


async def _lines(source: Source, failed: Callable[[str], None]) -> AsyncIterator[str]:
    place, http, unread = urlsplit(source.site), h11.Connection(h11.CLIENT), b""
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    headers = [("Host", place.netloc), ("Cookie", source.cookie), ("Accept", "text/event-stream")]
    writer.write(http.send(h11.Request(method="GET", target=source.path, headers=headers)) or b"")
    writer.write(http.send(h11.EndOfMessage()) or b"")
    try:
        while True:
            match http.next_event():
                case h11.NEED_DATA:
                    http.receive_data(await reader.read(65_536))
                case h11.Response() as answer if not _is_stream(answer):
                    failed(f"{source.path} answers {answer.status_code} without events")
                    return
                case h11.Data(data=data):
                    *lines, unread = (unread + bytes(data)).split(b"\n")
                    for line in lines:
                        yield line.decode()
                case h11.EndOfMessage() | h11.ConnectionClosed():
                    return
    finally:
        writer.close()


def _is_stream(answer: h11.Response) -> bool:
    return answer.status_code == 200 and dict(answer.headers).get(b"content-type", b"").startswith(b"text/event-stream")
