"""One page on the screen of one user: its address, the filter bar with its status, the page itself, the news."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import BoundedSemaphore
from typing import Any, cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from charts.drawing import Look
from config.codes import UserRole
from documents import html, screen
from documents.page import Link, Page, Section
from documents.page_as_sheets import sections
from documents.pdf import pdf
from documents.sheet import Click
from indicators.catalogue import INDICATORS
from queries.access import Grant, Reads
from screen.address import bound, filter_bar, pending
from screen.address.address import PERIOD, Address, carried, days_of_period, link
from screen.frame import files, links, live, looks, news, own_trouble, services, theme
from screen.language.formats import HELSINKI, clock, moment
from screen.language.words import _, language
from screen.sections.shared import sentences
from screen.view import making, recipes
from screen.view.making import Asks, Made, Recipe
from screen.view.recipes import Wish
from screen.view.stamp import filters_in_words, stamp
from screen.view.view import Event, View, view_of
from store.errors import FactsAway, OwnDatabaseUnusable
from store.facts.following import STALE_SECONDS
from store.facts.replica import now_of, utc_now
from store.own.users import User

# A page is drawn by one core. More at once would only make each other late, above all those who click.
TURNS = {"click": BoundedSemaphore(2), "news": BoundedSemaphore(1)}
# So long after a change who clicks is shown the page as it was before, at once, and the news bring the newer one.
STILL_GOOD = timedelta(seconds=STALE_SECONDS)


@dataclass(frozen=True)
class Place:
    """A page of the menu: what it shows, its title, and its address; the first place also lives at /.

    The menu leaves it out for those who may not read what it shows. What a page shows is `kept` for all who look at the
    same, unless it depends on more than its view. `by_filters` says that it shows nothing of cases that do not pass the
    filters, so that it stays as it is while others change. `fixed` says of what moment its figures are where they do
    not follow the data, else nothing. `ignores` names the filters that do not act on it, and none does while it
    `has_its_own`. `asked_for` says which rows those are that are not shown before a reason is given.
    """

    page: Callable[[View], Page]
    title: str
    url_path: str
    reads: Reads = "places"
    kept: bool = True
    by_filters: bool = False
    fixed: Callable[[View], str] = lambda _view: ""
    ignores: Collection[str] = ()
    has_its_own: Callable[[], bool] = lambda: False
    asked_for: Callable[[View], str] = lambda _view: ""


def show(place: Place, user: User, menu: Mapping[str, StreamlitPage]) -> bool:
    """Draw a page for a user, in the view that its address names. False where the user may not see the page."""
    if services.is_loading():
        _wait()
        return True
    grant = granted(user, services.replica().now)
    if not grant.may_read(place.reads):
        return False
    last, _parameters = pending.last_place() or (place.url_path, {})
    pending.settle(moved=last != place.url_path)
    pending.bring_along(place.url_path)
    st.html(html.skeleton())
    view = _view(place, user)
    asks: Asks = "news" if live.told() else "click"
    recipe = _recipe(place, view, user, asks) if place.kept else None
    made, stale_since = _made(recipe, view, asks) if recipe else (None, view.stale_since)
    with TURNS[asks]:
        if recipe and made:
            if (newest := making.latest(recipe, made)) is not made:  # others were given it while this screen waited
                made, stale_since = newest, view.stale_since
            (version, now), address = made.state, made.address
            view = replace(view, address=address, version=version, now=now, stale_since=stale_since)
        _show(place, view, made, user, menu)
    return True


def _view(place: Place, user: User) -> View:
    """What the address of this run names, as the user may see it."""
    replica, seen = services.replica(), looks.of(user)

    def note(event: Event, what: str, cases: Collection[str] = (), recipient: str = "") -> None:
        seen.note(event, what, address, cases, recipient)

    grant = granted(user, replica.now)
    view = view_of(replica, pending.parameters(), grant, note, by_filters=place.by_filters)
    address = view.address  # not the view itself, whose copy would be kept with what is called after a click
    return view


def _recipe(place: Place, view: View, user: User, asks: Asks) -> Recipe:
    """How the page of this view is made for all who look at the same."""
    grant = granted(user, view.now)
    wish = Wish(place.page, place.reads, place.by_filters, grant, pending.parameters(), language())
    return recipes.recipe(services.replica, wish, view, asks, news.people(view.wanted))


def _made(recipe: Recipe, view: View, asks: Asks) -> tuple[Made, datetime | None]:
    """The page of this view, as it is made for all, and since when it is not up to date, if so; who clicks may be given
    it as it was a moment ago. Raises FactsAway where it cannot be made and never was.
    """
    before = making.kept(recipe)
    try:
        if before and asks == "click" and _is_still_good(before):
            return before, view.stale_since
        return making.made(recipe, asks), view.stale_since
    except FactsAway:
        if before is None:
            raise
        return before, view.stale_since or before.state[1]


def _is_still_good(before: Made) -> bool:
    """Whether a page that was made before is the newest, or was so a moment ago."""
    seen, (version, moment) = services.replica().seen(before.wanted), before.state
    now = now_of(seen)
    if (version, moment) == (seen.version, now):
        return True
    until = now if version == seen.version else seen.replaced(version)
    return until is not None and utc_now() - until < STILL_GOOD


def _show(place: Place, view: View, made: Made | None, user: User, menu: Mapping[str, StreamlitPage]) -> None:
    address = view.address
    if place.reads != "administration":
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="bar"):
            if not place.has_its_own():
                filter_bar.draw(address, view.names, view.now, place.ignores)
            _status(view, place.fixed(view))
    notices = list(address.notices)
    if view.stale_since:
        words = _("Not updated since {time}. The figures below are from then.")
        notices.insert(0, words.format(time=clock(view.stale_since)))
    if notices:
        st.html(html.notice(*notices))
    with st.container(key="old" if view.stale_since else "new"):
        _draw(place, view, made, menu, user)
    live.follow(news.drawn(view), address.fixed, view.wanted)
    links.listen()


def _wait() -> None:
    """Say how far the figures are that everybody waits for after a start."""
    state, (read, tables) = news.loading(), services.progress()
    words = _("The figures are being loaded: {read} of {tables} tables are read. This page then opens by itself.")
    st.html(html.notice(words.format(read=read, tables=tables)))
    live.follow(state, fixed=False)


def granted(user: User, now: datetime) -> Grant:
    """What the user may read, as decided now (aware)."""
    return Grant(cast(UserRole, user.role), now, user.agency, user.ministry)


def _draw(place: Place, view: View, made: Made | None, menu: Mapping[str, StreamlitPage], user: User) -> None:
    """Draw the page, and offer it as a PDF where it shows more than its headline. Without a reason no row is shown."""
    of_log = place.reads == "administration"
    may_look = of_log or bool(looks.reason())
    looked: Event = "log_read" if of_log else "rows_shown"
    taken: Event = "log_exported" if of_log else "export"
    if place.reads == "rows" and not may_look:
        looks.ask(user, page=place.asked_for(view))
        return
    made = made or recipes.made_of(recipes.shown(place.page, place.reads, view), view)
    page, shown = made.page, made.sheets
    of_rows = [section for section in sections(page.parts) if section.logged]
    page, stamped = _without_headline_of_rows(page, place, view), stamp(view, place.title)
    # Streamlit keeps what is called after a click, and so must not hold the view, whose copy would be kept with it
    address, note, ask, (days, of) = view.address, view.note, looks.asker(user), _of_period(place, view)
    stage = screen.Stage(
        look=Look(theme.theme(), language()),
        labels=screen.Labels(_("Numbers as a table"), _("Download as CSV"), _("Picture as PNG"), _("Picture as SVG")),
        explain=lambda key: (_(INDICATORS[key].definition), link(address, "explain", indicator=key)),
        stamp=stamped,
        control=partial(bound.draw, place.url_path),
        clicked=_clicked,
        link=lambda one: _link(menu[one.page], one, address),
        address=lambda one: link(address, one.page, **dict(one.parameters)),
        file=lambda file: files.button(replace(file, days=days), partial(note, taken)),
        rows_shown=lambda what, cases: _instead_of_rows(partial(note, looked), what, cases) if may_look else ask,
        unfolded=pending.heard,
        of=of,
        kept=made.markup,
    )
    screen.draw(page, stage)
    if not may_look:
        names = {one.name for section in of_rows for one in sections([section])}
        shown = tuple(sheet for sheet in shown if sheet.name not in names)
    if len(shown) > 1:
        with st.container(key="take-away"):
            name, logged = f"{place.url_path.replace('_', '-')}.pdf", f"{place.url_path}.pdf"
            label = _("This page as PDF")
            cases = tuple({case for section in of_rows for case in section.cases})
            rows = may_look and bool(of_rows)
            stage.file(screen.File(label, name, lambda: pdf(shown, stamped, filled=True), logged, rows, lambda: cases))


def _of_period(place: Place, view: View) -> tuple[str, dict[str, str]]:
    """The days of the period as names of files have them, and what the columns of their tables say of it; nothing where
    the page has no period.
    """
    filters = view.filters
    if place.reads == "administration" or set(PERIOD) <= set(place.ignores):
        return "", {}
    first, last = filters.from_day, filters.to_day or filters.today
    moment = filters.as_of.astimezone(HELSINKI).isoformat(timespec="seconds")
    columns = {"period_from": first.isoformat() if first else "", "period_to": last.isoformat(), "as_of": moment}
    return days_of_period(view.address), columns


def _without_headline_of_rows(page: Page, place: Place, view: View) -> Page:
    """The page; where it is of case rows that cannot be logged, its headline does not tell of them either."""
    logged = [part for part in page.parts if isinstance(part, Section) and part.logged]
    if place.reads == "rows" and any(
        _instead_of_rows(partial(view.note, "rows_shown"), part.logged, part.cases) for part in logged
    ):
        return replace(page, lead="", title="", below="")
    return page


def _instead_of_rows(note: Callable[..., None], what: str, cases: tuple[str, ...]) -> screen.Instead:
    """Log a look at case rows. Where that cannot be, what draws words in their place."""
    try:
        note(what, cases)
    except OwnDatabaseUnusable:
        words = own_trouble.rows_not_shown()
        return lambda: st.html(html.notice(words))
    return None


def _clicked(click: Click, mark: Mapping[str, Any]) -> None:
    """Follow a mark of a chart that leads somewhere, else write what it stands for to the address."""
    if click.leads:
        links.follow(str(mark[click.leads]))
    else:
        bound.clicked(click, mark)


def _link(page: StreamlitPage, link: Link, address: Address) -> None:
    parameters = carried(address) | {name: [value] for name, value in link.parameters}
    st.page_link(page, label=link.label, query_params=parameters)


def _status(view: View, fixed: str) -> None:
    filters = filters_in_words(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key="status"):
        if fixed:
            st.html(html.status("fixed", fixed), width="content")
        elif view.address.fixed and not view.stale_since:
            words = _("As of {moment} ·").format(moment=moment(view.filters.as_of, view.now))
            st.html(html.status("fixed", words, filters), width="content")
            st.button(_("back to now"), type="tertiary", on_click=pending.write, args=("as_of", []))
        else:
            words = sentences.freshness(view.now, view.stale_since)
            st.html(html.status("stale" if view.stale_since else "live", words, filters), width="content")
        if view.demo:
            st.html(html.frame(_("Demo data")), width="content")
