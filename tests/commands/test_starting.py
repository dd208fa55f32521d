"""What keeps the dashboard from starting, and what it says then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.door import manage, start

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("own_place")]

HOME = Path(__file__).parent.parent.parent


def test_it_refuses_to_start_with_an_agenda_that_names_an_unknown_item(tmp_path: Path) -> None:
    file = tmp_path / "agenda.toml"
    file.write_text('items = ["since_last_meeting", "weather"]')
    environment = {**os.environ, "SAUMATON_AGENDA_FILE": str(file)}
    command = [sys.executable, "manage.py", "run"]
    refused = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "items has 'weather', which is no item" in refused.stderr


@pytest.mark.parametrize("content", [b"", b"no database at all, but some text that is long enough to be one" * 100])
def test_it_refuses_to_start_with_an_own_database_that_is_none(content: bytes, tmp_path: Path) -> None:
    manage("init")
    own = tmp_path / "var" / "own.sqlite"
    own.write_bytes(content)
    assert "restore it from a backup" in start()
    assert own.read_bytes() == content


def test_without_users_it_starts_and_says_that_nobody_can_sign_in() -> None:
    manage("init")
    assert "Nobody can sign in yet: add users with: python manage.py users add" in start()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SAUMATON_COOKIE_KEY", "s3cret", "SAUMATON_COOKIE_KEY has 6 characters; it needs at least 32 random ones"),
        ("SAUMATON_DATABASE_URL", "postgresql://a:s3cret@h:abc/x", "SAUMATON_DATABASE_URL is no database URL"),
        ("SAUMATON_OWN_DATABASE_URL", "oracle://a:s3cret@h/x", "SAUMATON_OWN_DATABASE_URL begins with 'oracle'"),
        ("SAUMATON_TARGETS_FILE", "nowhere.toml", "nowhere.toml cannot be read"),
        ("SAUMATON_SESSION_HOURS", "a day", "SAUMATON_SESSION_HOURS is 'a day'; it may be a number from 0.01 to 720"),
        ("SAUMATON_IDLE_MINUTES", "nan", "SAUMATON_IDLE_MINUTES is 'nan'; it may be a number from 0.1 to 1440"),
        ("SAUMATON_VAR", "/dev/null", "/dev/null/cookie_key cannot be read or made"),
    ],
)
def test_it_refuses_to_start_with_a_setting_that_makes_no_sense(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage("init")
    monkeypatch.setenv(name, value)
    started = start()
    assert words in started
    assert "s3cret" not in started
    assert "Traceback" not in started
