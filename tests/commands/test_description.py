"""`manage.py describe`: the page of an installation, which leaves out no table, role, event or command."""

from pathlib import Path

import pytest

from commands.description import ABOUT, FLOWS, as_markdown, described
from config.codes import USER_ROLES
from config.retention import Retention
from manage import app
from queries.access import SEES
from screen.frame import files, operations, strangers
from screen.sign_in import cookie, oidc, proxy
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


def test_its_flows_name_every_kind_of_file_every_address_and_every_import() -> None:
    told = "\n".join(" ".join(row) for row in FLOWS)
    addresses = (*(route.path for route in operations.ROUTES), cookie.PATH, strangers.STREAM, "/media", "/news")
    assert f"files: {', '.join(sorted(files.TYPES))}" in told
    assert [one for one in addresses if f"`{one}`" not in told] == []
    assert strangers.MEDIA == "/media/"
    for route in (*oidc.ROUTES, *proxy.ROUTES):
        assert route.path.startswith("/oidc/") or f"`{route.path}`" in told
    assert [one for one in described(app) if one.startswith("import") and f"`{one}`" not in told] == []


def test_it_says_the_periods_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "retention.toml"
    file.write_text("access_log = 777")
    monkeypatch.setenv("SAUMATON_RETENTION_FILE", str(file))
    assert "777, from the entry" in page()


def test_a_table_that_nobody_described_is_not_left_out_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ABOUT, "actions")
    with pytest.raises(KeyError, match="actions"):
        as_markdown(Retention(), {})
