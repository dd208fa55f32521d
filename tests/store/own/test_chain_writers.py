"""Whoever writes to the access log at the same time makes one chain."""

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from store.own import chain, log_head
from tests.store.own.logs import fill, head

WRITER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from store.errors import OwnDatabaseUnusable
from store.own import access_log, log_head
from store.own.database import own_engine
own = own_engine(sys.argv[1])
log_head.keep_in(own, Path(sys.argv[3]))
ready, go = Path(sys.argv[3] + "-" + sys.argv[2]), Path(sys.argv[3] + "-go")
ready.touch()
while not go.exists():
    time.sleep(0.01)
n = 0
while n < int(sys.argv[4]):
    try:
        access_log.write(own, sys.argv[2], "rows_shown", datetime.now(UTC), f"case/{n}")
        n += 1
        time.sleep(0.01)  # others are given a turn
    except OwnDatabaseUnusable:  # a busy machine: others hold the lock for longer than anybody waits
        time.sleep(0.5)
"""


def test_several_processes_make_one_chain(own: Engine, tmp_path: Path) -> None:
    url, each = own.url.render_as_string(hide_password=False), 40
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, f"user-{n}", str(tmp_path / "head"), str(each)])
        for n in range(4)
    ]
    while len(list(tmp_path.glob("head-user-*"))) < len(writers):
        assert all(writer.poll() is None for writer in writers)
        time.sleep(0.01)
    (tmp_path / "head-go").touch()
    assert [writer.wait(120) for writer in writers] == [0] * 4
    assert head(own).entry == 4 * each
    assert log_head.read(tmp_path / "head") == [head(own)]
    assert list(chain.verify(own, [head(own)])) == []
    with own.connect() as connection:
        names = list(connection.execute(text("SELECT user_name FROM access_log ORDER BY entry")).scalars())
    assert {name: names.count(name) for name in names} == {f"user-{n}": each for n in range(4)}
    changes = sum(one != other for one, other in pairwise(names))
    assert changes > 3, "they wrote one after the other, so nothing was tried"


def test_nobody_can_fork_the_chain_even_without_waiting(own: Engine) -> None:
    fill(own)
    with own.connect() as connection:
        [previous] = connection.execute(text("SELECT previous FROM access_log WHERE entry = 3")).scalars()
    columns = "entry, at, user_name, event, outcome, previous, hash"
    fork = f"INSERT INTO access_log ({columns}) VALUES (99, :at, '', '', 'success', :previous, '')"
    with pytest.raises(IntegrityError), own.begin() as connection:
        connection.execute(text(fork), {"at": "2026-09-14 06:12:30.123456", "previous": previous})
