"""What a page shows is made once for all who look at the same: a few pages at a time, and ahead of who looks next."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Condition
from typing import Literal

from cachetools import LRUCache
from starlette.concurrency import run_in_threadpool

from documents.page import Page
from documents.sheet import Sheet
from screen.address.address import Address
from store.facts.changes import Codes

KEPT = 200
LOOK_SECONDS = 0.1
FIRST_SECONDS = 0.3
LOOKED_AT_SECONDS = 20.0
# Who clicks does not wait for what is made for others. More at once would only make each other late.
SLOTS = {"click": 2, "news": 1}

Asks = Literal["click", "news"]
State = tuple[str, datetime]  # the version of the data, and the moment of figures that nothing fixes (aware)


@dataclass(frozen=True)
class Made:
    """A page, what of it goes into files, the address that it was made for, and the state it shows of the cases
    `wanted`.
    """

    page: Page
    sheets: tuple[Sheet, ...]
    address: Address
    state: State
    wanted: Codes


@dataclass(frozen=True)
class Recipe:
    """How a page is made for all who look at the same (`key`), and of what state it would be, were it made now. What is
    not made `here` only has to be waited for.
    """

    key: Hashable
    make: Callable[[], Made]
    newest: Callable[[], State]
    here: bool = True


_kept: LRUCache[Hashable, Made] = LRUCache(KEPT)
looked_at: LRUCache[Hashable, tuple[float, Recipe]] = LRUCache(KEPT)  # seconds of the monotonic clock
_being_made: set[Hashable] = set()
_free = dict(SLOTS)
_changed = Condition()


def kept(recipe: Recipe) -> Made | None:
    """The page as it was made last, which may have been of an older state. Somebody looks at it."""
    with _changed:
        looked_at[recipe.key] = time.monotonic(), recipe
        return _kept.get(recipe.key)


def made(recipe: Recipe, asks: Asks) -> Made:
    """The page of the newest state. Who comes while it is made waits for that, others until a slot is free."""

    def found() -> Made | None:
        one = _kept.get(recipe.key)
        return one if one and one.state == recipe.newest() else None

    # elsewhere a click may come before the same page that is to be made for news
    key = recipe.key if recipe.here else (recipe.key, asks)
    with _changed:
        _changed.wait_for(lambda: found() or (key not in _being_made and (not recipe.here or _free[asks])))
        if there := found():
            return there
        _free[asks] -= recipe.here
        _being_made.add(key)
    try:
        one = recipe.make()
        with _changed:
            _kept[recipe.key] = one
        return one
    finally:
        with _changed:
            _free[asks] += recipe.here
            _being_made.discard(key)
            _changed.notify_all()


def next_ahead() -> Recipe | None:
    """The page that is to be made ahead: of those that somebody looked at lately and that are of an older state, the
    one that was looked at last. None while others are made for news, which somebody waits for.
    """
    since = time.monotonic() - LOOKED_AT_SECONDS
    with _changed:
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
        with _changed, suppress(KeyError):
            del looked_at[recipe.key]
