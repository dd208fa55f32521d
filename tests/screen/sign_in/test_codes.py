"""Codes of a second factor: as RFC 6238 says, for a moment, and from a secret that only its user's row gives."""

import hmac
import struct
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.sign_in.codes import in_groups, new_secret, opened, picture, sealed, step_of

# RFC 6238, appendix B, SHA-1: the last six of its eight digits, as RFC 4226, 5.3 cuts them
RFC_SECRET = b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
KEY = "k" * 32
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 9, 14, 6, 12, 45, tzinfo=UTC)


def naive_code(secret: bytes, step: int) -> str:
    """RFC 4226, 5.3, in its own words."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@given(st.binary(min_size=20, max_size=20), st.integers(2, 10**8), st.integers(0, 29))
def test_the_codes_are_those_of_a_naive_twin(secret: bytes, step: int, second: int) -> None:
    now = datetime.fromtimestamp(step * 30 + second, UTC)
    assert step_of(b32encode(secret).decode(), naive_code(secret, step), now) is not None


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_step(steps: int, right: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30 * steps))
    found = step_of(SECRET, code, NOW)
    assert found == (int(NOW.timestamp()) // 30 + steps if right else None)


def test_blanks_in_a_code_do_not_count_and_what_is_none_is_wrong() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    assert step_of(SECRET, f" {code[:3]} {code[3:]}\u00a0", NOW)
    for wrong in ("", code[:5], code + "0", "ä" * 6, "\ud800", "-12345", f"+{code}"):
        assert step_of(SECRET, wrong, NOW) is None, wrong


def test_a_secret_is_kept_so_that_only_its_key_and_its_user_open_it() -> None:
    kept = sealed(SECRET, "aino", KEY)
    assert SECRET not in kept
    assert kept != sealed(SECRET, "aino", KEY)
    assert opened(kept, "aino", KEY) == SECRET
    assert opened(kept, "olli", KEY) is None
    assert opened(kept, "aino", "l" * 32) is None
    for wrong in ("", "nonsense", kept[:-4], kept[:50] + ("A" if kept[50] != "A" else "B") + kept[51:]):
        assert opened(wrong, "aino", KEY) is None


def test_each_secret_is_another_and_typed_in_groups() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(one) for one in secrets} == {32}
    assert in_groups(SECRET).split(" ") == ["JBSW", "Y3DP", "EHPK", "3PXP"] * 2


def test_the_picture_is_dark_on_light_and_holds_no_script() -> None:
    kind, _comma, data = picture(SECRET, "aino@example.fi").partition(",")
    assert kind == "data:image/svg+xml;charset=utf-8"
    svg = unquote(data)
    assert "#fff" in svg
    assert "script" not in svg
    assert SECRET not in svg
