"""A dashboard as it is in service: a process of its own on demo data, behind HAProxy with TLS where there is one."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import bcrypt
import pytest
from sqlalchemy import Engine, text

from commands.serving import CONFIGURATION
from screen.sign_in.session import signed
from store.demo.making import make_demo
from store.own import sessions
from store.own.sessions import Session
from store.own.users import User, add_users
from store.source import engine
from tests.attacks import payloads
from tests.attacks.line import CASE, Answer, Tab, a_tab, fetched, pressed
from tests.attacks.line import text as typed
from tests.browser.conftest import AGENCY, PASSWORD, free_port, running

HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
KEY = "a key for tests of thirty-two letters and more"
PROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
OWN_CASES = text(
    "SELECT case_id FROM involvements WHERE agency_code = :agency UNION "
    "SELECT case_id FROM handovers JOIN cases USING (case_id) "
    "WHERE to_agency = :agency AND responded_at IS NULL AND closed_at IS NULL"
)


@dataclass(frozen=True)
class Attacked:
    """A dashboard that is attacked: its address, that of its process, its databases, and its log."""

    url: str
    direct: str
    database: Engine
    own: Engine
    server_log: Path

    def session(self, user_name: str, since: datetime | None = None) -> Session:
        """A sign-in that has been made."""
        session = Session(uuid4().hex, user_name, since or datetime.now(UTC))
        sessions.begin(self.own, session)
        return session

    def cookie(self, user_name: str) -> str:
        """The cookie of a sign-in that has been made just now."""
        return signed("session", self.session(user_name), KEY)

    def user(self, role: str) -> str:
        """The name of a user who is made for one test."""
        name = f"user-{uuid4().hex[:8]}"
        add_users(self.own, [User(name, name, role, HASH, datetime.now(UTC), AGENCY if role == "agency" else None)])
        return name

    @contextmanager
    def tab(self, user_name: str = "") -> Iterator[Tab]:
        """A tab of a user who has signed in; of nobody where none is named."""
        with a_tab(self.url, self.cookie(user_name) if user_name else "") as tab:
            yield tab

    @contextmanager
    def log(self) -> Iterator[Callable[[], list[str]]]:
        """What the server writes to its log from now on."""
        before = self.server_log.stat().st_size

        def lines() -> list[str]:
            with self.server_log.open(encoding="utf-8") as file:
                file.seek(before)
                return file.read().splitlines()

        yield lines


@pytest.fixture(scope="session")
def attacked(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """The dashboard; whoever delivers its data gave agencies and regions names that are attacks."""
    with attacked_at(tmp_path_factory.mktemp("attacked"), migrated_sqlite) as made:
        yield made


@contextmanager
def attacked_at(place: Path, migrated_sqlite: Path) -> Iterator[Attacked]:
    """Such a dashboard, with its files in a folder."""
    file = shutil.copy(migrated_sqlite, place / "cases.sqlite")
    database = engine(f"sqlite:///{file}")
    make_demo(database, seed=1, now=datetime.now(UTC))
    payloads.put_into(database)
    settings = {"SAUMATON_COOKIE_KEY": KEY}
    with running(f"sqlite:///{file}", place, settings=settings) as site, behind_tls(site.url, place) as url:
        own = engine(f"sqlite:///{place / 'own.sqlite'}")
        yield Attacked(url, site.url, database, own, place / "server.log")
        own.dispose()


@contextmanager
def behind_tls(direct: str, place: Path) -> Iterator[str]:
    """The address of HAProxy before a dashboard; of the dashboard itself where there is no HAProxy."""
    if PROXY is None:
        yield direct
        return
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tls.pem", "-out", "tls.crt"]
    subprocess.run([*making, "-subj", "/CN=localhost"], cwd=place, check=True, capture_output=True)
    with (place / "tls.pem").open("a") as file:
        file.write((place / "tls.crt").read_text())
    configuration = CONFIGURATION.read_text().replace("127.0.0.1:8601", direct.partition("//")[2])
    (place / "haproxy.cfg").write_text(configuration)
    front = f"localhost:{free_port()}"
    environment = {**os.environ, "SAUMATON_BIND": f"{front} ssl crt {place / 'tls.pem'} alpn http/1.1"}
    with (place / "proxy.log").open("w") as log:
        process = subprocess.Popen([PROXY, "-db", "-f", "haproxy.cfg"], cwd=place, env=environment, stderr=log)
        try:
            wait_until_it_answers(f"https://{front}/readyz", process)
            yield f"https://{front}"
        finally:
            process.terminate()
            process.wait(20)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        try:
            if fetched(address)[0] == 200:
                return
        except OSError:
            assert process.poll() is None
        time.sleep(0.05)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def foreign_cases(attacked: Attacked) -> set[str]:
    """The cases in which the agency of the user `agency` has no part, and which nobody offers it."""
    with attacked.database.connect() as connection:
        every = set(connection.execute(text("SELECT case_id FROM cases")).scalars())
        assert all(CASE.fullmatch(one.encode()) for one in every)
        return every - set(connection.execute(OWN_CASES, {"agency": AGENCY}).scalars())


def says_why(tab: Tab, page: str = "case", reason: str = "Work on the case") -> Answer:
    """Answer the question that stands before the first case row."""
    asked = tab.ask(page)
    given = (typed(asked.widget("reason-code"), value=reason), pressed(asked.widget("reason-show")))
    return tab.ask(page, "", *given)
