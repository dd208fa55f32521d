"""What a load costs, in a process of its own: python -m bench.loading DATABASE_URL prints it as JSON."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from config.settings import read_settings
from store.facts.copy import read_copy


@dataclass(frozen=True)
class Load:
    """Seconds, rows read, and MB of the whole process: at most, and once all is in place."""

    seconds: float
    rows: int
    peak: float
    resting: float


def measured(database_url: str) -> Load:
    """What loading this case database costs."""
    told = subprocess.run([sys.executable, "-m", __spec__.name, database_url], check=True, capture_output=True)  # noqa: S603
    return Load(**json.loads(told.stdout))


def _load(database_url: str) -> Load:
    settings = replace(read_settings({}), database_url=database_url)
    began = time.perf_counter()
    copy = read_copy(settings)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with copy.facts.reading() as cursor:
        [(rows,)] = cursor.execute("SELECT sum(found) FROM fact_tables").fetchall()
    return Load(seconds, int(rows), peak, _resident())


def _resident() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    [size] = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(size) / 1024


if __name__ == "__main__":
    print(json.dumps(vars(_load(sys.argv[1]))))
