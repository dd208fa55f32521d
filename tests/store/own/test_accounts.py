"""Users with what they did last and what keeps them out, against a count by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from store.own import sessions, tries
from store.own.accounts import Account, read_accounts
from store.own.sessions import Session
from store.own.tries import counters
from store.own.users import User, add_users

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HASH = "$2b$04$" + "." * 53
AINO, OLLI, NEW = (User(name, name.title(), "guest", HASH, NOW) for name in ("aino", "olli", "vera"))


@pytest.fixture
def accounts(own: Engine) -> dict[str, Account]:
    """Two users who have come and gone, and one who never did."""
    add_users(own, [NEW, OLLI, AINO])
    for user, began, clicked in (("aino", 1, 0), ("aino", 2, 1), ("aino", 13, 0), ("aino", 3, 3), ("olli", 20, 20)):
        session = Session(f"{user} {began}", user, NOW - began * HOUR)
        sessions.begin(own, session)
        sessions.note_clicks(own, {session.id: NOW - clicked * HOUR})
    tries.know(own, "phone", "aino", NOW - 13 * HOUR)
    tries.know(own, "laptop", "aino", NOW - HOUR)
    tries.know(own, "laptop", "olli", NOW - 20 * HOUR)
    for user, device in (("aino", "phone"), ("olli", None)):
        for _again in range(5):
            tries.take(own, counters(user, "10.1.1.1", device)[:1], NOW)
    found = read_accounts(own, NOW, NOW - 12 * HOUR, NOW - 2 * HOUR)
    assert [one.user for one in found] == [AINO, OLLI, NEW]
    return {one.user.user_name: one for one in found}


def test_sessions_count_that_are_neither_too_old_nor_idle(accounts: dict[str, Account]) -> None:
    assert [one.sessions for one in accounts.values()] == [2, 0, 0]


def test_the_last_sign_in_is_that_by_any_device(accounts: dict[str, Account]) -> None:
    assert [one.signed_in_at for one in accounts.values()] == [NOW - HOUR, NOW - 20 * HOUR, None]


def test_who_has_to_wait_is_known_until_then(accounts: dict[str, Account], own: Engine) -> None:
    assert [one.waits_until for one in accounts.values()] == [NOW + tries.FIRST_WAIT, NOW + tries.FIRST_WAIT, None]
    later = NOW + tries.FIRST_WAIT
    assert [one.waits_until for one in read_accounts(own, later, NOW, NOW)] == [None, None, None]
