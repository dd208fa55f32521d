"""The figures of many people at once: what a session bench has found, as JSON holds it and as tables show it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.browserless import Traffic
from bench.servers import Costs

Found = dict[str, Any]


@dataclass
class Answer:
    """What the server took for one click or one page opened: seconds, and what came meanwhile."""

    seconds: float
    traffic: Traffic


def spread(values: Sequence[float]) -> Found | None:
    """Number, p50, p95 (both by nearest rank) and most; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    ranks = {name: ordered[math.ceil(share * len(ordered)) - 1] for name, share in (("p50", 0.5), ("p95", 0.95))}
    return {"n": len(ordered), **ranks, "max": ordered[-1]}


def of_answers(answers: Sequence[Answer]) -> Found:
    """The spread of seconds, and means of what came."""
    found: Found = {"seconds": spread([answer.seconds for answer in answers])}
    for what in ("runs", "messages", "bytes"):
        values = [vars(answer.traffic)[what] for answer in answers]
        found[what] = sum(values) / len(values) if values else None
    return found


def held(before: Costs, during: Costs, after: Costs, number: int) -> Found:
    """What the dashboard held before, with and after so many people, and memory for each of them."""
    found: Found = {
        what: [vars(costs)[what] for costs in (before, during, after)]
        for what in ("megabytes", "descriptors", "threads")
    }
    found["megabytes_per_person"] = (during.megabytes - before.megabytes) / number
    found["megabytes_per_person_left"] = (after.megabytes - before.megabytes) / number
    return found


def show(found: Found, console: Console) -> None:
    """Print the figures as a table."""
    title = "{people} people: {mode}, {processes} process(es), told by {follow}, {window_seconds:.0f} s".format(**found)
    table = Table("what", "n", "p50", "p95", "max", title=title)
    asked = "page opened" if found["mode"] == "open" else "click"
    for what, values in (
        (f"{asked} to script finished, s", found["answers"]["seconds"]),
        ("commit to screen, s", found["commit_to_screen_seconds"]),
    ):
        if values:
            table.add_row(what, str(values["n"]), *(f"{values[name]:.2f}" for name in ("p50", "p95", "max")))
    failures = ", ".join(f"{number} × {what}" for what, number in found["failures"].items())
    held_meanwhile = [_course(found["course"])] if found["course"] else []
    failed = f"failures: {failures or 'none'}"
    console.print(table, _rates(found, asked), *held_meanwhile, _what_was_held(found), failed, sep="\n")


def _rates(found: Found, asked: str) -> Table:
    rates = Table("what", "on average")
    for what in ("runs", "messages", "bytes"):
        if found["answers"][what] is not None:
            rates.add_row(f"{what} per {asked}", f"{found['answers'][what]:,.1f}")
        rates.add_row(f"{what} a second and person", f"{found[f'{what}_per_second_and_person']:,.2f}")
    rates.add_row("CPU seconds a second", f"{found['cpu_per_second']:.2f}")
    rates.add_row("the same of these measurements", f"{found['cpu_of_bench_per_second']:.2f}")
    if found["cpu_per_answer"] is not None:
        rates.add_row(f"CPU seconds per {asked}", f"{found['cpu_per_answer']:.3f}")
    if "statements_per_second" in found:
        rates.add_row("statements a second on the case database", f"{found['statements_per_second']:.1f}")
    return rates


def _course(course: Sequence[Found]) -> Table:
    names = ("seconds", "megabytes", "descriptors", "threads", "cpu")
    table = Table(*names, title="held meanwhile, and CPU seconds since the start")
    for look in course:
        table.add_row(*(f"{look[name]:,.0f}" for name in names))
    return table


def _what_was_held(found: Found) -> Table:
    table, costs = Table("held", "before", "with people", f"{found['after']:.0f} s after"), found["costs"]
    for what in ("megabytes", "descriptors", "threads"):
        table.add_row(what, *(f"{value:,.0f}" for value in costs[what]))
    each = (costs["megabytes_per_person"], costs["megabytes_per_person_left"])
    table.add_row("megabytes a person", "", *(f"{value:.1f}" for value in each))
    return table
