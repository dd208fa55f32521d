"""A browser without a picture: it speaks Streamlit's WebSocket protocol as the script of the page does.

It keeps large messages by their hash and forgets them as soon as a browser does, runs fragments anew at their interval,
and, where a page has a component for news instead, listens to them and asks for a run when they come. It fetches no
files, and sends no values of widgets: all that people choose here is in the address.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench import news

SUCCEEDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Traffic:
    """What the server had to do for a browser: script runs that it began, and messages and bytes that came."""

    runs: int = 0
    messages: int = 0
    bytes: int = 0

    def since(self, before: "Traffic") -> "Traffic":
        return Traffic(*(now - then for now, then in zip(vars(self).values(), vars(before).values(), strict=True)))

    def copy(self) -> "Traffic":
        return Traffic(**vars(self))


@dataclass
class Run:
    """A script run as it came: the elements that it drew; fragments are those that it was about, none for a page."""

    fragments: tuple[str, ...] = ()
    elements: list[Element] = field(default_factory=list)


class Missing(KeyError):
    """The server named a message that this browser does not have: in a real one, the page is dead."""


@dataclass
class _Kept:
    message: ForwardMsg
    last_used: int


class Messages:
    """The messages that a browser keeps so that the server can name them by their hash alone."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._runs = 0

    @property
    def hashes(self) -> list[str]:
        return list(self._kept)

    def whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, or the kept message that it refers to. Raises Missing."""
        if message.WhichOneof("type") == "ref_hash":
            if (kept := self._kept.get(message.ref_hash)) is None:
                raise Missing(message.ref_hash)
            kept.last_used = self._runs
            kept.message.metadata.CopyFrom(message.metadata)
            return kept.message
        if message.metadata.cacheable:
            self._kept.setdefault(message.hash, _Kept(message, self._runs)).last_used = self._runs
        return message

    def run_ended(self, oldest: int, fragments: tuple[str, ...]) -> None:
        """Forget what was not used for more than `oldest` runs; the run of a fragment only ages what is its own."""
        self._runs += 1
        for name, kept in list(self._kept.items()):
            concerned = not fragments or kept.message.delta.fragment_id in fragments
            if concerned and self._runs - kept.last_used > oldest:
                del self._kept[name]


class Tab:
    """One page that is open in one person's browser. `finished` is called with each run that succeeded, `failed` with
    what went wrong.
    """

    def __init__(
        self,
        site: str,
        page: str,
        cookie: str,
        finished: Callable[[Run], None],
        failed: Callable[[str], None],
        news_path: str = news.NEWS,
    ) -> None:
        self.site, self.page, self.cookie = site, page, cookie
        self.query = ""
        self.traffic = Traffic()
        self.messages = Messages()
        self.news = news.News(news.Source(site, news_path, cookie), self._hear, failed)
        self._finished, self._failed = finished, failed
        self._run = Run()
        self._page_script_hash = ""
        self._oldest_message = 2
        self._answered = False
        self._beats: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._listening_to_news = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect, and ask for the page."""
        address = f"ws://{urlsplit(self.site).netloc}/_stcore/stream"
        self._socket = await connect(
            address,
            origin=self.site,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self.cookie, "Accept-Language": "en-GB"},
            max_size=None,
            ping_interval=None,
            open_timeout=60,
            proxy=None,
        )
        self._start(partial(self._listen, self._socket))
        await self.rerun()

    async def close(self) -> None:
        """Leave, as by closing the tab."""
        self.news.stop_waiting()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    async def rerun(self, *, fragment: str = "", auto: bool = False, told: str = "") -> None:
        """Ask for a run of the page or of a fragment; `told` is what the component for news tells."""
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash = self.query, self._page_script_hash
        state.page_name = "" if self._page_script_hash else self.page.strip("/")
        state.fragment_id, state.is_auto_rerun = fragment, auto
        state.cached_message_hashes.extend(self.messages.hashes)
        context = state.context_info
        context.timezone, context.timezone_offset, context.locale = "Europe/Helsinki", -120, "en-GB"
        context.url, context.color_scheme = self.site + self.page, "light"
        if told and self.news.component:
            trigger = state.widget_states.widgets.add()
            trigger.id, trigger.json_trigger_value = self.news.component.triggered(told)
        self._answered = False
        if self._socket is not None:
            await self._socket.send(asked.SerializeToString())

    async def _listen(self, socket: ClientConnection) -> None:
        async for payload in socket:
            if isinstance(payload, bytes):
                self._receive(payload)
        self._failed("the server closed the connection")

    def _receive(self, payload: bytes) -> None:
        self.traffic.messages += 1
        self.traffic.bytes += len(payload)
        try:
            self._take(self.messages.whole(ForwardMsg.FromString(payload)))
        except Missing:
            self._failed("a message that the server named was not kept")

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._begin(message)
            case "delta":
                self._draw(message.delta)
            case "script_finished":
                self._end(message)
            case "navigation":
                self._page_script_hash = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "auto_rerun":
                self._beat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_beat(fragment)
            case "session_event" if message.session_event.WhichOneof("type") == "script_compilation_exception":
                self._failed("the script does not compile")

    def _begin(self, message: ForwardMsg) -> None:
        self.traffic.runs += 1
        self._answered = True
        self._run = Run(tuple(message.metadata.run.fragment_ids))
        self._oldest_message = message.new_session.config.max_cached_message_age
        if not self._run.fragments:
            self._page_script_hash = message.new_session.page_script_hash
            for fragment in list(self._beats):
                self._stop_beat(fragment)

    def _draw(self, delta: Delta) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        self._run.elements.append(element)
        kind = element.WhichOneof("type")
        if kind == "exception":
            self._failed(f"the page shows {element.exception.type}: {element.exception.message[:200]}")
        elif kind == "bidi_component" and news.KEY in element.bidi_component.id:
            drawn = element.bidi_component
            data = drawn.json or drawn.mixed.json
            self.news.drawn(news.Component(drawn.id, delta.fragment_id, data, drawn.js_content))

    def _end(self, message: ForwardMsg) -> None:
        early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if self._answered and not early and message.metadata.HasField("run"):
            self.messages.run_ended(self._oldest_message, tuple(message.metadata.run.fragment_ids))
        if message.script_finished in SUCCEEDED:
            self._finished(self._run)
            if self.news.component and not self._beats and not self._listening_to_news:
                self._listening_to_news = True
                self._start(self.news.follow)

    def _beat(self, fragment: str, interval: float) -> None:
        if fragment in self._beats and self._beats[fragment][0] == interval:
            return
        self._stop_beat(fragment)
        self._beats[fragment] = interval, self._start(partial(self._run_again, fragment, interval))

    def _stop_beat(self, fragment: str) -> None:
        if fragment in self._beats:
            self._beats.pop(fragment)[1].cancel()

    async def _run_again(self, fragment: str, interval: float) -> None:
        due = time.monotonic()
        while True:
            due += interval
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self.rerun(fragment=fragment, auto=True)

    async def _hear(self, told: str) -> None:
        if self.news.component:
            await self.rerun(fragment=self.news.component.fragment, told=told)

    def _start(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        async def guarded() -> None:
            try:
                await doing()
            except (WebSocketException, OSError) as error:
                self._failed(f"the connection broke: {type(error).__name__}")

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
