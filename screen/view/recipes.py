"""How a page is made: here, or by the process that keeps the facts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from documents.page import Page
from documents.page_as_sheets import sheets
from queries.access import Grant, Reads
from screen.address.address import Address, Parameters
from screen.language.words import language, speak
from screen.sections.shared import empty
from screen.view import making
from screen.view.making import Asks, Made, Recipe, State
from screen.view.view import View, view_of
from store.facts.changes import Codes
from store.facts.elsewhere import Elsewhere
from store.facts.replica import Replica, now_of

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Now = Callable[[], Replica]  # whose figures are the newest


@dataclass(frozen=True)
class Wish:
    """A page as it is wished for: by what it is made and what it reads, by whom, with which address, in which language.

    `by_filters`: it shows nothing of cases that do not pass the filters.
    """

    page: Callable[[View], Page]
    reads: Reads
    by_filters: bool
    grant: Grant
    parameters: Parameters
    language: str


def recipe(now: Now, wish: Wish, view: View, asks: Asks, people: int) -> Recipe:
    """How the page is made that is wished for in this view, at whose cases so many people look."""
    key = wish.page, repr(_timeless(view.address)), language()
    newest, copy = partial(_newest, now, view.wanted), now().copy
    if isinstance(copy, Elsewhere) and copy.line:
        return Recipe(key, partial(copy.line.call, "made", wish, asks, people), newest, here=False)
    return Recipe(key, partial(_make, now, wish), newest, people=people)


def made_for_screens(now: Now, wish: Wish, asks: Asks, people: int) -> Made:
    """The page that a screen wishes for, which is kept for all screens."""
    speak(wish.language)
    view = _view(now, wish)
    found = recipe(now, wish, view, asks, people)
    making.kept(found)
    return making.made(found, asks)


def shown(page: Callable[[View], Page], reads: Reads, view: View) -> Page:
    """The page, or a refusal: the menu leaves out what a user may not read, but an address can be typed."""
    grant = view.filters.grant
    return page(view) if grant.may_read(reads) else empty.no_access(grant.role)


def made_of(page: Page, view: View) -> Made:
    """The page of a view, as it is kept."""
    return Made(page, tuple(sheets(page)), view.address, (view.version, view.now), view.wanted)


def _make(now: Now, wish: Wish) -> Made:
    """Make a page of the newest figures for all who look at the same; in whatever thread, also without a session."""
    speak(wish.language)
    view = _view(now, wish)
    return made_of(shown(wish.page, wish.reads, view), view)


def _view(now: Now, wish: Wish) -> View:
    replica = now()
    grant = replace(wish.grant, at=replica.now)
    return view_of(replica, wish.parameters, grant, _not_noted, by_filters=wish.by_filters)


def _not_noted(*_given: object, **_named: object) -> None:
    """What is made for all is a look of nobody: each look at it is logged as it is drawn."""


def _newest(now: Now, wanted: Codes) -> State:
    seen = now().seen(wanted, may_wait=False)
    return seen.version, now_of(seen)


def _timeless(address: Address) -> Address:
    """The address without what differs from one state to the next."""
    filters = address.filters
    as_of = filters.as_of if address.fixed else LONG_AGO
    return replace(address, filters=replace(filters, as_of=as_of, grant=replace(filters.grant, at=LONG_AGO)))
