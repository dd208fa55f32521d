"""The frame around every page: look, logo, navigation, the filter bar with its status, and the way in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from config.codes import UserRole
from queries.filters import Grant
from screen import data, filter_bar, parts, sign_in
from screen.address import Address, Asked, read_address, write_address
from screen.ask import computed
from screen.formats import clock, moment
from screen.view import View, names
from screen.words import _
from store import access_log
from store.replica import Replica
from store.users import User

LOOK = Path(__file__).parent / "look"
ROWS_SHOWN = "rows_shown"


@dataclass(frozen=True)
class Place:
    """A page of the menu: what draws it, its title, and its address; the first place also lives at /."""

    draw: Callable[[View], None]
    title: str
    url_path: str


def dress() -> None:
    """Title, width, style sheet and logo."""
    st.set_page_config(page_title="Saumaton", page_icon=str(LOOK / "mark.svg"), layout="wide")
    st.html(LOOK / "saumaton.css")
    dark = st.context.theme.type == "dark"
    st.logo(str(LOOK / ("logo-dark.svg" if dark else "logo-light.svg")), size="large")


def enter(places: Sequence[Place]) -> None:
    """Find the viewer and show the page that the address names; without a viewer, the sign-in form alone.

    The navigation knows all pages before the gate, so that an address is kept through the sign-in.
    """
    user = sign_in.viewer(datetime.now(UTC))
    pages = _pages(places, user)
    leave = st.Page(lambda: _leave(user, pages[0]), title=_("Sign out"), url_path="sign-out")
    sections = {"": pages, user.name: [leave]} if user else {"": [*pages, leave]}
    page = st.navigation(sections, position="top" if user else "hidden")
    sign_in.settle_cookie()
    if user:
        page.run()
    elif sign_in.form():
        st.switch_page(pages[0]) if page == leave else st.rerun()


def through_the_door(url_path: str) -> None:
    """What a page's file does when Streamlit runs it alone, as it does until a first visit came through dashboard.py.

    Naming the pages ends that; the next run goes through the door, with the same address.
    """
    st.navigation([st.Page(no_access, default=True), st.Page(no_access, url_path=url_path)], position="hidden")
    st.rerun()


def no_access() -> None:
    """Say that this viewer may not see this."""
    st.html(parts.notice(_("You do not have access to this view. Ask your agency’s administrator.")))


def _pages(places: Sequence[Place], user: User | None) -> list[StreamlitPage]:
    """The menu. Streamlit keeps its first page at / alone; its own address is a page that the menu does not show."""
    first, *others = places
    return [
        st.Page(lambda: _show(first, user), title=first.title, default=True),
        st.Page(lambda: _show(first, user), title=first.title, url_path=first.url_path, visibility="hidden"),
        *(_page(place, user) for place in others),
    ]


def _page(place: Place, user: User | None) -> StreamlitPage:
    return st.Page(lambda: _show(place, user), title=place.title, url_path=place.url_path)


def _show(place: Place, user: User | None) -> None:
    if user is None:
        return
    replica = data.replica()
    replica.refresh()
    now = replica.now
    grant = Grant(cast(UserRole, user.role), now, user.agency, user.ministry)
    if not grant.may_read("figures"):
        no_access()
        return
    known = names(replica)
    address = read_address(filter_bar.parameters(), Asked(grant, now, known, data.settings().delay_clock))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="bar"):
        filter_bar.draw(address, known, now)
        _status(replica, address, now)
    if notices := [*_stale_notice(replica), *address.notices]:
        st.html(parts.notice(*notices))
    compute = computed(replica, address.filters)
    with st.container(key="old" if replica.stale_since else "new"):
        place.draw(View(compute, address, known, now, lambda what: _note_rows_shown(user, what, address)))


def _stale_notice(replica: Replica) -> list[str]:
    if not replica.stale_since:
        return []
    words = _("Not updated since {time}. The figures below are from then.")
    return [words.format(time=clock(replica.stale_since))]


def _status(replica: Replica, address: Address, now: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key="status"):
        if replica.stale_since:
            words = _("Not updated since {time} · trying again").format(time=clock(replica.stale_since))
            st.html(parts.status("stale", words), width="content")
        elif address.fixed:
            words = _("As of {moment} ·").format(moment=moment(address.filters.as_of, now))
            st.html(parts.status("fixed", words), width="content")
            st.button(_("back to now"), type="tertiary", on_click=filter_bar.to_now)
        else:
            words = _("Data as of {moment} · live").format(moment=moment(now, now))
            st.html(parts.status("live", words), width="content")
        if replica.demo:
            st.html(parts.demo_frame(), width="content")


def _leave(user: User | None, home: StreamlitPage) -> None:
    if user:
        sign_in.sign_out(user)
        st.switch_page(home)


def _note_rows_shown(user: User, what: str, address: Address) -> None:
    """Write a look at case rows down, once for each view of a session and not at each of its reruns."""
    scope = f"{what}?{urlencode(write_address(address), doseq=True)}"
    if st.session_state.get(ROWS_SHOWN) != scope:
        access_log.write(data.own(), user.user_name, "rows_shown", datetime.now(UTC), scope)
        st.session_state[ROWS_SHOWN] = scope
