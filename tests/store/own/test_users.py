"""Users: what goes in comes out, nonsense is refused, and a change of what one may see ends one's sessions."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import bcrypt
import pytest
from sqlalchemy import Engine

from store.own import sessions, tries
from store.own.database import transaction
from store.own.sessions import Session
from store.own.users import (
    User,
    UsersRefused,
    add_users,
    change_user,
    find_user,
    is_user_name,
    read_users,
    remove_user,
)
from store.source import engine

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
HASH = bcrypt.hashpw(b"correct horse battery", bcrypt.gensalt(4)).decode()
AINO = User("aino", "Aino Virtanen", "agency", HASH, datetime(2026, 9, 14, 6, 12, tzinfo=UTC), agency="SYL")
OLLI = User("olli", "Olli Öhman", "coordination", HASH, datetime(2026, 9, 14, 6, 12, tzinfo=UTC), language="sv")

KAISA = User("kaisa", "Kaisa Koivu", "administration", HASH, NOW)


def add(own: Engine, *users: User) -> None:
    add_users(own, users)


def begin(own: Engine, user: User) -> Session:
    session = Session(f"of {user.user_name}", user.user_name, NOW)
    sessions.begin(own, session)
    return session


def test_users_come_out_as_they_went_in(own: Engine) -> None:
    assert read_users(own) == {}
    add(own, OLLI, AINO)
    assert [*read_users(own).items()] == [("aino", AINO), ("olli", OLLI)]
    assert find_user(own, "olli") == OLLI
    assert find_user(own, "nobody") is None


def test_of_several_all_or_none_are_taken_in(own: Engine) -> None:
    add(own, OLLI)
    with pytest.raises(UsersRefused, match="'olli' is already there"):
        add(own, AINO, OLLI)
    assert [*read_users(own)] == ["olli"]


def test_a_change_is_kept_and_ends_sessions_where_it_changes_what_one_may_see(own: Engine) -> None:
    for changes, ends in (
        ({"name": "Aino Korhonen"}, False),
        ({"language": "fi"}, False),
        ({"agency": "POL"}, True),
        ({"role": "ministry", "agency": None, "ministry": "MOI"}, True),
        ({"password_hash": "$2b$04$" + "." * 53, "must_change": True}, True),
    ):
        add(own, AINO, OLLI)
        session, other = begin(own, AINO), begin(own, OLLI)
        assert change_user(own, "aino", **changes) == replace(AINO, **changes)
        assert find_user(own, "aino") == replace(AINO, **changes)
        assert (sessions.find_open(own, session) is None) == ends
        assert sessions.find_open(own, other)
        for user in (AINO, OLLI):
            remove_user(own, user.user_name)


def test_a_change_that_makes_no_sense_is_refused(own: Engine) -> None:
    add(own, AINO)
    with pytest.raises(UsersRefused, match="names one agency"):
        change_user(own, "aino", agency=None)
    with pytest.raises(UsersRefused, match="no user 'olli'; users are: aino"):
        change_user(own, "olli", name="Olli")
    assert read_users(own) == {"aino": AINO}


def test_who_is_removed_is_gone_with_sessions_and_devices(own: Engine) -> None:
    add(own, AINO, OLLI)
    session = begin(own, AINO)
    tries.know(own, "phone", "aino", NOW)
    remove_user(own, "aino")
    add(own, AINO)
    assert sessions.find_open(own, session) is None
    assert not tries.is_known(own, "phone", "aino")


def test_what_is_told_of_a_user_holds_no_secret() -> None:
    assert not any(secret in repr(replace(AINO, factor_secret="sealed")) for secret in (HASH, "sealed"))


def test_a_taken_name_is_refused(own: Engine) -> None:
    add(own, AINO)
    with pytest.raises(UsersRefused, match="'aino' is already there"):
        add(own, replace(AINO, name="Another Aino"))


@pytest.mark.parametrize("name", ["manage.py", "unknown", "unknown-", "unknown-0a1b2c3d4e5f"])
def test_a_name_that_the_access_log_uses_itself_is_refused(own: Engine, name: str) -> None:
    assert not is_user_name(name)
    with pytest.raises(UsersRefused, match="the access log uses this name itself"):
        add(own, AINO, replace(AINO, user_name=name))
    assert read_users(own) == {}
    add(own, replace(AINO, user_name="unknown.soldier"), replace(AINO, user_name="manage.pyy"))


def test_removing_nobody_is_refused(own: Engine) -> None:
    add(own, AINO)
    with pytest.raises(UsersRefused, match="no user 'olli'; users are: aino"):
        remove_user(own, "olli")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"user_name": "Aino"}, "a user name is"),
        ({"user_name": ""}, "a user name is"),
        ({"name": " "}, "name to greet with"),
        ({"role": "king"}, "'king' is not a role"),
        ({"agency": None}, "names one agency"),
        ({"role": "coordination"}, "names one agency"),
        ({"role": "ministry", "agency": None}, "names one ministry"),
        ({"password_hash": "plain text password"}, "not a bcrypt hash"),
        ({"language": "se"}, "'se' is not a language"),
        ({"password_set_at": datetime(2026, 9, 14)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_a_user_that_makes_no_sense_is_refused(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(UsersRefused, match=wrong):
        replace(AINO, **changes)


def test_the_last_of_the_administration_neither_goes_nor_gets_another_role(own: Engine) -> None:
    add(own, AINO, KAISA)
    for act in (lambda: change_user(own, "kaisa", role="guest"), lambda: remove_user(own, "kaisa")):
        session = begin(own, KAISA)
        with pytest.raises(UsersRefused, match="'kaisa' is the last of the administration"):
            act()
        assert read_users(own) == {"aino": AINO, "kaisa": KAISA}
        assert sessions.find_open(own, session), "nothing of it was done"
        end_all(own, "kaisa")
    assert change_user(own, "kaisa", name="Kaisa Koivu").role == "administration"
    change_user(own, "aino", role="administration", agency=None)
    remove_user(own, "kaisa")
    assert [*read_users(own)] == ["aino"]


def test_two_of_the_administration_cannot_take_each_other_out_at_once(own_postgres_url: str) -> None:
    own = engine(own_postgres_url)
    add(own, KAISA, replace(KAISA, user_name="other"))
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction(own) as connection:
            remove_user(connection, "kaisa")
            other = elsewhere.submit(remove_user, own, "other")
            wait([other], timeout=0.5)
        with pytest.raises(UsersRefused, match="'other' is the last"):
            other.result()
    assert [*read_users(own)] == ["other"]


def end_all(own: Engine, user_name: str) -> None:
    sessions.end_all(own, user_name, NOW)
