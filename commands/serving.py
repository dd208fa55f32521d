"""Several processes behind HAProxy on one machine, and one that keeps the facts for all of them: started, started again
when one ends, and renewed one by one.
"""

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from commands.shared import to_stderr
from config.settings import FACTS_URL, SOCKET, Settings, environment_of, is_socket, read_socket
from config.toml_file import HOME, SettingRefused
from screen.sign_in.session import cookie_key
from store.errors import FactsAway
from store.facts.line import Line
from store.facts.mirror import Told

CONFIGURATION = HOME / "deploy" / "haproxy.cfg"
FIRST_PORT = 8601  # as the configuration of HAProxy says
MOST_PROCESSES = 4
LOOK_SECONDS = 0.5
READY_SECONDS = 120
END_SECONDS = 4
PATIENCE_SECONDS = 2.0  # with the process that keeps the facts, for one answer
HUNG_SECONDS = 30.0  # without any, after which it is started again

Process = subprocess.Popen[bytes]


def environment(settings: Settings, ours: Mapping[str, str]) -> dict[str, str]:
    """The environment of each process: ours, with the same databases and secrets for all. Raises SettingRefused."""
    secret = sha256(f"streamlit {cookie_key(settings)}".encode()).hexdigest()
    made = {**ours, **environment_of(settings), "STREAMLIT_SERVER_COOKIE_SECRET": secret}
    if proxy := settings.sign_in.proxy:
        made["SAUMATON_NAMES_FROM"] = " ".join(str(network) for network in proxy.addresses)  # for HAProxy
    return made


def command(port: int, address: str) -> list[str]:
    """What starts one process with screens."""
    return [sys.executable, "-m", "screen.frame.server", str(port), address]


def command_of_facts(socket: Path) -> list[str]:
    """What starts the process that keeps the facts, and answers at a socket."""
    return [sys.executable, "-m", "commands.facts", str(socket)]


