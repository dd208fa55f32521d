"""One page on the screen of one user: its address, the filter bar with its status, the page itself, the heartbeat."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from config.codes import UserRole
from queries.filters import Grant
from screen import colours, data, filter_bar, parts, sign_in, take_away, written
from screen.address import Address, Asked, read_address, write_address
from screen.ask import computed
from screen.formats import clock, moment
from screen.live import heartbeat
from screen.view import View, names
from screen.words import _
from store import access_log
from store.replica import Replica
from store.users import User

NOTED = "noted"


def show(draw: Callable[[View], None], url_path: str, user: User, menu: Mapping[str, StreamlitPage]) -> bool:
    """Draw a page for a user, in the view that its address names. False where the user may see no figures at all."""
    replica = data.replica()
    version, stale_since, now = replica.version, replica.stale_since, replica.now
    grant = granted(user, now)
    if not grant.may_read("figures"):
        return False
    known = names(replica)
    place, _before = filter_bar.last_place() or (url_path, {})
    written.settle(moved=place != url_path)
    filter_bar.bring_along(url_path)
    address = read_address(filter_bar.parameters(), Asked(grant, now, known, data.settings().delay_clock))
    drawn = (version, stale_since, None if address.fixed else now, True)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="bar"):
        filter_bar.draw(address, known, now)
        _status(replica, address, now)
    if notices := [*_stale_notice(replica), *address.notices]:
        st.html(parts.notice(*notices))
    with st.container(key="old" if stale_since else "new"):
        st.html(parts.skeleton())
        view = View(
            compute=computed(replica, address.filters),
            address=address,
            names=known,
            now=now,
            note=lambda event, what: _note(user, event, what, address),
            draw_link=lambda place, label, parameters: _link(menu[place], label, parameters),
            theme=colours.theme(),
            demo=replica.demo,
            stale_since=stale_since,
        )
        draw(view)
        take_away.draw(view, menu[url_path].title, url_path)
    heartbeat(drawn, lambda: _seen(replica, address, user))
    return True


def granted(user: User, now: datetime) -> Grant:
    """What the user may read, as decided now (aware)."""
    return Grant(cast(UserRole, user.role), now, user.agency, user.ministry)


def _seen(replica: Replica, address: Address, user: User) -> object:
    """What the screen rests on: the data, its age, the moment where it is not fixed, and that the user may still look
    and has chosen nothing else.
    """
    nothing_new = sign_in.viewer(datetime.now(UTC)) == user and not written.is_waiting()
    return replica.version, replica.stale_since, None if address.fixed else replica.now, nothing_new


def _link(page: StreamlitPage, label: str, parameters: Mapping[str, list[str]]) -> None:
    pairs = [(name, value) for name, values in parameters.items() for value in values]
    st.page_link(page, label=label, query_params=pairs)


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


def _note(user: User, event: Literal["rows_shown", "export"], what: str, address: Address) -> None:
    """Write down what left the database; a look at case rows once for each view of a session, not at each redraw."""
    scope = f"{what}?{urlencode(write_address(address), doseq=True)}"
    # a file is made outside a run of the page, where there is no session
    noted: set[str] = st.session_state.setdefault(NOTED, set()) if event == "rows_shown" else set()
    if scope in noted:
        return
    access_log.write(data.own(), user.user_name, event, datetime.now(UTC), scope)
    noted.add(scope)
