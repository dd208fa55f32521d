"""`manage.py users`: who may sign in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import bcrypt
import pytest
from sqlalchemy import Engine, select, text

from store.errors import OwnDatabaseUnusable
from store.own import passwords, tables, tries, users
from store.source import engine
from tests.commands.door import ADD, PASSWORD, manage

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("own_place")]


def test_users_are_added_listed_changed_and_removed(tmp_path: Path) -> None:
    manage("init")
    added = manage(*ADD, "--role", "agency", "--agency", "POL", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert added.exit_code == 0, added.stderr
    assert manage("users", "list").stdout == "aino\tagency\tPOL\taino\n"
    assert PASSWORD.encode() not in (tmp_path / "var" / "own.sqlite").read_bytes()
    for options, listed in (
        (("--name", "Aino", "--language", "fi"), "aino\tagency\tPOL\tAino\n"),
        (("--agency", "SYL"), "aino\tagency\tSYL\tAino\n"),
        (("--role", "ministry", "--ministry", "MOI"), "aino\tministry\tMOI\tAino\n"),
        (("--role", "guest"), "aino\tguest\t-\tAino\n"),
    ):
        assert manage("users", "change", "aino", *options).exit_code == 0
        assert manage("users", "list").stdout == listed
    assert manage("users", "change", "aino", "--role", "agency").exit_code == 1
    another = "another horse battery"
    assert manage("users", "password", "aino", stdin=f"{another}\n{another}\n").exit_code == 0
    user = users.find_user(engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}"), "aino")
    assert user
    assert bcrypt.checkpw(another.encode(), user.password_hash.encode())
    assert user.must_change
    for password in ("short", "password1"):
        refused = manage("users", "password", "aino", "--password", password)
        assert refused.exit_code == 1
        assert "the password is refused" in refused.stderr
    assert manage("users", "remove", "aino").exit_code == 0
    assert manage("users", "list").stdout == ""


def test_a_user_who_has_to_wait_is_unlocked(tmp_path: Path) -> None:
    manage("init")
    own, now = engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}"), datetime.now(UTC)
    counted = tries.counters("aino", "192.0.2.7", None)[:1]
    assert manage(*ADD, "--role", "guest", "--password", PASSWORD).exit_code == 0
    for _ in range(5):
        tries.take(own, counted, now)
    assert manage("users", "unlock", "aino").exit_code == 0
    assert not tries.take(own, counted, now)


def test_a_second_factor_that_was_lost_is_turned_off(tmp_path: Path) -> None:
    manage("init")
    assert manage(*ADD, "--role", "administration", "--password", PASSWORD).exit_code == 0
    own = engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}")
    added = users.find_user(own, "aino")
    assert added
    assert added.reviewed_by == "manage.py"
    users.change_user(own, "aino", factor_secret="sealed", factor_step=1)
    assert manage("users", "second-factor-off", "aino").exit_code == 0
    assert users.find_user(own, "aino") == added
    assert manage("users", "second-factor-off", "olli").exit_code == 1
    with own.connect() as connection:
        found = connection.execute(text("SELECT user_name, scope FROM access_log WHERE event = 'factor_removed'")).all()
    assert found == [("manage.py", "aino")]


def record_of(user_name: str) -> dict[str, Any]:
    """A user as earlier versions kept them."""
    hashed = passwords.hashed(PASSWORD, user_name)
    return {"name": "Aino", "password": hashed, "password_set_at": "2026-09-14T06:12:00+00:00", "roles": ["guest"]}


def test_the_users_of_an_earlier_version_are_taken_over(tmp_path: Path) -> None:
    manage("init")
    record = record_of("aino")
    file = tmp_path / "users.yaml"
    file.write_text(json.dumps({"credentials": {"usernames": {"aino": record, "olli": record}}}))  # JSON is YAML too
    assert manage("users", "import", str(file)).exit_code == 0
    assert manage("users", "list").stdout == "aino\tguest\t-\tAino\nolli\tguest\t-\tAino\n"
    assert (
        users.read_users(engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}"))["olli"].password_hash
        == record["password"]
    )
    again = manage("users", "import", str(file))
    assert again.exit_code == 1
    assert "'aino' is already there" in again.stderr
    file.write_text("credentials: 5")
    assert manage("users", "import", str(file)).exit_code == 1


@pytest.mark.parametrize(
    ("act", "exit_code", "words"),
    [
        (("change", "aino"), 2, "name what to change: --role"),
        (("unlock", "olli"), 1, "no user 'olli'; users are: aino"),
    ],
)
def test_what_changes_nothing_is_refused_and_not_logged(
    act: tuple[str, ...], exit_code: int, words: str, tmp_path: Path
) -> None:
    manage("init")
    assert manage(*ADD, "--role", "guest", "--password", PASSWORD).exit_code == 0
    own = engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}")
    before = everything(own)
    done = manage("users", *act)
    assert (done.exit_code, words in done.stderr) == (exit_code, True), done.stderr
    assert everything(own) == before


def everything(own: Engine) -> list[str]:
    with own.connect() as connection:
        return [
            repr(row._tuple()) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))
        ]


@pytest.mark.parametrize(
    "act",
    [
        ("add", "olli", "--role", "guest", "--password", PASSWORD),
        ("change", "aino", "--name", "Aino"),
        ("password", "aino", "--password", "another horse battery"),
        ("second-factor-off", "aino"),
        ("unlock", "aino"),
        ("remove", "aino"),
        ("import", "users.yaml"),
    ],
    ids=lambda act: act[0],
)
def test_what_cannot_be_logged_is_not_done(
    act: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    manage("init")
    assert manage(*ADD, "--role", "guest", "--password", PASSWORD).exit_code == 0
    own = engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}")
    users.change_user(own, "aino", factor_secret="sealed", factor_step=1)
    tries.take(own, tries.counters("aino", "192.0.2.7", None), datetime.now(UTC))
    Path("users.yaml").write_text(json.dumps({"credentials": {"usernames": {"kaisa": record_of("kaisa")}}}))
    before = everything(own)
    with mock.patch("store.own.chain.append", side_effect=OwnDatabaseUnusable("no room")):
        assert manage("users", *act).exit_code == 1
    assert everything(own) == before
    done = manage("users", *act)
    assert done.exit_code == 0, done.stderr
    assert len(set(everything(own)) - set(before)) >= 1


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "king"),
        ("--role", "agency"),
        ("--role", "coordination", "--agency", "POL"),
        ("--role", "ministry", "--agency", "POL"),
    ],
)
def test_a_user_whose_role_makes_no_sense_is_refused(options: tuple[str, ...]) -> None:
    manage("init")
    done = manage(*ADD, *options, "--password", PASSWORD)
    assert done.exit_code == 1
    assert manage("users", "list").stdout == ""
