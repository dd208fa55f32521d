"""Databases that are missing, foreign, or of another version: which command takes them, and what it says."""

from pathlib import Path

import pytest
from sqlalchemy import text

from store.own.users import read_users
from store.source import engine
from tests.commands.door import ADD, PASSWORD, manage, start

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("own_place")]


def test_init_makes_both_databases_and_can_be_repeated(tmp_path: Path) -> None:
    for _again in range(2):
        assert manage("init").exit_code == 0
    assert {file.name for file in (tmp_path / "var").iterdir()} == {"cases.sqlite", "own.sqlite"}
    assert manage("check").exit_code == 0


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


def test_minutes_are_refused_in_words_where_the_own_database_is_none(tmp_path: Path) -> None:
    manage("init")
    (tmp_path / "var" / "own.sqlite").write_bytes(b"This is no database. " * 500)
    done = manage("pack", "--out", str(tmp_path / "minutes.pdf"))
    assert done.exit_code == 1
    assert "own.sqlite cannot be used: file is not a database" in done.stderr


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


def test_the_demo_is_made_once_with_a_user_per_role(tmp_path: Path) -> None:
    first = manage("demo")
    assert first.exit_code == 0, first.stderr
    roles = [line.split("\t")[0] for line in first.stdout.splitlines()]
    assert roles == ["coordination", "agency", "ministry", "rapporteur", "administration", "guest"]
    made = read_users(engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}")).values()
    assert {user.reviewed_by for user in made} == {"manage.py"}
    assert manage("demo").exit_code == 1, "cases that stand are never overwritten"
    assert manage("demo", "--unless-there").stdout == first.stdout
