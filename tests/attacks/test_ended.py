"""A tab that says nothing is shut out with its session: its line of news is closed within 5 seconds, nothing more
comes, and what it asks for then is a stranger's. So is a copy of its cookie.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed

from screen.sign_in.session import signed
from store.own import users
from tests.attacks.conftest import HASH, KEY, Attacked
from tests.attacks.line import Line, Tab, a_tab, opened

SECONDS = 5
ROLE = "ministry"


@dataclass
class Silent:
    """A tab that waits, with its line of news and a copy of its cookie."""

    cookie: str
    tab: Tab
    news: Line


def sign_out(attacked: Attacked, name: str, cookie: str) -> None:
    """As somebody who signs out in another tab."""
    with a_tab(attacked.url, cookie) as other:
        assert other.ask("sign-out").asks_to_sign_in


def remove(attacked: Attacked, name: str, _cookie: str) -> None:
    users.remove_user(attacked.own, name)


def new_password(attacked: Attacked, name: str, _cookie: str) -> None:
    users.change_user(attacked.own, name, password_hash=HASH, password_set_at=datetime.now(UTC))


def new_role(attacked: Attacked, name: str, _cookie: str) -> None:
    users.change_user(attacked.own, name, role="rapporteur", agency=None, ministry=None)


ENDS: tuple[Callable[[Attacked, str, str], None], ...] = (sign_out, remove, new_password, new_role)


def closes_by(news: Line, moment: float) -> bool:
    """Whether the server closes a line until then (seconds of the monotonic clock)."""
    try:
        while (left := moment - time.monotonic()) > 0:
            news.recv(timeout=left)
    except ConnectionClosed:
        return True
    except TimeoutError:
        pass
    return False


def test_a_silent_tab_is_shut_out_by_each_end_of_its_session(attacked: Attacked) -> None:
    with ExitStack() as stack:
        silent = {}
        for end in ENDS:
            name = attacked.user("coordination")
            cookie = signed("session", attacked.session(name), KEY)
            tab = stack.enter_context(a_tab(attacked.url, cookie))
            assert tab.ask().shows_figures
            silent[end] = name, Silent(cookie, tab, stack.enter_context(opened(attacked.url, cookie, path="/news")))
        began = {}
        for end, (name, one) in silent.items():
            one.tab.rest(0.1)
            end(attacked, name, one.cookie)
            began[end] = time.monotonic()
        for end, (_name, one) in silent.items():
            assert closes_by(one.news, began[end] + SECONDS), end.__name__
            assert one.tab.rest(0.05) == b"", end.__name__
            for page in ("", "open_cases", "case"):
                answer = one.tab.ask(page)
                assert (answer.asks_to_sign_in, answer.shows_figures) == (True, False), end.__name__
            with a_tab(attacked.url, one.cookie) as copy:
                assert copy.ask().asks_to_sign_in, end.__name__
            with opened(attacked.url, one.cookie, path="/news") as news, pytest.raises(ConnectionClosed) as refused:
                news.recv(timeout=SECONDS)
            assert refused.value.rcvd is not None
            assert refused.value.rcvd.code == 4401


def test_the_news_are_for_who_has_signed_in(attacked: Attacked) -> None:
    for cookie in ("", "a.b.c", signed("ticket", attacked.session("coordination"), KEY)):
        with opened(attacked.url, cookie, path="/news") as news, pytest.raises(ConnectionClosed):
            news.recv(timeout=SECONDS)
