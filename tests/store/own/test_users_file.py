"""The users file of earlier versions: what it holds is taken over, and nonsense is refused."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bcrypt
import pytest
import yaml

from store.own.users import User, UsersRefused
from store.own.users_file import users_in

HASH = bcrypt.hashpw(b"correct horse battery", bcrypt.gensalt(4)).decode()
RECORD = {
    "name": "Aino Virtanen",
    "password": HASH,
    "password_set_at": "2026-09-14T06:12:00+00:00",
    "roles": ["agency"],
    "agency": "SYL",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.yaml"


def write(file: Path, **changes: Any) -> None:
    """A users file with one user, with changes to its record; None takes a field out."""
    kept = {field: value for field, value in {**RECORD, **changes}.items() if value is not None}
    file.write_text(yaml.safe_dump({"credentials": {"usernames": {"aino": kept}}}), encoding="utf-8")


def test_a_user_is_read_as_earlier_versions_wrote_it(file: Path) -> None:
    set_at = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
    write(file)
    assert users_in(file) == [User("aino", "Aino Virtanen", "agency", HASH, set_at, agency="SYL")]
    write(file, roles=["coordination"], agency=None, language="sv")
    assert users_in(file) == [User("aino", "Aino Virtanen", "coordination", HASH, set_at, language="sv")]


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[1, 2]", "credentials: 1", "credentials: {usernames: [aino]}", "a: b: c", "\x00"]
)
def test_a_file_that_is_no_users_file_is_refused(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsersRefused, match=r"users\.yaml"):
        users_in(file)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsersRefused, match="cannot be read"):
        users_in(tmp_path)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"roles": []}, "exactly one role"),
        ({"roles": ["agency", "coordination"]}, "exactly one role"),
        ({"roles": "agency"}, "exactly one role"),
        ({"password": None}, "'password' is missing"),
        ({"password": 12345}, "'password' is missing or no text"),
        ({"agency": 7}, "'agency' is missing or no text"),
        ({"language": "se"}, "'se' is not a language"),
        ({"password_set_at": None}, "password_set_at is None"),
        ({"password_set_at": "yesterday"}, "password_set_at is 'yesterday'"),
        ({"is_admin": True}, "this is not a user"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(file: Path, changes: dict[str, Any], wrong: str) -> None:
    write(file, **changes)
    with pytest.raises(UsersRefused, match=wrong):
        users_in(file)


@pytest.mark.parametrize("wrong", [5, 2.5, True, "x", "", [], [[]], {}, {"x": 1}, datetime(2026, 3, 2, tzinfo=UTC)])
def test_a_value_of_another_type_is_refused_wherever_it_stands(wrong: Any, file: Path) -> None:
    for field in set(RECORD) - ({"name", "agency"} if wrong == "x" else set()):
        write(file, **{field: wrong})
        with pytest.raises(UsersRefused, match=r"users\.yaml"):
            users_in(file)
    for content in (wrong, {"credentials": wrong}, {"credentials": {"usernames": {"aino": wrong}}}):
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        with pytest.raises(UsersRefused, match=r"users\.yaml"):
            users_in(file)


@pytest.mark.parametrize("content", [b"\xff", b"[" * 3000, b"a: 2026-13-45", b"a: [", b"{[]: 1}", b"\x00"])
def test_a_file_that_is_no_yaml_is_refused_without_what_it_holds(content: bytes, file: Path) -> None:
    file.write_bytes(f"aino: '{HASH}'\n".encode() + content)
    with pytest.raises(UsersRefused, match=r"users\.yaml cannot be read") as refused:
        users_in(file)
    assert HASH not in str(refused.value)


@pytest.mark.parametrize("rounds", ["00", "03", "32", "99"])
def test_a_hash_that_bcrypt_cannot_check_is_refused(rounds: str, file: Path) -> None:
    write(file, password=HASH.replace("$04$", f"${rounds}$"))
    with pytest.raises(UsersRefused, match="not a bcrypt hash"):
        users_in(file)