def environment_of_facts(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process that keeps the facts, of that of the screens: it does not ask at a socket."""
    return {name: value for name, value in environment.items() if name != FACTS_URL or not is_socket(value)}


def command_of_facts_database() -> list[str]:
    """What starts the process that keeps the facts in a database."""
    return [sys.executable, "-m", "commands.facts_database"]


@dataclass
class Site:
    """The processes that run, those with screens by port, and what the signals asked for."""

    environment: dict[str, str]
    key: bytes
    facts: Process | None = None  # none where another service keeps them
    facts_url: str = ""  # of a database where they lie
    sockets: Iterator[int] = field(default_factory=lambda: count(1))
    running: dict[int, Process] = field(default_factory=dict)
    ends: threading.Event = field(default_factory=threading.Event)
    renews: threading.Event = field(default_factory=threading.Event)

    @property
    def socket(self) -> Path:
        return Path(self.environment[FACTS_URL].removeprefix(SOCKET))

    def keep_facts(self) -> None:
        """Start a process that keeps the facts, at a socket of its own: those before it still answer."""
        self.environment[FACTS_URL] = _socket_in(self.environment, next(self.sockets))
        self.start_facts()

    def start_facts(self) -> None:
        environment = environment_of_facts(self.environment) | {FACTS_URL: self.facts_url}
        self.facts = subprocess.Popen(command_of_facts(self.socket), cwd=HOME, env=environment)  # noqa: S603

    def start(self, port: int) -> None:
        self.running[port] = subprocess.Popen(command(port, "127.0.0.1"), cwd=HOME, env=self.environment)  # noqa: S603


def _socket_in(environment: Mapping[str, str], number: int) -> str:
    return f"{SOCKET}{environment['SAUMATON_VAR']}/facts-{number}.sock"


def serve(environment: Mapping[str, str], key: bytes, processes: int, bind: str) -> None:
    """Serve with so many processes behind HAProxy, which listens on `bind`, until SIGTERM or Ctrl-C. SIGHUP renews the
    processes one after the other, so that the dashboard is there all the time. `environment` is that of each process,
    `key` that of the line to the facts.

    Raises SettingRefused where HAProxy is not installed.
    """
    proxy = shutil.which("haproxy", path=f"{environment.get('PATH', '')}:/usr/sbin")
    if proxy is None:
        raise SettingRefused("Several processes need HAProxy in front: install it (Debian: apt-get install haproxy)")
    read_socket("SAUMATON_VAR, for the socket of the process that keeps the facts,", _socket_in(environment, 1))
    facts_url = environment.get(FACTS_URL) or ""
    site = Site(dict(environment), key, facts_url="" if is_socket(facts_url) else facts_url)
    for number, event in ((signal.SIGTERM, site.ends), (signal.SIGINT, site.ends), (signal.SIGHUP, site.renews)):
        signal.signal(number, lambda *_, event=event: event.set())
    front = [proxy, "-db", "-f", str(CONFIGURATION)]
    before = subprocess.Popen(front, env={**site.environment, "SAUMATON_BIND": bind})  # noqa: S603
    try:
        if not is_socket(facts_url):
            site.keep_facts()
            threading.Thread(target=watch_facts, args=(site,), name="facts", daemon=True).start()
        for port in range(FIRST_PORT, FIRST_PORT + processes):
            site.start(port)
        to_stderr.print(f"{processes} processes behind HAProxy on {bind}")
        while not site.ends.wait(LOOK_SECONDS) and before.poll() is None:
            _look_after(site)
    finally:
        all_of_them = (before, *site.running.values(), *([site.facts] if site.facts else []))
        end(all_of_them)


def _look_after(site: Site) -> None:
    if site.facts and site.facts.poll() is not None:
        to_stderr.print("The process that keeps the facts ended and is started again")
        site.start_facts()
    for port, process in list(site.running.items()):
        if process.poll() is not None:
            to_stderr.print(f"The process on port {port} ended and is started again")
            site.start(port)
    if site.renews.is_set():
        site.renews.clear()
        _renew(site)


def _renew(site: Site) -> None:
    """Renew the process that keeps the facts first: what it says to a screen, both must understand."""
    old = site.facts
    if old:
        site.keep_facts()
        _until_kept(site)
    for port, process in list(site.running.items()):
        end([process])
        site.start(port)
        _until_ready(port, site.ends)
    if old:
        end([old])


def _until_kept(site: Site) -> None:
    """Wait until the facts are loaded, but not for ever."""
    line = Line(site.socket, site.key, PATIENCE_SECONDS)
    for _look in range(int(READY_SECONDS / LOOK_SECONDS)):
        with suppress(FactsAway):
            if isinstance(line.call("told", ""), Told):
                return
        if site.ends.wait(LOOK_SECONDS):
            return


def end(processes: Collection[Process]) -> None:
    """End processes, also those that hang."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + END_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
            continue
        process.kill()
        process.wait()


def watch_facts(site: Site) -> None:
    """Kill the process that keeps the facts once it has answered nothing for too long; then it is started again."""
    answered, asked = time.monotonic(), site.facts
    while site.facts and not site.ends.wait(PATIENCE_SECONDS):
        if asked is not site.facts:
            answered, asked = time.monotonic(), site.facts
        with suppress(FactsAway):
            Line(site.socket, site.key, PATIENCE_SECONDS).call("told", "")
            answered = time.monotonic()
        if time.monotonic() - answered > HUNG_SECONDS and asked is site.facts:
            to_stderr.print("The process that keeps the facts hangs and is ended")
            asked.kill()


def _until_ready(port: int, ends: threading.Event) -> None:
    """Wait until a process has loaded the figures, but not for ever: the next one may be needed meanwhile."""
    for _look in range(int(READY_SECONDS / LOOK_SECONDS)):
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
            return
        if ends.wait(LOOK_SECONDS):
            return
