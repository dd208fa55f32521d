"""The users file: what goes in comes out, nonsense is refused, and nobody else can read it."""

import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bcrypt
import pytest
import yaml

from store.own.users import User, UsersRefused, add_user, credentials, hashed, read_users, remove_user

HASH = bcrypt.hashpw(b"correct horse battery", bcrypt.gensalt(4)).decode()
AINO = User("aino", "Aino Virtanen", "agency", HASH, datetime(2026, 9, 14, 6, 12, tzinfo=UTC), agency="SYL")
OLLI = User("olli", "Olli Öhman", "coordination", HASH, datetime(2026, 9, 14, 6, 12, tzinfo=UTC), language="sv")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "users.yaml"


def write(file: Path, **changes: Any) -> None:
    """A users file with one user, with changes to its record; None takes a field out."""
    record = credentials({"aino": AINO})["usernames"]["aino"] | changes
    kept = {field: value for field, value in record.items() if value is not None}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({"credentials": {"usernames": {"aino": kept}}}), encoding="utf-8")


def test_users_come_out_as_they_went_in(file: Path) -> None:
    add_user(file, AINO)
    add_user(file, OLLI)
    assert read_users(file) == {"aino": AINO, "olli": OLLI}


def test_without_a_file_there_are_no_users(file: Path) -> None:
    assert read_users(file) == {}


def test_only_its_owner_can_read_the_file(file: Path) -> None:
    add_user(file, AINO)
    add_user(file, OLLI)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_stays_beside_the_file(file: Path) -> None:
    add_user(file, AINO)
    remove_user(file, "aino")
    assert list(file.parent.iterdir()) == [file]


def test_a_failed_write_leaves_the_old_users(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_user(file, AINO)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        add_user(file, OLLI)
    assert read_users(file) == {"aino": AINO}
    assert list(file.parent.iterdir()) == [file]


def test_a_link_to_the_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    add_user(file, AINO)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    add_user(link, OLLI)
    assert link.is_symlink()
    assert set(read_users(file)) == {"aino", "olli"}


def test_readers_never_see_half_a_file(file: Path) -> None:
    add_user(file, AINO)
    stop, seen = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            seen.add(frozenset(read_users(file)))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        add_user(file, OLLI)
        remove_user(file, "olli")
    stop.set()
    reader.join()
    assert seen <= {frozenset({"aino"}), frozenset({"aino", "olli"})}


def test_a_change_of_the_file_is_seen(file: Path) -> None:
    add_user(file, AINO)
    assert read_users(file)["aino"].role == "agency"
    write(file, roles=["guest"], agency=None)
    assert read_users(file)["aino"].role == "guest"


def test_a_taken_name_is_refused(file: Path) -> None:
    add_user(file, AINO)
    with pytest.raises(UsersRefused, match="'aino' is already there"):
        add_user(file, replace(AINO, name="Another Aino"))


def test_removing_nobody_is_refused(file: Path) -> None:
    add_user(file, AINO)
    with pytest.raises(UsersRefused, match="no user 'olli'; users are: aino"):
        remove_user(file, "olli")


def test_a_password_is_kept_as_a_bcrypt_hash() -> None:
    kept = hashed("correct horse battery")
    assert bcrypt.checkpw(b"correct horse battery", kept.encode())
    assert not bcrypt.checkpw(b"correct horse batterz", kept.encode())


@pytest.mark.parametrize(
    ("password", "wrong"),
    [("short", "at least 12"), ("ä" * 37, "longer than 72 bytes"), (" with a space at an end", "space")],
)
def test_a_bad_password_is_refused(password: str, wrong: str) -> None:
    with pytest.raises(UsersRefused, match=wrong):
        hashed(password)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"user_name": "Aino"}, "a user name is"),
        ({"user_name": ""}, "a user name is"),
        ({"name": " "}, "name to greet with"),
        ({"role": "king"}, "'king' is no role"),
        ({"agency": None}, "names one agency"),
        ({"role": "coordination"}, "names one agency"),
        ({"role": "ministry", "agency": None}, "names one ministry"),
        ({"password_hash": "plain text password"}, "no bcrypt hash"),
        ({"language": "se"}, "'se' is no language"),
        ({"password_set_at": datetime(2026, 9, 14)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_a_user_that_makes_no_sense_is_refused(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(UsersRefused, match=wrong):
        replace(AINO, **changes)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[1, 2]", "credentials: 1", "credentials: {usernames: [aino]}", "a: b: c", "\x00"]
)
def test_a_file_that_is_no_users_file_is_refused(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsersRefused, match=r"users\.yaml"):
        read_users(file)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsersRefused, match="cannot be read"):
        read_users(tmp_path)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"roles": []}, "exactly one role"),
        ({"roles": ["agency", "coordination"]}, "exactly one role"),
        ({"roles": "agency"}, "exactly one role"),
        ({"password": None}, "'password' is missing"),
        ({"password": 12345}, "'password' is missing or no text"),
        ({"agency": 7}, "'agency' is missing or no text"),
        ({"language": "se"}, "'se' is no language"),
        ({"password_set_at": None}, "password_set_at is None"),
        ({"password_set_at": "yesterday"}, "password_set_at is 'yesterday'"),
        ({"is_admin": True}, "this is no user"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(file: Path, changes: dict[str, Any], wrong: str) -> None:
    write(file, **changes)
    with pytest.raises(UsersRefused, match=wrong):
        read_users(file)


def test_the_credentials_are_a_copy_that_may_be_written_to(file: Path) -> None:
    add_user(file, AINO)
    credentials(read_users(file))["usernames"]["aino"]["roles"].append("coordination")
    assert read_users(file)["aino"].role == "agency"
    assert credentials(read_users(file))["usernames"]["aino"]["roles"] == ["agency"]


@pytest.mark.parametrize("wrong", [5, 2.5, True, "x", "", [], [[]], {}, {"x": 1}, datetime(2026, 3, 2, tzinfo=UTC)])
def test_a_value_of_another_type_is_refused_wherever_it_stands(wrong: Any, file: Path) -> None:
    fields = credentials({"aino": AINO})["usernames"]["aino"]
    for field in set(fields) - ({"name", "agency"} if wrong == "x" else set()):
        write(file, **{field: wrong})
        with pytest.raises(UsersRefused, match=r"users\.yaml"):
            read_users(file)
    for content in (wrong, {"credentials": wrong}, {"credentials": {"usernames": {"aino": wrong}}}):
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        with pytest.raises(UsersRefused, match=r"users\.yaml"):
            read_users(file)


@pytest.mark.parametrize("content", [b"\xff", b"[" * 3000, b"a: 2026-13-45", b"a: [", b"{[]: 1}", b"\x00"])
def test_a_file_that_is_no_yaml_is_refused_without_what_it_holds(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(f"aino: '{HASH}'\n".encode() + content)
    with pytest.raises(UsersRefused, match=r"users\.yaml cannot be read") as refused:
        read_users(file)
    assert HASH not in str(refused.value)


@pytest.mark.parametrize("rounds", ["00", "03", "32", "99"])
def test_a_hash_that_bcrypt_cannot_check_is_refused(rounds: str, file: Path) -> None:
    write(file, password=HASH.replace("$04$", f"${rounds}$"))
    with pytest.raises(UsersRefused, match="no bcrypt hash"):
        read_users(file)
