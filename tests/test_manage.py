"""The command line: standard output holds the result alone, and every wrong value is refused with what to do."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import bcrypt
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from manage import app
from store.own import passwords, tries, users
from store.source import engine
from tests.made_cases import fill
from tests.rows import a_case, a_handover, an_agency

pytestmark = pytest.mark.deep

HOME = Path(__file__).parent.parent
PASSWORD = "correct horse battery"
ADD = ("users", "add", "aino")
SENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path / "var"))
    for name in ("SAUMATON_DATABASE_URL", "SAUMATON_OWN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def manage(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=stdin)


def test_init_makes_both_databases_and_can_be_repeated(tmp_path: Path) -> None:
    for _again in range(2):
        assert manage("init").exit_code == 0
    assert {file.name for file in (tmp_path / "var").iterdir()} == {"cases.sqlite", "own.sqlite"}
    assert manage("check").exit_code == 0


def test_it_refuses_to_start_with_an_agenda_that_names_an_unknown_item(tmp_path: Path) -> None:
    file = tmp_path / "agenda.toml"
    file.write_text('items = ["since_last_meeting", "weather"]')
    environment = {**os.environ, "SAUMATON_AGENDA_FILE": str(file)}
    command = [sys.executable, "manage.py", "run"]
    refused = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "items has 'weather', which is no item" in refused.stderr


def test_figures_come_out_as_json_and_nothing_else(case_database_url: str) -> None:
    rows = {
        "agencies": [an_agency("A"), an_agency("B")],
        "cases": [a_case("C")],
        "handovers": [a_handover("C", SENT, handover_id="H")],
    }
    fill(case_database_url, rows)
    asked = ("figures", "--as-of", "2026-01-20T08:00+02:00", "--json", "--database", case_database_url)
    done = subprocess.run([sys.executable, "manage.py", *asked], cwd=HOME, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["as_of"] == "2026-01-20T06:00:00+00:00"
    assert found["cases"]["open"] == 1
    assert found["handovers"]["overdue"] == 1
    assert found["handovers"]["median_response_days"] is None
    assert [region["region"] for region in found["regions"]] == ["unknown"]


def test_figures_hold_the_yearly_report_where_it_is_wanted(case_database_url: str) -> None:
    fill(case_database_url, {"agencies": [an_agency("A")], "cases": [a_case("C")]})
    asked = ("figures", "--as-of", "2026-01-20T08:00+02:00", "--json", "--database", case_database_url)
    found = json.loads(manage(*asked, "--year").stdout)["yearly"]
    assert [found["years"][0]["year"], found["years"][-1]["year"], found["years"][-1]["complete"]] == [
        2000,
        2026,
        False,
    ]
    assert "yearly" not in json.loads(manage(*asked).stdout)


def test_an_empty_database_has_no_data_not_zeros(sqlite_url: str) -> None:
    found = json.loads(manage("figures", "--json", "--database", sqlite_url).stdout)
    assert found["involvement"]["agencies_per_case_mean"] is None
    assert found["involvement"]["share_3_plus"] is None
    assert found["handovers"]["answered_within_target"] is None
    assert found["handovers"]["returned_share"] is None


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--region", "99"),
        ("--county", "99"),
        ("--agency", "NOBODY"),
        ("--ministry", "NONE"),
        ("--form", "sale"),
        ("--age-group", "old"),
        ("--as-of", "2026-01-20T08:00"),
        ("--as-of", "yesterday"),
        ("--as-of", "2090-01-20T08:00+02:00"),
        ("--as-of", "1960-01-20T08:00+02:00"),
        ("--as-of", "2150-01-20T08:00+02:00"),
        ("--from", "2026-02-30"),
        ("--to", "tomorrow"),
        ("--colour", "red"),
    ],
)
def test_a_value_that_is_not_known_is_refused(option: str, value: str, sqlite_url: str) -> None:
    done = manage("figures", "--json", "--database", sqlite_url, option, value)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert option in done.stderr


def test_a_period_that_ends_before_it_begins_is_refused(sqlite_url: str) -> None:
    done = manage("figures", "--database", sqlite_url, "--from", "2026-02-01", "--to", "2026-01-01")
    assert done.exit_code == 2
    assert "begins on 2026-02-01" in done.stderr


@pytest.mark.parametrize("command", [("figures",), ("check",), ("run",), ("import-feed", ".")])
def test_a_database_that_is_missing_says_what_to_run(command: tuple[str, ...], tmp_path: Path) -> None:
    done = manage(*command, "--database", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert done.exit_code == 1
    assert "manage.py init" in done.stderr
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize("command", [("figures",), ("check",), ("init",), ("run",), ("import-feed", ".")])
@pytest.mark.parametrize(
    ("url", "words", "code"),
    [
        ("postgresql://nobody:s3cret@localhost:1/none", "none cannot be used", 1),
        ("sqlite:////dev/null/a", "/dev/null/a", 1),
        ("postgresql://nobody:s3cret@localhost:abc/none", "--database is no database URL", 2),
        ("mysql://nobody:s3cret@localhost/none", "--database begins with 'mysql', which is not supported", 2),
        ("s3cret", "--database is no database URL", 2),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_words(
    command: tuple[str, ...], url: str, words: str, code: int
) -> None:
    done = manage(*command, "--database", url)
    assert done.exit_code == code
    assert done.stdout == ""
    assert words in done.stderr
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("command", [("run",), ("users", "list"), (*ADD, "--role", "guest", "--password", PASSWORD)])
def test_an_own_database_that_is_gone_is_not_made_anew_in_silence(command: tuple[str, ...], tmp_path: Path) -> None:
    manage("init")
    own = tmp_path / "var" / "own.sqlite"
    own.unlink()
    engine(f"sqlite:///{own}").dispose()  # another process has nothing open
    said = start() if command == ("run",) else manage(*command).stderr
    assert not own.exists()
    words = ("If there was one, with users, the access log and the meetings, restore it", "python manage.py init")
    assert all(one in said for one in words)
    assert "Traceback" not in said
    assert manage("init").exit_code == 0
    assert own.exists()


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


def test_minutes_are_refused_in_words_where_the_own_database_is_none(tmp_path: Path) -> None:
    manage("init")
    (tmp_path / "var" / "own.sqlite").write_bytes(b"This is no database. " * 500)
    done = manage("pack", "--out", str(tmp_path / "minutes.pdf"))
    assert done.exit_code == 1
    assert "own.sqlite cannot be used: file is not a database" in done.stderr


def start() -> str:
    """What `run` says that does not come to start a server, or that goes wrong in the place of the server."""
    with mock.patch("os.execve") as server, mock.patch("os.chdir"):
        done = manage("run")
    assert done.exit_code == 0 if server.called else done.exit_code in (1, 2)
    assert not isinstance(done.exception, Exception), done.exception
    return done.stderr


@pytest.mark.parametrize("command", [("figures",), ("import-feed", "."), ("run",)])
@pytest.mark.parametrize(("version", "words"), [("0000", "a newer program made it"), (None, "newer")])
def test_a_database_of_a_newer_program_is_refused(
    command: tuple[str, ...], version: str | None, words: str, case_database_url: str
) -> None:
    set_version(case_database_url, version or "9999")
    done = manage(*command, "--database", case_database_url)
    assert done.exit_code == 1
    assert words in done.stderr


def test_init_refuses_a_database_of_a_newer_program(case_database_url: str) -> None:
    set_version(case_database_url, "9999")
    done = manage("init", "--database", case_database_url)
    assert done.exit_code == 1
    assert "Upgrade this program" in done.stderr


def set_version(url: str, version: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(text("UPDATE saumaton_version SET version_num = :version"), {"version": version})


@pytest.mark.parametrize("command", [("import-feed", "."), ("demo",), ("init",)])
def test_a_database_that_our_migrations_did_not_make_is_never_written_to(
    command: tuple[str, ...], case_database_url: str
) -> None:
    with engine(case_database_url).begin() as connection:
        connection.execute(text("DROP TABLE saumaton_version"))
    done = manage(*command, "--database", case_database_url)
    assert done.exit_code == 1
    assert "not made by our migrations" in done.stderr


def test_a_ministrys_own_database_is_read_all_the_same(case_database_url: str) -> None:
    with engine(case_database_url).begin() as connection:
        connection.execute(text("DROP TABLE saumaton_version"))
    assert manage("figures", "--json", "--database", case_database_url).exit_code == 0


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


def test_the_users_of_an_earlier_version_are_taken_over(tmp_path: Path) -> None:
    manage("init")
    hashed = passwords.hashed(PASSWORD, "aino")
    record = {"name": "Aino", "password": hashed, "password_set_at": "2026-09-14T06:12:00+00:00", "roles": ["guest"]}
    file = tmp_path / "users.yaml"
    file.write_text(json.dumps({"credentials": {"usernames": {"aino": record, "olli": record}}}))  # JSON is YAML too
    assert manage("users", "import", str(file)).exit_code == 0
    assert manage("users", "list").stdout == "aino\tguest\t-\tAino\nolli\tguest\t-\tAino\n"
    assert users.read_users(engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}"))["olli"].password_hash == hashed
    again = manage("users", "import", str(file))
    assert again.exit_code == 1
    assert "'aino' is already there" in again.stderr
    file.write_text("credentials: 5")
    assert manage("users", "import", str(file)).exit_code == 1


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


def test_the_demo_is_made_once_with_a_user_per_role() -> None:
    first = manage("demo")
    assert first.exit_code == 0, first.stderr
    roles = [line.split("\t")[0] for line in first.stdout.splitlines()]
    assert roles == ["coordination", "agency", "ministry", "rapporteur", "administration", "guest"]
    assert manage("demo").exit_code == 1, "cases that stand are never overwritten"
    assert manage("demo", "--unless-there").stdout == first.stdout
