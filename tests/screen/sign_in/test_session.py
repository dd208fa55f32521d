"""How long a sign-in holds, what its cookie proves, and where its key is kept."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from screen.sign_in.session import LASTS, Session, cookie_key, holds, issued_at, name_for_log
from store.own.users import User

SINCE = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
NOW = SINCE + timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
USER = User("aino", "Aino", "coordination", "$2b$04$" + "." * 53, SINCE - timedelta(days=30))
SESSION = Session("aino", SINCE)


def test_a_recent_sign_in_holds() -> None:
    assert holds(SESSION, USER, None, NOW)


def test_a_removed_user_ends_it() -> None:
    assert not holds(SESSION, None, None, NOW)


def test_a_working_day_ends_it() -> None:
    assert holds(SESSION, USER, None, SINCE + LASTS - MICROSECOND)
    assert not holds(SESSION, USER, None, SINCE + LASTS)


def test_a_sign_out_ends_what_began_before_it() -> None:
    assert not holds(SESSION, USER, SINCE + MICROSECOND, NOW)
    assert not holds(SESSION, USER, SINCE, NOW)
    assert holds(SESSION, USER, SINCE - MICROSECOND, NOW)


def test_a_new_password_or_a_new_user_of_the_name_ends_it() -> None:
    assert not holds(SESSION, replace(USER, password_set_at=SINCE + MICROSECOND), None, NOW)


def test_a_sign_in_of_the_future_does_not_hold() -> None:
    assert not holds(SESSION, USER, None, SINCE - timedelta(minutes=2))


@pytest.fixture(params=["Europe/Helsinki", "UTC", "America/New_York"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(
    "made",
    [
        datetime(2026, 9, 14, 6, 12, 0, 250_000, tzinfo=UTC),
        datetime(2026, 3, 28, 20, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
    ],
)
def test_the_moment_of_a_cookie_survives_summer_time(made: datetime) -> None:
    wall = datetime.fromtimestamp(made.timestamp())  # noqa: DTZ006 (as streamlit-authenticator does it)
    expires = (wall + timedelta(days=LASTS.total_seconds() / 86_400)).timestamp()
    assert abs(issued_at(expires) - made) <= MICROSECOND


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
