"""Pages are made once, a few at a time and some ahead; nobody who clicks waits for what news have asked for."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, current_thread
from typing import Any, cast

import pytest
from cachetools import LRUCache

from screen.view import making
from screen.view.making import Made, Recipe
from store.facts.changes import ALL_CASES

NOW = datetime(2026, 9, 14, tzinfo=UTC)
PATIENCE = 10.0
_numbers = count()


@dataclass
class Oven:
    """Makes a page of its newest version, and may be held while it does."""

    version: str = "v1"
    now: datetime = NOW
    here: bool = True
    made: list[str] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)
    wished: Event = field(default_factory=Event)
    people: int = 1
    number: int = field(default_factory=lambda: next(_numbers))

    def __post_init__(self) -> None:
        self.go_on.set()

    @property
    def recipe(self) -> Recipe:
        return Recipe(("page", self.number), self._make, self._newest, self.here, self.people)

    def _newest(self) -> making.State:
        """Asked for whoever comes, before anybody else can come."""
        self.wished.set()
        return self.version, self.now

    def _make(self) -> Made:
        version = self.version
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        self.made.append(version)
        nothing = cast(Any, None)
        return Made(nothing, (), nothing, (version, self.now), ALL_CASES)


def held() -> Oven:
    oven = Oven()
    oven.go_on.clear()
    return oven


@pytest.fixture
def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16)


def holding(threads: ThreadPoolExecutor, asks: making.Asks) -> tuple[list[Oven], Callable[[], None]]:
    """Take all the slots; and what gives them back."""
    ovens = [held() for _ in range(making.SLOTS[asks])]
    futures = [threads.submit(making.made, oven.recipe, asks) for oven in ovens]
    for oven in ovens:
        assert oven.begun.wait(PATIENCE)

    def give_back() -> None:
        for oven, future in zip(ovens, futures, strict=True):
            oven.go_on.set()
            future.result(PATIENCE)

    return ovens, give_back


def test_a_page_is_made_once_for_all_who_come_meanwhile(threads: ThreadPoolExecutor) -> None:
    oven = held()
    waiting: list[Future[Made]] = [threads.submit(making.made, oven.recipe, "click") for _ in range(6)]
    assert oven.begun.wait(PATIENCE)
    oven.go_on.set()
    assert {one.result(PATIENCE).state for one in waiting} == {("v1", NOW)}
    assert oven.made == ["v1"]
    assert making.made(oven.recipe, "news").state == ("v1", NOW)
    assert oven.made == ["v1"]


def test_a_newer_state_is_made_anew(threads: ThreadPoolExecutor) -> None:
    oven = Oven()
    making.made(oven.recipe, "click")
    oven.version = "v2"
    before = making.kept(oven.recipe)
    assert before
    assert before.state == ("v1", NOW)
    assert making.made(oven.recipe, "news").state == ("v2", NOW)


def test_who_waited_is_shown_what_others_were_given_meanwhile() -> None:
    oven, other = Oven(), Oven()
    first = making.made(oven.recipe, "news")
    assert making.latest(oven.recipe, first) is first
    assert making.latest(other.recipe, first) is first  # as when it is kept no more
    oven.version, oven.now = "v2", NOW + timedelta(seconds=1)
    second = making.made(oven.recipe, "news")
    assert making.latest(oven.recipe, first) is second
    assert making.latest(oven.recipe, second) is second


def test_a_page_that_was_made_late_does_not_take_the_place_of_a_newer_one() -> None:
    oven = Oven(now=NOW + timedelta(seconds=1))
    newer = making.made(oven.recipe, "news")
    oven.version, oven.now = "v0", NOW
    making.made(oven.recipe, "news")
    assert making.latest(oven.recipe, newer) is newer


@pytest.mark.parametrize(("taken", "other"), [("news", "click"), ("click", "news")])
def test_who_clicks_and_who_follows_news_do_not_wait_for_each_other(
    threads: ThreadPoolExecutor, taken: making.Asks, other: making.Asks
) -> None:
    _ovens, give_back = holding(threads, taken)
    assert threads.submit(making.made, Oven().recipe, other).result(PATIENCE).state == ("v1", NOW)
    give_back()


@pytest.mark.parametrize("asks", ["click", "news"])
def test_no_more_are_made_at_a_time_than_there_are_slots(threads: ThreadPoolExecutor, asks: making.Asks) -> None:
    _ovens, give_back = holding(threads, asks)
    one_more = Oven()
    waits = threads.submit(making.made, one_more.recipe, asks)
    assert not one_more.begun.wait(0.2)
    one_more.version = "v2"
    give_back()
    assert waits.result(PATIENCE).state == ("v2", NOW)  # the newest when its turn comes


def test_who_came_first_is_served_first_and_who_clicks_before_that(threads: ThreadPoolExecutor) -> None:
    order: list[str] = []
    first, second, clicked = (Oven(made=order) for _ in range(3))
    for oven, name in ((first, "first"), (second, "second"), (clicked, "clicked")):
        making.made(oven.recipe, "click")
        oven.version = name
    order.clear()
    waits: list[Future[Made]] = []

    def come(oven: Oven, asks: making.Asks) -> None:
        oven.wished.clear()
        waits.append(threads.submit(making.made, oven.recipe, asks))
        assert oven.wished.wait(PATIENCE)

    _of_news, give_back_news = holding(threads, "news")
    _of_clicks, give_back_clicks = holding(threads, "click")
    for oven in (first, second, clicked):
        come(oven, "news")
    come(clicked, "click")
    give_back_clicks()
    assert waits[3].result(PATIENCE).state == ("clicked", NOW)
    give_back_news()
    for one in waits:
        one.result(PATIENCE)
    assert order == ["clicked", "first", "second"]


def test_what_many_wait_for_comes_first_but_nobody_waits_for_ever(threads: ThreadPoolExecutor) -> None:
    order: list[str] = []
    long_ago, of_few, of_many = Oven(made=order), Oven(made=order), Oven(made=order, people=4)
    for oven, name in ((long_ago, "long ago"), (of_few, "few"), (of_many, "many")):
        making.made(oven.recipe, "news")
        oven.version = name
        oven.wished.clear()
    order.clear()
    _ovens, give_back = holding(threads, "news")
    waits: list[Future[Made]] = []
    for oven, later in ((long_ago, 2), (of_few, 0.1), (of_many, 0.3)):
        waits.append(threads.submit(making.made, oven.recipe, "news"))
        assert oven.wished.wait(PATIENCE)
        time.sleep(later)
    give_back()
    for one in waits:
        one.result(PATIENCE)
    assert order == ["long ago", "many", "few"]


def test_pages_are_made_in_few_threads(threads: ThreadPoolExecutor) -> None:
    makers: set[str] = set()

    class Noted(Oven):
        def _make(self) -> Made:
            makers.add(current_thread().name)
            return super()._make()

    for one in [threads.submit(making.made, Noted().recipe, "click") for _ in range(40)]:
        one.result(PATIENCE)
    assert len(makers) <= sum(making.SLOTS.values())


def test_what_is_made_elsewhere_takes_no_slot(threads: ThreadPoolExecutor) -> None:
    _ovens, give_back = holding(threads, "news")
    assert threads.submit(making.made, Oven(here=False).recipe, "news").result(PATIENCE).state == ("v1", NOW)
    give_back()


def test_a_click_does_not_wait_for_the_same_page_that_elsewhere_waits_its_turn_for_news(
    threads: ThreadPoolExecutor,
) -> None:
    oven = Oven(here=False)
    oven.go_on.clear()
    for_news = threads.submit(making.made, oven.recipe, "news")
    assert oven.begun.wait(PATIENCE)
    oven.begun.clear()
    clicked = threads.submit(making.made, oven.recipe, "click")
    assert oven.begun.wait(PATIENCE)
    oven.go_on.set()
    assert clicked.result(PATIENCE).state == for_news.result(PATIENCE).state


def test_one_that_cannot_be_made_gives_its_slot_back() -> None:
    def fail() -> Made:
        raise ZeroDivisionError

    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            making.made(Recipe(("broken", next(_numbers)), fail, lambda: ("v1", NOW)), "news")
    assert making.made(Oven().recipe, "news")


def test_of_those_that_were_looked_at_lately_the_last_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "looked_at", LRUCache(10))
    first, last, fresh, never = Oven(), Oven(), Oven(), Oven()
    for oven in (first, last, fresh):
        making.kept(oven.recipe)
        making.made(oven.recipe, "click")
        time.sleep(0.002)
    making.made(never.recipe, "click")
    for oven in (first, last, never):
        oven.version = "v2"
    found: list[object] = []
    while (recipe := making.next_ahead()) and len(found) < 5:
        found.append(recipe.key)
        making.made(recipe, "news")
    assert found == [last.recipe.key, first.recipe.key]
    first.version = "v3"
    monkeypatch.setattr(making, "LOOKED_AT_SECONDS", 0.0)
    assert making.next_ahead() is None


def test_nothing_is_made_ahead_while_somebody_waits_for_news(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "looked_at", LRUCache(10))
    oven = Oven()
    making.kept(oven.recipe)
    making.made(oven.recipe, "click")
    oven.version = "v2"
    _ovens, give_back = holding(threads, "news")
    assert making.next_ahead() is None
    give_back()
    assert making.next_ahead() is not None
    making.made(oven.recipe, "news")
