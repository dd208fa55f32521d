"""What one commit after another costs whoever follows a case database, and how soon the copy shows each.

python -m bench.changes [--size EU] [--a-second 5] [--seconds 30]

Makes the database on a PostgreSQL of its own and follows it in each of two ways: as row versions tell the changes, and
as logical decoding does. Prints the seconds of the first load and from commit to copy, and how much of a core the
follower and the server use. Compare the two: absolute times are those of this machine.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine, make_url, text

from bench.databases import SCALES, fill, give_keys, made, publish
from config.settings import read_settings
from store.case.publication import PUBLICATION
from store.facts.replica import Replica
from store.source import database_url, engine
from tests.store.servers import BIN, server_of

LOOK_SECONDS = 0.005
WAIT_SECONDS = 120.0
ANSWERED = "UPDATE handovers SET responded_at = handed_over_at, response = 'accepted' WHERE handover_id = :handover"
WAITING = """
    SELECT min(handover_id) FROM handovers JOIN cases USING (case_id) WHERE responded_at IS NULL AND closed_at IS NULL
    GROUP BY case_id LIMIT :most"""


@dataclass(frozen=True)
class Followed:
    """The way, seconds of the first load and from each commit to the copy, and of a core what both sides used."""

    way: str
    first: float
    took: list[float]
    follower: float
    server: float
    megabytes: float


def followed(source: Engine, a_second: float, seconds: float) -> Followed:
    """Commit for some seconds while a replica follows."""
    url = source.url.set(drivername="postgresql").render_as_string(hide_password=False)
    began = time.perf_counter()
    replica = Replica(replace(read_settings({}), database_url=url))
    first, way = time.perf_counter() - began, replica.way
    replica.start_watching()
    with source.connect() as connection:
        waiting = list(connection.execute(text(WAITING), {"most": round(a_second * seconds)}).scalars())
    time.sleep(2)
    commits, used = list[float](), [0.0]

    def commit() -> None:
        begins = time.monotonic()
        for number, handover in enumerate(waiting):
            time.sleep(max(0, begins + number / a_second - time.monotonic()))
            with source.begin() as connection:
                connection.execute(text(ANSWERED), {"handover": handover})
            commits.append(time.monotonic())
        used[0] = time.thread_time()

    before, server, at = _cpu(psutil.Process()), _server_cpu(), time.monotonic()
    thread = threading.Thread(target=commit)
    thread.start()
    took = list[float]()
    while len(took) < len(waiting) and time.monotonic() < at + seconds + WAIT_SECONDS:
        time.sleep(LOOK_SECONDS)
        seen = replica.copy_here.changes
        took += [time.monotonic() - one for one in commits[len(took) : seen]]
    thread.join()
    lasted = time.monotonic() - at
    follower = (_cpu(psutil.Process()) - before - used[0]) / lasted
    rests = psutil.Process().memory_info().rss / 2**20
    replica.stop_watching()
    return Followed(way, first, took, follower, (_server_cpu() - server) / lasted, rests)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _server_cpu() -> float:
    """Of all processes of PostgreSQL on this machine."""
    return sum(_cpu(one) for one in psutil.process_iter(["name"]) if one.info["name"] == "postgres")


def _conceal(source: Engine) -> None:
    with source.begin() as connection:
        connection.execute(text(f"DROP PUBLICATION {PUBLICATION}"))


@contextmanager
def database(size: str) -> Iterator[Engine]:
    """A case database of a size with keys and indexes."""
    with server_of(BIN) as url:
        source = create_engine(database_url(url))
        fill(made(SCALES[size]), source)
        give_keys(source)
        yield source
        source.dispose()
        engine(make_url(url).render_as_string(hide_password=False)).dispose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="national", choices=[*SCALES])
    parser.add_argument("--a-second", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=30)
    asked = parser.parse_args()
    table = Table("way", "first load, s", "commit → copy p50, s", "p95, s", "follower", "server", "MB", "not seen")
    with database(asked.size) as source:
        for told in (publish, _conceal):
            told(source)
            one = followed(source, asked.a_second, asked.seconds)
            p50, p95 = np.quantile(one.took, (0.5, 0.95)) if one.took else (np.nan, np.nan)
            shares = (f"{share:.0%} of a core" for share in (one.follower, one.server))
            missing = round(asked.a_second * asked.seconds) - len(one.took)
            table.add_row(
                one.way, f"{one.first:.1f}", f"{p50:.2f}", f"{p95:.2f}", *shares, f"{one.megabytes:.0f}", str(missing)
            )
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
