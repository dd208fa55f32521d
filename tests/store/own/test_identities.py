"""Users whom another system names: made once, changed as it says, and never put in the place of another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import bcrypt
import pytest
from sqlalchemy import Engine

from store.own import identities, sessions
from store.own.database import transaction
from store.own.identities import Arrival
from store.own.sessions import Session
from store.own.users import User, UsersRefused, add_users, change_user, find_user, read_users, remove_user

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
HASH = bcrypt.hashpw(b"correct horse battery", bcrypt.gensalt(4)).decode()
AINO = Arrival("oidc", "https://login.example.fi 1", "aino", "Aino Virtanen", "agency", "SYL")


def add(own: Engine, arrival: Arrival) -> User:
    with transaction(own) as connection:
        return identities.add(connection, arrival, NOW)


def change(own: Engine, user: User, arrival: Arrival) -> None:
    with transaction(own) as connection:
        identities.change(connection, user, arrival)


def test_who_comes_for_the_first_time_is_a_user_without_a_password(own: Engine) -> None:
    assert identities.find(own, "oidc", AINO.subject) is None
    user = add(own, AINO)
    assert (user.user_name, user.role, user.agency, user.password_hash) == ("aino", "agency", "SYL", "")
    assert identities.find(own, "oidc", AINO.subject) == user == find_user(own, "aino")
    assert identities.find(own, "proxy", AINO.subject) is None
    assert identities.way_of(own, "aino") == "oidc"


@pytest.mark.parametrize("other", [replace(AINO, subject="2"), replace(AINO, way="proxy")])
def test_the_name_of_somebody_who_is_there_is_not_taken_over(own: Engine, other: Arrival) -> None:
    local = User("olli", "Olli Öhman", "coordination", HASH, NOW)
    add_users(own, [local])
    add(own, AINO)
    for taken in (other, replace(other, user_name="olli")):
        with pytest.raises(UsersRefused, match="already there") as refused:
            add(own, taken)
        assert refused.value.fault == "taken"
    assert find_user(own, "olli") == local
    assert identities.way_of(own, "olli") is None


def test_a_change_there_is_one_here_and_ends_sessions_where_it_changes_what_one_may_see(own: Engine) -> None:
    user = add(own, AINO)
    sessions.begin(own, Session("s", "aino", NOW))
    change(own, user, replace(AINO, name="Aino Korhonen", user_name="another"))
    assert sessions.find_open(own, Session("s", "aino", NOW))
    change(own, user, replace(AINO, role="administration", agency=None))
    assert sessions.find_open(own, Session("s", "aino", NOW)) is None
    found = find_user(own, "aino")
    assert found
    assert (found.name, found.role, found.agency) == ("Aino Virtanen", "administration", None)


def test_the_other_system_takes_the_role_of_the_last_administrator(own: Engine) -> None:
    user = add(own, replace(AINO, role="administration", agency=None))
    with pytest.raises(UsersRefused, match="last of the administration"):
        change_user(own, "aino", role="guest")
    change(own, user, replace(AINO, role="guest", agency=None))
    assert [one.role for one in read_users(own).values()] == ["guest"]


def test_nobody_gives_them_a_password_and_nobody_takes_one_away(own: Engine) -> None:
    add(own, AINO)
    add_users(own, [User("olli", "Olli", "guest", HASH, NOW)])
    for user_name, given in (("aino", HASH), ("olli", "")):
        with pytest.raises(UsersRefused, match="signs in by another system"):
            change_user(own, user_name, password_hash=given)


def test_who_is_removed_comes_again_as_somebody_new(own: Engine) -> None:
    add(own, AINO)
    remove_user(own, "aino")
    assert identities.find(own, "oidc", AINO.subject) is None
    assert add(own, replace(AINO, user_name="aino2")).user_name == "aino2"


def test_an_answer_is_good_once(own: Engine) -> None:
    assert identities.use_once(own, "a", NOW)
    assert not identities.use_once(own, "a", NOW)
    assert identities.use_once(own, "b", NOW + timedelta(minutes=59))
    assert not identities.use_once(own, "a", NOW + timedelta(minutes=59))
    assert identities.use_once(own, "a", NOW + timedelta(minutes=61))  # long after what it answers is too old
