"""`manage.py demo --keep-writing`: a real process, stopped as a person stops it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from commands import demo_writing
from manage import app
from store.case import tables
from store.case.check import breaches
from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.source import engine

HOME = Path(__file__).parent.parent.parent
PATIENCE = 60
TINY = DemoScale(months=2, opened_a_month=10, median_days_open=100)


def test_ctrl_c_ends_it_with_one_line_that_counts_the_changes(sqlite_url: str, tmp_path: Path) -> None:
    make_demo(engine(sqlite_url), now=datetime.now(UTC), scale=TINY)
    options = ("--unless-there", "--keep-writing", "--per-minute", "600", "--database", sqlite_url)
    command = [sys.executable, "manage.py", "demo", *options]
    environment = {**os.environ, "SAUMATON_VAR": str(tmp_path)}
    with (tmp_path / "said").open("w") as said:
        writer = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        wait_for_changes(writer, tmp_path, sqlite_url)
        writer.send_signal(signal.SIGINT)
        assert writer.wait(PATIENCE) == 0
    *_, last = (tmp_path / "said").read_text().splitlines()
    assert last.startswith("Stopped after ")
    assert int(last.split()[2]) >= 3
    assert list(breaches(engine(sqlite_url))) == []


def test_ctrl_c_that_a_library_swallows_ends_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def swallowing(_target: object, *, stop: Callable[[float], bool], **_given: object) -> Iterator[int]:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        while not stop(0.01):
            yield 1

    monkeypatch.setattr(demo_writing, "keep_writing", swallowing)
    demo_writing.write_until_stopped(engine("sqlite://"), 30, 1)


def wait_for_changes(writer: subprocess.Popen[bytes], place: Path, url: str) -> None:
    """Until a few changes are later than the mark of the demo."""
    until = time.monotonic() + PATIENCE
    while "Writing" not in (place / "said").read_text() or changed(url) < 3:
        assert writer.poll() is None, (place / "said").read_text()
        assert time.monotonic() < until
        time.sleep(0.2)


def changed(url: str) -> int:
    made_at = select(tables.demo_data.c.made_at).scalar_subquery()
    h, c = tables.handovers.c, tables.cases.c
    later = (h.handed_over_at > made_at, h.responded_at > made_at, c.opened_at > made_at, c.closed_at > made_at)
    with engine(url).connect() as connection:
        return sum(connection.execute(select(func.count()).where(condition)).scalar_one() for condition in later)


def test_it_refuses_a_database_that_is_no_demo(case_database_url: str, tmp_path: Path) -> None:
    options = ("--unless-there", "--keep-writing", "--database", case_database_url)
    done = CliRunner().invoke(app, ["demo", *options], env={"SAUMATON_VAR": str(tmp_path)})
    assert done.exit_code == 1
    assert "not marked as a demo" in done.stderr
    assert not (tmp_path / "users.yaml").exists()
