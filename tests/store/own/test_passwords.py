"""New passwords: long ones, and shorter ones that nobody tries first."""

import bcrypt
import pytest

from store.own.passwords import COMMON, Fault, PasswordRefused, common_passwords, fault_of, hashed


def test_a_password_is_kept_as_a_bcrypt_hash() -> None:
    kept = hashed("correct horse battery", "aino")
    assert bcrypt.checkpw(b"correct horse battery", kept.encode())
    assert not bcrypt.checkpw(b"correct horse batterz", kept.encode())
    assert kept.startswith("$2b$12$"), "its work factor"


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("8 chars.", None),
        ("7 char.", "short"),
        ("", "short"),
        ("ä" * 36, None),
        ("ä" * 37, "long"),
        ("\ud800" * 73, "long"),
        (" with a space at an end", "space"),
        ("password", "common"),
        ("PassWord", "common"),
        ("1qaz2wsx", "common"),
        ("password password", None),
        ("all of Virtanen", "name"),
    ],
)
def test_what_is_wrong_with_a_password(password: str, fault: Fault | None) -> None:
    assert fault_of(password, "virtanen") == fault
    if fault:
        with pytest.raises(PasswordRefused, match="the password is refused: it ") as refused:
            hashed(password, "virtanen")
        assert refused.value.fault == fault


def test_a_name_of_few_letters_is_in_many_passwords() -> None:
    assert fault_of("a tree in a garden", "re") is None


def test_the_commonest_are_those_of_ten_thousand_that_are_long_enough_to_be_used() -> None:
    assert len(common_passwords()) > 3000
    assert min(map(len, common_passwords())) == 8
    assert "MIT licence" in COMMON.read_text(encoding="utf-8")
