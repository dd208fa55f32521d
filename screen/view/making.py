"""What a page shows is made once for all who look at the same: a few pages at a time, and ahead of who looks next."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from math import sqrt
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Literal

from cachetools import LRUCache
from starlette.concurrency import run_in_threadpool

from documents.page import Page
from documents.screen import Kept
from documents.sheet import Sheet
from screen.address.address import Address
from store.facts.changes import Codes

KEPT = 200
LOOK_SECONDS = 0.1
FIRST_SECONDS = 0.3
LOOKED_AT_SECONDS = 20.0
# Who clicks does not wait for what is made for others. More at once only make each other late.
SLOTS = {"click": 2, "news": 1}

Asks = Literal["click", "news"]
State = tuple[str, datetime]  # the version of the data, and the moment of figures that nothing fixes (aware)


@dataclass(frozen=True)
class Made:
    """A page, what of it goes into files, the address that it was made for, and the state it shows of the cases
    `wanted`; and its HTML, as far as it was drawn.
    """

    page: Page
    sheets: tuple[Sheet, ...]
    address: Address
    state: State
    wanted: Codes
    markup: Kept = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Recipe:
    """How a page is made for all who look at the same (`key`), and of what state it would be, were it made now. What is
    not made `here` only has to be waited for. About so many `people` look at these cases.
    """

    key: Hashable
    make: Callable[[], Made]
    newest: Callable[[], State]
    here: bool = True
    people: int = 1


@dataclass(eq=False)
class _Turn:
    """A page that is waited for: who came first fetches it from elsewhere when it `may_begin`, and all who wait are
    given what is `done`.
    """

    recipe: Recipe
    asks: Asks
    came: float = field(default_factory=time.monotonic)
    may_begin: Event = field(default_factory=Event)
    done: Future[Made] = field(default_factory=Future)


_kept: LRUCache[Hashable, Made] = LRUCache(KEPT)
looked_at: LRUCache[Hashable, tuple[float, Recipe]] = LRUCache(KEPT)  # seconds of the monotonic clock
_waiting: dict[Hashable, _Turn] = {}  # in the order in which they came
_being_made: set[Hashable] = set()
_free = dict(SLOTS)
_changing = Lock()
_begun: SimpleQueue[tuple[Hashable, _Turn]] = SimpleQueue()


def kept(recipe: Recipe) -> Made | None:
    """The page as it was made last, which may have been of an older state. Somebody looks at it."""
    with _changing:
        looked_at[recipe.key] = time.monotonic(), recipe
        return _kept.get(recipe.key)


def made(recipe: Recipe, asks: Asks) -> Made:
    """The page of the newest state; all who ask before its turn comes are given the same."""
    # elsewhere a click may come before the same page that is to be made for news
    key = recipe.key if recipe.here else (recipe.key, asks)
    with _changing:
        if there := _newest(recipe):
            return there
        if is_first := key not in _waiting:
            _waiting[key] = _Turn(recipe, asks)
        turn = _waiting[key]
        if asks == "click":
            turn.asks = asks
        _begin_next()
    if is_first and not recipe.here:
        turn.may_begin.wait()
        if not turn.done.done():
            _make_now(key, turn)
    return turn.done.result()


def latest(recipe: Recipe, one: Made) -> Made:
    """The page as it was made last, if that is of a later moment than this one."""
    with _changing:
        last = _kept.get(recipe.key, one)
    return last if last.state[1] > one.state[1] else one


def _newest(recipe: Recipe) -> Made | None:
    one = _kept.get(recipe.key)
    return one if one and one.state == recipe.newest() else None


def _begin_next() -> None:
    """Let those begin whose turn it is: clicks come before news, and then what many people have waited for, for long.

    The square root of how many people wait shares turns out so that all together wait least (Ammar and Wong, The design
    of teletext broadcast cycles, 1985).
    """
    now = time.monotonic()

    def turn_of(one: tuple[Hashable, _Turn]) -> tuple[str, float]:
        turn = one[1]
        return turn.asks, -sqrt(turn.recipe.people) * (now - turn.came)

    for key, turn in sorted(_waiting.items(), key=turn_of):
        if key in _being_made or (turn.recipe.here and not _free[turn.asks]):
            continue
        del _waiting[key]
        _being_made.add(key)
        if turn.recipe.here:
            _free[turn.asks] -= 1
            _workers()
            _begun.put((key, turn))
        else:
            turn.may_begin.set()


@cache
def _workers() -> None:
    """Start the few threads in which pages are made: each thread that ever made one keeps memory of its own."""
    for number in range(sum(SLOTS.values())):
        Thread(target=_work, name=f"making {number}", daemon=True).start()


def _work() -> None:
    while True:
        _make_now(*_begun.get())


def _make_now(key: Hashable, turn: _Turn) -> None:
    """Make a page for all who wait for it, and for those of its next turn if it is still the newest."""
    one = None
    try:
        one = turn.recipe.make()
        turn.done.set_result(one)
    except BaseException as error:
        turn.done.set_exception(error)
    with _changing:
        _free[turn.asks] += turn.recipe.here
        _being_made.discard(key)
        if one:
            _kept[turn.recipe.key] = one
            if key in _waiting and one.state == turn.recipe.newest():
                again = _waiting.pop(key)
                again.done.set_result(one)
                again.may_begin.set()
        _begin_next()


def next_ahead() -> Recipe | None:
    """The page that is to be made ahead: of those that somebody looked at lately and that are of an older state, the
    one that was looked at last. None while others are made for news, which somebody waits for.
    """
    since = time.monotonic() - LOOKED_AT_SECONDS
    with _changing:
        if _free["news"] < SLOTS["news"]:
            return None
        here = [(at, recipe) for at, recipe in looked_at.values() if at > since and recipe.here]
        lately = sorted(here, key=lambda one: one[0], reverse=True)
        for _at, recipe in lately:
            one = _kept.get(recipe.key)
            if one and one.state != recipe.newest():
                return recipe
    return None


async def make_ahead(version: Callable[[], str]) -> None:
    """Make pages ahead for as long as the server runs, half of the time at most. After each version of the data those
    come first who look at them now.
    """
    known = ""
    while True:
        began, newest = time.monotonic(), version()
        if newest != known:
            known = newest
            await asyncio.sleep(FIRST_SECONDS)
        elif recipe := next_ahead():
            await run_in_threadpool(_make, recipe)
        await asyncio.sleep(max(LOOK_SECONDS, time.monotonic() - began))


def _make(recipe: Recipe) -> None:
    """Make a page; one that cannot be made is left to who looks at it."""
    try:
        made(recipe, "news")
    except Exception:
        logging.getLogger(__name__).exception("a page cannot be made ahead")
        with _changing, suppress(KeyError):
            del looked_at[recipe.key]
