"""News for open pages: a WebSocket in each tab says what the newest figures are of, and ends with the sign-in. It
carries no figure: the tab then asks for a run of the page. It first tells which cases its page is about, and then hears
of changes to them alone.

A WebSocket, because a browser opens no more than six other connections that stay open, for all tabs together.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import jwt
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from screen.frame import services
from screen.sign_in import gate
from screen.sign_in.session import COOKIE, session_of
from screen.view.view import View
from store.facts.changes import ALL_CASES, KINDS, Codes
from store.facts.replica import Replica, now_of
from store.own.sessions import Session

LOOK_SECONDS = 0.05
SIGN_IN_SECONDS = 2.0
BEAT_SECONDS = 4.0
SPREAD_PER_TAB = 0.02
LONGEST_SPREAD = 1.0
REFUSED = 4401
CLICKED = "clicked"
ENDED = "ended"
AGAIN = "again"

Queue = asyncio.Queue[str]
_people: Counter[Codes] = Counter()  # how many look at the same cases
_again: set[str] = set()  # whose pages are to be drawn anew


class State(NamedTuple):
    """What a screen is drawn from: `figures` differs after each change of the data or of its age, `moment` is that of
    the figures where nothing fixes it.
    """

    figures: str
    moment: str


@dataclass
class Tab:
    """One tab that listens: what its page is `about`, as that came and as it is read, and what it was told last."""

    session: Session
    about: str = ""
    wanted: Codes | None = None
    told: State | None = None


_listeners: dict[Queue, Tab] = {}


def drawn(view: View) -> State:
    """What a view is drawn from."""
    return State(f"{view.version} {view.stale_since}", view.now.isoformat())


def state_of(replica: Replica, wanted: Codes = ALL_CASES) -> State:
    """What a screen about these cases would be drawn from now."""
    seen = replica.seen(wanted, may_wait=False)  # all tabs are told by one thread
    return State(f"{seen.version} {replica.stale_since}", now_of(seen).isoformat())


def loading() -> State:
    """What a screen that waits for the first figures is drawn from."""
    return State("loading {} of {}".format(*services.progress()), "")


def about(wanted: Codes) -> str:
    """The wanted cases as a tab tells of them. It is signed, because what changes elsewhere is not for everybody."""
    codes = {kind: sorted(some) for kind, some in zip(KINDS, wanted, strict=True) if some}
    return jwt.encode(codes, services.key(), algorithm="HS256") if codes else ""


def wanted_of(about: str) -> Codes:
    """What `about` was made of; all cases where it was not made by `about`."""
    with suppress(jwt.InvalidTokenError, TypeError):
        codes = jwt.decode(about, services.key(), algorithms=["HS256"])
        return tuple(frozenset(codes.get(kind, ())) for kind in KINDS)
    return ALL_CASES


def people(wanted: Codes) -> int:
    """About how many tabs show these cases; one at least."""
    return max(1, _people[wanted])


def _now(wanted: Codes) -> State:
    return state_of(services.replica(), wanted) if services.is_ready() else loading()


def draw_again(user_name: str) -> None:
    """Have all pages of a user drawn anew; called by any thread."""
    _again.add(user_name)


async def news(websocket: WebSocket) -> None:
    """Tell one tab of each news until it leaves or its sign-in ends."""
    session = session_of(websocket.cookies.get(COOKIE, ""), services.key())
    ended = {session} if session is None else await run_in_threadpool(_ended, {session})
    await websocket.accept()
    if session is None or ended or not _same_origin(websocket):
        await websocket.close(REFUSED)
        return
    queue, tab = Queue(), Tab(session)
    _listeners[queue] = tab
    sending = asyncio.create_task(_send(websocket, queue))
    try:
        with suppress(WebSocketDisconnect, KeyError):  # KeyError: it said bytes, which no page of ours does
            while True:
                heard = await websocket.receive_text()
                if heard == CLICKED:
                    gate.clicked(session, datetime.now(UTC))
                else:
                    tab.about, tab.wanted, tab.told = heard, wanted_of(heard), None
    finally:
        del _listeners[queue]
        sending.cancel()


async def follow() -> None:
    """Tell all tabs of news, for as long as the server runs."""
    look_at = 0.0
    while True:
        _tell_news()
        while _again:
            user_name = _again.pop()
            _tell(AGAIN, [queue for queue, tab in _listeners.items() if tab.session.user_name == user_name])
        if _listeners and (now := asyncio.get_running_loop().time()) >= look_at:
            look_at = now + SIGN_IN_SECONDS
            ended = await run_in_threadpool(_ended, {tab.session for tab in _listeners.values()})
            _tell(ENDED, [queue for queue, tab in _listeners.items() if tab.session in ended])
        await asyncio.sleep(LOOK_SECONDS)


def _tell(message: str, queues: list[Queue]) -> None:
    for queue in queues:
        queue.put_nowait(message)


def _tell_news() -> None:
    """All tabs that are told something ask for their runs at random within `spread` seconds, so that they do not all
    wait for each other.
    """
    there = [(queue, tab, tab.wanted) for queue, tab in _listeners.items() if tab.wanted is not None]
    _people.clear()
    _people.update(wanted for _, _, wanted in there)
    now = {wanted: _now(wanted) for wanted in _people}
    news = [(queue, tab, now[wanted]) for queue, tab, wanted in there if tab.told != now[wanted]]
    spread = min(LONGEST_SPREAD, SPREAD_PER_TAB * (len(news) - 1))
    for queue, tab, state in news:
        tab.told = state
        told = {"figures": state.figures, "moment": state.moment, "about": tab.about, "spread": spread}
        queue.put_nowait(json.dumps(told))


async def _send(websocket: WebSocket, queue: Queue) -> None:
    """Send what is in the queue; and while there is nothing, a beat, by which the tab knows that it would be told."""
    while True:
        try:
            message = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
        except TimeoutError:
            message = ""
        await websocket.send_text(message)
        if message == ENDED:
            await websocket.close()
            return


def _ended(listening: Collection[Session]) -> set[Session]:
    return gate.ended(listening, datetime.now(UTC))


def _same_origin(websocket: WebSocket) -> bool:
    """Whether the page that asks is of this host: the browser sends the cookie from any."""
    origin = websocket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == websocket.headers.get("host")
