"""How long a sign-in holds, what its cookie proves, and where its key is kept."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from screen.sign_in.session import (
    Limits,
    Purpose,
    cookie_key,
    device_of,
    holds,
    name_for_log,
    session_of,
    signed,
    signed_device,
)
from store.own.sessions import Open, Session
from store.own.users import User

SINCE = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
NOW = SINCE + timedelta(minutes=30)
MICROSECOND = timedelta(microseconds=1)
LIMITS = Limits(lasts=timedelta(hours=12), idle=timedelta(hours=1))
USER = User("aino", "Aino", "coordination", "$2b$04$" + "." * 53, SINCE - timedelta(days=30))
SESSION = Session("s1", "aino", SINCE)
KEY = "k" * 32


def test_a_recent_sign_in_holds() -> None:
    assert holds(SESSION, Open(USER, SINCE), LIMITS, NOW)


def test_what_is_not_open_does_not_hold() -> None:
    assert not holds(SESSION, None, LIMITS, NOW)
    assert not holds(SESSION, Open(replace(USER, user_name="olli"), SINCE), LIMITS, NOW)


def test_a_working_day_ends_it() -> None:
    end = SINCE + LIMITS.lasts
    assert holds(SESSION, Open(USER, end), LIMITS, end - MICROSECOND)
    assert not holds(SESSION, Open(USER, end), LIMITS, end)


def test_an_hour_without_a_click_ends_it() -> None:
    clicked = SINCE + timedelta(hours=3)
    assert holds(SESSION, Open(USER, clicked), LIMITS, clicked + LIMITS.idle - MICROSECOND)
    assert not holds(SESSION, Open(USER, clicked), LIMITS, clicked + LIMITS.idle)


def test_a_sign_in_of_the_future_does_not_hold() -> None:
    assert not holds(SESSION, Open(USER, SINCE), LIMITS, SINCE - timedelta(minutes=2))


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=3)))), st.text(min_size=1), st.text())
def test_a_token_says_what_it_was_made_of_for_its_purpose_alone(since: datetime, user_name: str, device: str) -> None:
    session = Session("s1", user_name, since)
    purposes: tuple[Purpose, ...] = ("session", "ticket")
    for purpose, other in (purposes, purposes[::-1]):
        token = signed(purpose, session, KEY, device)
        assert session_of(token, KEY, purpose) == session
        assert device_of(token, KEY, purpose) == (device or None)
        assert not any((session_of(token, KEY, other), device_of(token, KEY), session_of(token, "l" * 32, purpose)))
    assert device_of(signed_device("d1", KEY), KEY) == "d1"
    assert not any((session_of(signed_device("d1", KEY), KEY), device_of(signed_device("d1", "l" * 32), KEY)))


def settings(tmp_path: Path, **environment: str) -> Settings:
    return read_settings({"SAUMATON_VAR": str(tmp_path), **environment})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    made = settings(tmp_path / "new")
    key = cookie_key(made)
    assert len(key) == 64
    assert cookie_key(made) == key
    assert stat.S_IMODE(made.cookie_key_file.stat().st_mode) == 0o600
    assert cookie_key(settings(tmp_path / "another")) != key


def test_the_environment_comes_first(tmp_path: Path) -> None:
    made = settings(tmp_path, SAUMATON_COOKIE_KEY="k" * 32)
    assert cookie_key(made) == "k" * 32
    assert not made.cookie_key_file.exists()
    assert os.listdir(tmp_path) == []


def test_a_key_that_is_no_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="SAUMATON_COOKIE_KEY has 6 characters"):
        cookie_key(settings(tmp_path, SAUMATON_COOKIE_KEY="secret"))


def test_what_may_be_a_password_is_not_kept_in_the_log() -> None:
    assert name_for_log("aino", known=True, key="k" * 64) == "aino"
    mark = name_for_log("my secret password", known=False, key="k" * 64)
    assert "secret" not in mark
    assert mark == name_for_log("my secret password", known=False, key="k" * 64)
    assert mark != name_for_log("my secret password", known=False, key="l" * 64)
    assert mark != name_for_log("another", known=False, key="k" * 64)
