"""`manage.py describe`: the page of an installation, which leaves out no table, role, event or command."""

from pathlib import Path

import pytest

from commands.description import ABOUT, as_markdown
from config.codes import USER_ROLES
from config.retention import Retention
from queries.access import SEES
from store.case.tables import IN_ORDER
from store.own.tables import EVENTS, metadata
from tests.commands.door import manage


def page() -> str:
    done = manage("describe")
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_it_names_every_table_and_column() -> None:
    made = page()
    for table in (*IN_ORDER, *metadata.sorted_tables):
        [line] = [line for line in made.splitlines() if line.startswith(f"| `{table.name}` | **")]
        assert [name for name in table.c.keys() if name not in line] == []  # noqa: SIM118
    assert set(ABOUT) == set(metadata.tables)


def test_it_names_every_event_and_says_of_every_role_what_it_reads() -> None:
    made = page()
    assert [event for event in EVENTS if f"| `{event}` |" not in made] == []
    for role in USER_ROLES:
        [line] = [line for line in made.splitlines() if line.startswith(f"| `{role}` |")]
        assert line.count("| yes") == sum(role in roles for roles in SEES.values())


def test_it_says_the_periods_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "retention.toml"
    file.write_text("access_log = 777")
    monkeypatch.setenv("SAUMATON_RETENTION_FILE", str(file))
    assert "777, from the entry" in page()


def test_a_table_that_nobody_described_is_not_left_out_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ABOUT, "actions")
    with pytest.raises(KeyError, match="actions"):
        as_markdown(Retention(), {})
