"""Sessions: one is open until its row goes, its cookie is given once, and clicks are kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from store.own import sessions
from store.own.sessions import Open, Session
from store.own.users import User, add_users

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
USERS = [User(name, name, "coordination", "$2b$04$" + "." * 53, NOW) for name in ("aino", "olli")]
AINO = Session("a1", "aino", NOW)
OLLI = Session("o1", "olli", NOW)


@pytest.fixture(autouse=True)
def _begun(own: Engine) -> None:
    add_users(own, USERS)
    for session in (AINO, OLLI):
        sessions.begin(own, session)


def test_one_that_began_is_open_with_its_user(own: Engine) -> None:
    assert sessions.find_open(own, AINO) == Open(USERS[0], NOW)
    assert sessions.read_open(own) == {"a1": Open(USERS[0], NOW), "o1": Open(USERS[1], NOW)}


def test_one_of_another_name_or_beginning_is_not(own: Engine) -> None:
    assert sessions.find_open(own, replace(AINO, id="a2")) is None
    assert sessions.find_open(own, replace(AINO, since=NOW + timedelta(microseconds=1))) is None


def test_all_of_a_user_end_that_began_until_a_moment(own: Engine) -> None:
    later = Session("a2", "aino", NOW + MINUTE)
    sessions.begin(own, later)
    sessions.end_all(own, "aino", NOW)
    assert set(sessions.read_open(own)) == {"a2", "o1"}
    sessions.end_all(own, "aino", NOW + MINUTE)
    assert set(sessions.read_open(own)) == {"o1"}


def test_a_cookie_is_given_once_however_many_ask(own: Engine) -> None:
    with ThreadPoolExecutor(8) as many:
        given = [*many.map(lambda _: sessions.take_cookie(own, AINO), range(16))]
    assert given.count(True) == 1
    assert sessions.take_cookie(own, OLLI)


def test_a_cookie_of_a_session_that_has_ended_is_not_given(own: Engine) -> None:
    sessions.end_all(own, "aino", NOW)
    assert not sessions.take_cookie(own, AINO)


def test_the_last_click_is_kept(own: Engine) -> None:
    sessions.note_clicks(own, {"a1": NOW + 2 * MINUTE, "gone": NOW})
    sessions.note_clicks(own, {"a1": NOW + MINUTE})
    assert sessions.read_open(own)["a1"].clicked_at == NOW + 2 * MINUTE
    assert sessions.read_open(own)["o1"].clicked_at == NOW


def test_those_that_are_long_past_are_forgotten(own: Engine) -> None:
    sessions.begin(own, Session("a2", "aino", NOW + sessions.KEPT + MINUTE))
    assert set(sessions.read_open(own)) == {"a2"}
