"""The frame around every page: look, logo, navigation, and the way in."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Literal, cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from config.codes import UserRole
from config.languages import LANGUAGES
from documents import html
from documents.screen import preload
from screen.address import pending
from screen.address.address import LANGUAGE
from screen.frame import links, live, news, own_trouble, services, theme, uploads, visit
from screen.frame.visit import Place
from screen.language import preference
from screen.language.words import _, language
from screen.sections import accessibility
from screen.sections.shared import empty
from screen.sign_in import form, password, second_factor
from store.own.users import User


def dress() -> None:
    """Title, width, style sheet and logo; and the language, as far as it is known before it is known who looks."""
    preference.settle(None)
    st.set_page_config(page_title="Saumaton", page_icon=str(theme.LOOK / "mark.svg"), layout="wide")
    theme.put_on()
    dark = st.context.theme.type == "dark"
    st.logo(str(theme.LOOK / ("logo-dark.svg" if dark else "logo-light.svg")), size="large")


def viewer() -> User | None:
    """Who looks; from here on everything is said in their language."""
    user = form.viewer(datetime.now(UTC))
    preference.settle(user)
    return user


def enter(user: User | None, places: Sequence[Place], more: Sequence[Place]) -> None:
    """Show the page that the address names; without a viewer, the sign-in form alone. `more` stand in their own menu.

    The navigation knows all pages before the gate, so that an address is kept through the sign-in.
    """
    pages = _pages([*places, *more], user)
    has_one = _visibility(user is None or bool(user.password_hash))
    own_password = st.Page(
        partial(_own, password.page, user), title=_("Change password"), url_path="password", visibility=has_one
    )
    factor = st.Page(
        partial(_own, second_factor.page, user), title=_("Second factor"), url_path="second-factor", visibility=has_one
    )
    statement = st.Page(partial(_statement, user), title=_("Accessibility statement"), url_path=accessibility.PATH)
    leave = st.Page(lambda: _leave(user, pages[0]), title=_("Sign out"), url_path="sign-out")
    first, rest = pages[: len(places) + 1], pages[len(places) + 1 :]
    of_user = [*_looks(pages), own_password, factor, statement, leave]
    sections = {"": first, _("More"): rest, user.name if user else _("User"): of_user}
    page = st.navigation(sections, position="top" if user else "hidden")
    form.settle_cookie()
    preference.declare()
    if page.url_path != uploads.PAGE:
        uploads.close()
    if page == statement:
        page.run()
    elif user and user.must_change and page != leave:
        _own(password.page, user)
    elif user and second_factor.is_due(user) and page != leave:
        _own(second_factor.page, user)
    elif user:
        links.go(pages)
        page.run()
    elif form.form(_address("" if page == leave else page.url_path)):
        st.switch_page(pages[0]) if page == leave else st.rerun()
    else:
        preload()


def _address(url_path: str) -> str:
    """The address of a page with the parameters as they are."""
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    return f"/{url_path}" + (f"?{urlencode(given, doseq=True)}" if given else "")


def not_ready(error: Exception) -> None:
    """Say that nothing can be shown, tell the log why, and try again in a few seconds."""
    logging.getLogger(__name__).error("the dashboard cannot show anything: %s", error)
    st.html(html.notice(_("Saumaton is not ready. Its administrator finds the reason in the server’s log.")))
    own_trouble.try_again()
    live.follow(news.loading(), fixed=False)


def _pages(places: Sequence[Place], user: User | None) -> list[StreamlitPage]:
    """The menu. Streamlit keeps its first page at / alone; its own address is a page that the menu does not show."""
    menu: dict[str, StreamlitPage] = {}
    grant = visit.granted(user, datetime.now(UTC)) if user else None
    first = next((place for place in places if grant is None or grant.may_read(place.reads)), places[0])
    home = st.Page(partial(_show, first, user, menu), title=first.title, default=True)
    for place in places:
        for_viewer = place != first and (grant is None or grant.may_read(place.reads))
        show, visibility = partial(_show, place, user, menu), _visibility(for_viewer)
        menu[place.url_path] = st.Page(show, title=place.title, url_path=place.url_path, visibility=visibility)
    return [home, *menu.values()]


def _visibility(shown: bool) -> Literal["hidden", "visible"]:
    return "visible" if shown else "hidden"


def _show(place: Place, user: User | None, menu: dict[str, StreamlitPage]) -> None:
    if user and not visit.show(place, user, menu):
        refused = empty.no_access(cast(UserRole, user.role))
        st.html(html.headline(refused.lead, refused.title, refused.below))
        _follow_sign_in()


def _own(draw: Callable[[User], None], user: User | None) -> None:
    """A page on which users change what is theirs alone."""
    if user:
        draw(user)
        _follow_sign_in()


def _statement(user: User | None) -> None:
    accessibility.page(signed_in=bool(user))
    if user:
        _follow_sign_in()


def _follow_sign_in() -> None:
    """Have a page without figures end with the sign-in too."""
    live.follow(news.state_of(services.replica()) if services.is_ready() else news.loading(), fixed=True)


def _looks(pages: Sequence[StreamlitPage]) -> list[StreamlitPage]:
    """Languages and colours in the menu: pages that only lead back to the page before. A dark screen stays dark."""
    languages = [
        st.Page(
            partial(_back, pages, partial(preference.choose, code), {LANGUAGE: [code]}),
            title=f"✓ {name}" if code == language() else name,
            url_path=f"in-{code}",
        )
        for code, name in LANGUAGES.items()
    ]
    turn, now = partial(_back, pages, theme.turn, {}), theme.theme()
    title = _("Usual colours") if now == "projector" else _("Colours for a projector")
    return [*languages, st.Page(turn, title=title, url_path="colours", visibility=_visibility(now != "dark"))]


def _back(pages: Sequence[StreamlitPage], act: Callable[[], None], changed: Mapping[str, list[str]]) -> None:
    """Do what was chosen in the menu, and go on at the page before, as it was but for the parameters given."""
    act()
    place, parameters = pending.last_place() or ("", {})
    back = next((page for page in pages if page.url_path == place), pages[0])
    st.switch_page(back, query_params={**parameters, **changed})


def _leave(user: User | None, home: StreamlitPage) -> None:
    if user:
        form.sign_out(user)
        news.draw_again(user.user_name)
        st.switch_page(home)
