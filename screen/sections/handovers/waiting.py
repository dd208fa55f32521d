"""The handovers that wait: how long they have waited, and those past their target."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd

from charts import waiting_by_age
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Said, Table, table_of
from indicators import handovers
from indicators.handovers import Between, WaitingAge
from indicators.quality import late_agencies
from screen.language.formats import count, elapsed_words, in_order, target_words, whole_days
from screen.language.words import _, many
from screen.sections.shared import lists, sentences
from screen.sections.shared.cells import case_cells, count_cell, past_target_cell, receiver_cells
from screen.sections.shared.counts import click_to_rows, counted, filled, joined, rows_of, sides_of
from screen.sections.shared.lists import Listed, ListRow, of_words, unfolded
from screen.view.view import View

RECEIVERS_AT_FIRST = 12
ALL_RECEIVERS = "receivers"
COUNTS = ("within", "past", "within_own_day", "past_own_day")


def waiting_section(between: Between, view: View) -> Section:
    """How long waiting handovers have waited so far, by receiving sector, or by agency where the sector is chosen."""
    ages = view.compute(handovers.waiting_ages, between)
    name, indicator = "handovers-waiting", "waiting_time"
    if not ages:
        heading = _("How long waiting handovers have waited")
        return Section(name, heading, (), sentences.no_handover_waits(), indicator)
    named = _by_receiver(ages, between, view)
    past = sum(row["past"] for row in named)
    pending = past + sum(row["within"] for row in named)
    heading = many("How long {n} waiting handover has waited", "How long {n} waiting handovers have waited", pending)
    by_agency, by_sector = _("by receiving agency, in order of name"), _("by receiving sector, in order of name")
    order = by_agency if between.to_sector else by_sector
    marks = _("One mark is one handover, a number so many; {order}.").format(order=order)
    hollow = _("Hollow: has a due day of its own.") if with_own_day(ages) else ""
    today = sentences.until_midnight(
        row["days"] >= row["target_days"] and row["within"] > row["within_own_day"] for row in named
    )
    below = joined((marks, hollow, _at_the_edge(named, between, view), today))
    conclusion = _("Marks of {n} waiting handovers by how long they have waited; {past} are past their target.")
    most = sorted(_added_up(named, "name"), key=lambda row: row["within"] + row["past"], reverse=True)
    more = _("Show all {n} receivers")
    receivers, unfold = unfolded([row["name"] for row in most], RECEIVERS_AT_FIRST, ALL_RECEIVERS, more, view)
    rows = [row for row in named if row["name"] in receivers]
    target = None
    if len({row["target_days"] for row in named}) == 1:  # all receivers have it in common
        days = named[0]["target_days"]
        target = days, _("past the target of {days} →").format(days=target_words(days))
    recipe = waiting_by_age.waiting_by_age(
        _drawn(rows, between, view),
        target,
        _("Days waiting so far ({clock}, pauses left out)").format(clock=sentences.days_of_clock(view)),
        _("{n} or more").format(n=waiting_by_age.LAST_DAY),
        conclusion.format(n=count(pending), past=count(past)),
    )
    file = Csv(name, pd.DataFrame(named).drop(columns="to"))
    numbers, narrow = _waiting_table(named, between, view), _by_receiver_alone(named, between, view)
    chart = Chart(recipe, name=name, numbers=numbers, csv=file, click=click_to_rows(view), narrow=narrow)
    return Section(name, heading.format(n=count(pending)), (chart, *unfold), below, indicator)


def _at_the_edge(named: Sequence[ListRow], between: Between, view: View) -> Said:
    """How many are drawn on the last day, which stands for all longer waits too."""
    last = waiting_by_age.LAST_DAY
    n = sum(row["within"] + row["past"] for row in named if row["days"] == last)
    if not n:
        return ""
    words = many(
        "At the right edge: {n} that has waited {days} days or more.",
        "At the right edge: {n} that have waited {days} days or more.",
        n,
    )
    longer = counted(n, view, "waiting", at_least=str(last), **sides_of(between))
    return filled(words, n=longer, days=count(last))


def _by_receiver(ages: Sequence[WaitingAge], between: Between, view: View) -> Sequence[ListRow]:
    """Per receiver, day and target, in order of name: name, to (its code), days, target_days, and COUNTS."""
    name_of = partial(view.name, "agency") if between.to_sector else view.sector_name
    rows = [{**row, "to": row["to_agency"] if between.to_sector else row["to_sector"]} for row in ages]
    found = _added_up(rows, "to", "days", "target_days")
    named = ({"name": name_of(row["to"]), **row} for row in found)
    return sorted(named, key=lambda row: (in_order(row["name"]), row["to"], row["days"], row["target_days"]))


def _added_up(rows: Sequence[ListRow], *by: str) -> Sequence[ListRow]:
    """The sums of COUNTS over rows that are alike in `by`, in order of the first of each."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row[name] for name in by)
        sums = found.setdefault(key, dict(zip(by, key, strict=True)) | dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            sums[name] += row[name]
    return [*found.values()]


def _by_day(named: Sequence[ListRow]) -> Sequence[ListRow]:
    """Per receiver and day: the agencies of a sector may have several targets."""
    return _added_up(named, "name", "to", "days")


def _drawn(named: Sequence[ListRow], between: Between, view: View) -> pd.DataFrame:
    """The marks of each receiver and day, with what they say and the addresses of their rows."""
    rows = [
        {
            **row,
            "words": _mark_words(row),
            **{f"rows_{state}": _of_day(f"{state}_target", row, between, view) for state in ("within", "past")},
        }
        for row in _by_day(named)
    ]
    drawn = pd.DataFrame(rows)
    return drawn.assign(order=pd.factorize(drawn["name"])[0])


def _of_day(of: str, row: ListRow, between: Between, view: View) -> str:
    """The rows of a list that wait for this receiver and have waited so many days."""
    below = "" if row["days"] == waiting_by_age.LAST_DAY else str(row["days"] + 1)
    sides = sides_of(between) | {_side(between): row["to"]}
    return rows_of(view, of, **sides, at_least=str(row["days"]), below=below)


def _mark_words(row: ListRow) -> str:
    words = _("{name}, {days}: {within} within target, {past} past target")
    counts = {name: count(row[name]) for name in ("within", "past")}
    said = words.format(name=row["name"], days=_days_waited(row["days"]), **counts)
    if own := row["within_own_day"] + row["past_own_day"]:
        return _("{words}; {n} with a due day of its own").format(words=said, n=count(own))
    return said


def with_own_day(ages: Sequence[WaitingAge]) -> int:
    """How many of the waiting handovers have a due day of their own."""
    return sum(row["within_own_day"] + row["past_own_day"] for row in ages)


def with_late_data(ages: Sequence[WaitingAge], view: View) -> int:
    """How many of the waiting handovers wait for an agency that is late with its data."""
    late = {row["agency"] for row in view.compute(late_agencies)}
    return sum(row["within"] + row["past"] for row in ages if row["to_agency"] in late)


def _days_waited(days: int) -> str:
    if days == waiting_by_age.LAST_DAY:
        return _("{n} days or more").format(n=days)
    return whole_days(days) if days else _("less than a day")


def _by_receiver_alone(named: Sequence[ListRow], between: Between, view: View) -> Table:
    def rows(of: str, row: ListRow) -> str:
        return rows_of(view, of, **sides_of(between) | {_side(between): row["to"]})

    columns: dict[Column, Callable[[ListRow], Phrase]] = {
        Column(_("Receiver"), figures=False): lambda row: Phrase(row["name"]),
        Column(_("Waiting"), indicator="pending_handovers"): lambda row: count_cell(
            row["within"] + row["past"], rows("waiting", row)
        ),
        Column(_("Past target"), indicator="overdue"): lambda row: past_target_cell(
            row["past"], rows("past_target", row)
        ),
    }
    return table_of(_("Waiting handovers by receiver"), _added_up(named, "name", "to"), columns)


def _side(between: Between) -> str:
    return "to_agency" if between.to_sector else "to_sector"


def _waiting_table(named: Sequence[ListRow], between: Between, view: View) -> Table:
    rows = partial(_of_day, between=between, view=view)
    columns: dict[Column, Callable[[ListRow], Phrase]] = {
        Column(_("Receiver"), figures=False): lambda row: Phrase(row["name"]),
        Column(_("Waited"), indicator="waiting_time"): lambda row: Phrase(_days_waited(row["days"])),
        Column(_("Within target"), indicator="pending_handovers"): lambda row: count_cell(
            row["within"], rows("within_target", row)
        ),
        Column(_("Past target"), indicator="overdue"): lambda row: past_target_cell(
            row["past"], rows("past_target", row)
        ),
        Column(_("Own due day"), _("Of these, with a due day of their own")): lambda row: count_cell(
            row["within_own_day"] + row["past_own_day"], rows("with_own_due_day", row)
        ),
    }
    return table_of(_("Waiting handovers by receiver and days waited"), _by_day(named), columns)


def past_target(n: int, between: Between, view: View) -> tuple[Section, ...]:
    """The case rows of the `n` past their due day, for those who may see them; each look is logged."""
    if not view.filters.grant.may_read("rows"):
        return ()
    name, heading, indicator = "handovers-overdue", _("Past target, longest wait first"), "overdue"
    if not n:
        return (Section(name, heading, (), _("Nothing is past its target"), indicator),)
    rows = view.compute(handovers.overdue, between)
    below, caption = _("A number leads to its case"), _("Waiting handovers past their target")
    head = Section(name, heading, (), below, indicator, "handovers/overdue", caption)
    agency = partial(view.name, "agency")
    case, receiver, waited = case_cells(view), receiver_cells(view), Column(_("Waited"), indicator="waiting_time")
    columns = [
        of_words("case", _("Case"), lambda row: case(row["case_id"]), "case_id"),
        of_words("to", _("Waits for"), lambda row: receiver(row["to_agency"], True), "to_agency", agency),
        of_words("from", _("Sender"), lambda row: Phrase(agency(row["from_agency"])), "from_agency", agency),
        Listed("waited_days", waited, _waited_cell, lambda rows: rows["waited_days"]),
    ]
    return (lists.section(head, rows, columns, view, ("past_target", "1")),)


def _waited_cell(row: ListRow) -> Phrase:
    return Phrase(elapsed_words(row["waited_days"]), "attention")
