"""The dashboard of a checkout over fresh demo data, in one process or several, with people who have signed in."""

import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from sqlalchemy import Connection, create_engine, insert, make_url, text

from bench import databases
from screen.sign_in.session import COOKIE, signed
from store.own import passwords, tables, users
from store.own.sessions import Session
from store.source import database_url, engine
from tests.browser.conftest import HOME, free_port, wait_for
from tests.store.servers import BIN, server_of

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
BENCH = "bench"  # the application whose statements do not count
# PostgreSQL's statistics are of no use here: it puts off the counts of statements that touch no table
LOG_STATEMENTS = ("ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM SET log_line_prefix = '%d %a '")
STATEMENT = re.compile(rf"^{DATABASE} (?!{BENCH} ).*?LOG:  (?:statement|execute [^:]*):", re.MULTILINE)


@dataclass(frozen=True)
class Costs:
    """What processes hold, and the CPU seconds they have used since they began."""

    cpu: float
    megabytes: float
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Setting:
    """What to start: `size` is the name of a scale of the demo, or of one of the bench's own."""

    people: int
    processes: int = 1
    size: str = "NATIONAL"
    sqlite: bool = False
    checkout: Path = HOME
    facts: bool = True  # in a process of their own


@dataclass(frozen=True)
class Servers:
    """Running dashboards over one case database; `cookies` are one a person; `log` is that of PostgreSQL."""

    urls: list[str]
    processes: list[psutil.Process]
    cookies: list[str]
    database_url: str
    log: Path | None

    def writing_url(self) -> str:
        """The URL of the case database under which what is done does not count as the dashboard's."""
        if self.log is None:
            return self.database_url
        url = make_url(self.database_url).update_query_dict({"application_name": BENCH})
        return url.render_as_string(hide_password=False)

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

    def statements(self) -> int | None:
        """How many statements the case database has had from dashboards. None on SQLite."""
        return None if self.log is None else len(STATEMENT.findall(self.log.read_text(errors="replace")))


@contextmanager
def running(setting: Setting) -> Iterator[Servers]:
    """The dashboards of the setting, until the end of the block."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="saumaton-sessions-")))
        if setting.sqlite:
            url, log = f"sqlite:///{place / 'cases.sqlite'}", None
            _make_demo(setting, url)
        else:
            url, log = stack.enter_context(_postgresql(setting))
        names, key = [f"person-{number:04}" for number in range(setting.people)], secrets.token_hex(32)
        shared = {"SAUMATON_VAR": str(place), "SAUMATON_DATABASE_URL": url, "SAUMATON_COOKIE_KEY": key}
        environment = _environment() | shared
        init = [*_python(setting), "manage.py", "init"]
        own = environment | {"SAUMATON_DATABASE_URL": f"sqlite:///{place / 'none.sqlite'}"}  # the cases are there
        subprocess.run(init, cwd=setting.checkout, env=own, check=True, capture_output=True)  # noqa: S603
        with engine(f"sqlite:///{place / 'own.sqlite'}").begin() as connection:
            cookies = _signed_in(connection, names, key)
        of_facts = [stack.enter_context(_facts(setting, environment))] if setting.facts else []
        if setting.facts:
            environment |= {"SAUMATON_FACTS_URL": _socket(environment)}
        started = [stack.enter_context(_server(setting, environment)) for _ in range(setting.processes)]
        urls, processes = zip(*started, strict=True)
        yield Servers(list(urls), [*processes, *of_facts], cookies, url, log)


def _signed_in(own: Connection, names: list[str], key: str) -> list[str]:
    """Make users who have signed in, and give their cookies. All at once: one after the other takes longer than the
    measurement.
    """
    hashed, now = passwords.hashed(secrets.token_urlsafe(12), ""), datetime.now(UTC)
    sessions = [Session(secrets.token_hex(16), name, now) for name in names]
    people = [vars(users.User(name, name, ROLE, hashed, now)) for name in names]
    begun = [{"id": one.id, "user_name": one.user_name, "began_at": now, "clicked_at": now} for one in sessions]
    own.execute(insert(tables.users), people)
    own.execute(insert(tables.sessions), begun)
    return [f"{COOKIE}={signed('session', one, key)}" for one in sessions]


@contextmanager
def _server(setting: Setting, environment: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    """The address and the process of a dashboard."""
    port = free_port()
    with _process(setting, environment, "run", "--port", str(port)) as server:
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}", server


@contextmanager
def _facts(setting: Setting, environment: dict[str, str]) -> Iterator[psutil.Process]:
    """The process that keeps the facts for all of them."""
    with _process(setting, environment | {"SAUMATON_FACTS_URL": _socket(environment)}, "facts") as process:
        yield process


def _socket(environment: dict[str, str]) -> str:
    return f"unix:{environment['SAUMATON_VAR']}/facts.sock"


@contextmanager
def _process(setting: Setting, environment: dict[str, str], *command: str) -> Iterator[psutil.Process]:
    """What a command of the checkout starts, until the end of the block."""
    with (Path(environment["SAUMATON_VAR"]) / f"{'-'.join(command)}.log").open("w") as log:
        whole = [*_python(setting), "manage.py", *command]
        server = subprocess.Popen(whole, cwd=setting.checkout, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            yield psutil.Process(server.pid)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def _postgresql(setting: Setting) -> Iterator[tuple[str, Path]]:
    """The URL of a demo on a server of its own, and the file in which that notes each statement from then on."""
    with server_of(BIN) as administration:
        at_once = create_engine(database_url(administration), isolation_level="AUTOCOMMIT")
        url = at_once.url.set(database=DATABASE).render_as_string(hide_password=False)
        with at_once.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {DATABASE}"))
            _make_demo(setting, url)
            for statement in (*LOG_STATEMENTS, "SELECT pg_reload_conf()"):
                connection.execute(text(statement))
        at_once.dispose()
        yield url, Path(str(at_once.url.query["host"])).parent / "log"


def _make_demo(setting: Setting, url: str) -> None:
    if setting.size in databases.SCALES:
        target = engine(url)
        databases.fill(databases.made(databases.SCALES[setting.size]), target)
        if target.dialect.name == "postgresql":
            databases.give_keys(target)
            databases.publish(target)
        return
    command = [*_python(setting), "-c", MAKE_DEMO, url, setting.size]
    subprocess.run(command, cwd=setting.checkout, env=_environment(), check=True)  # noqa: S603


def _python(setting: Setting) -> list[str]:
    return [str(setting.checkout / ".venv" / "bin" / "python")]


def _environment() -> dict[str, str]:
    """Without the settings of whoever measures. Nobody is signed out for want of clicks, of which only a real browser
    tells.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SAUMATON_")}
    return ours | {"SAUMATON_IDLE_MINUTES": "1440"}
