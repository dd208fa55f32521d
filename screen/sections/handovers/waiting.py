"""Handovers that wait: how long each has waited so far, and the list of those past their target."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts import waiting_by_age
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table
from indicators import handovers
from indicators.handovers import Between
from screen.language.formats import count, duration_words, in_order, whole_days
from screen.language.words import _, many
from screen.sections.handovers.answered import target_words
from screen.sections.shared import lists, sentences
from screen.sections.shared.case_cells import case_cells
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.sections.shared.lists import Head, Listed, ListRow, of_words
from screen.view.view import View

Figures = Mapping[str, Any]

RECEIVERS_AT_FIRST = 12
ALL_RECEIVERS = "receivers"


def waiting_section(between: Between, view: View) -> Section:
    """How long the handovers that wait have waited, by receiving sector, or by agency where the sector is chosen."""
    ages = view.compute(handovers.waiting_ages, between)
    name, indicator = "handovers-waiting", "waiting_time"
    if not ages:
        heading = _("How long those have waited that wait")
        return Section(name, heading, (), sentences.no_handover_waits(), indicator)
    by_agency = bool(between.to_sector)
    named = _by_receiver(ages, by_agency, view)
    past = int(named["past"].sum())
    pending, receivers = past + int(named["within"].sum()), named["name"].nunique()
    title = many("How long the {n} that waits has waited", "How long the {n} that wait have waited", pending)
    order = (
        _("by receiving agency, in order of name") if between.to_sector else _("by receiving sector, in order of name")
    )
    below = _("One mark is one handover, a number so many; {order}").format(order=order)
    conclusion = _("Marks of {n} waiting handovers by how long they have waited; {past} are past their target.")
    axis = _("Days waiting so far ({clock}, pauses left out)").format(clock=sentences.days_of_clock(view))
    last_day = _("{n} or more").format(n=waiting_by_age.LAST_DAY)
    said = conclusion.format(n=count(pending), past=count(past))
    recipe = waiting_by_age.waiting_by_age(_shown_receivers(named, view), _target(named), axis, last_day, said)
    chart = Chart(recipe, name=name, numbers=_numbers(named), csv=Csv(name, named.drop(columns="words")))
    more = view.switch(ALL_RECEIVERS, _("Show all {n} receivers").format(n=count(receivers)))
    unfold = (more,) if receivers > RECEIVERS_AT_FIRST else ()
    return Section(name, title.format(n=count(pending)), (chart, *unfold), below, indicator)


def _by_receiver(ages: Sequence[Figures], by_agency: bool, view: View) -> pd.DataFrame:
    """Per receiver and day, in order of name: name, days, target_days, within, past, words."""
    rows = pd.DataFrame(ages)
    rows["name"] = [
        view.name("agency", row["to_agency"]) if by_agency else view.sector_name(row["to_sector"]) for row in ages
    ]
    found = rows.groupby(["name", "days", "target_days"], as_index=False)[["within", "past"]].sum()
    found["words"] = [_meaning(row) for row in found.to_dict("records")]
    return found.sort_values("name", key=lambda names: names.map(in_order), kind="stable", ignore_index=True)


def _target(named: pd.DataFrame) -> tuple[float, str] | None:
    """The target that all receivers have in common, in days, and words for what lies beyond it."""
    targets = named["target_days"].unique().tolist()
    if len(targets) != 1:
        return None
    return targets[0], _("past the target of {days} →").format(days=target_words(targets[0]))


def _shown_receivers(named: pd.DataFrame, view: View) -> pd.DataFrame:
    """The rows of all receivers, or at first of those for whom most wait; with their order."""
    most = named[["within", "past"]].sum(axis=1).groupby(named["name"]).sum().sort_values(ascending=False).index
    shown = most if view.is_on(ALL_RECEIVERS) else most[:RECEIVERS_AT_FIRST]
    rows = named[named["name"].isin(shown)]
    return rows.assign(order=pd.factorize(rows["name"])[0])


def _meaning(row: Mapping[Any, Any]) -> str:
    words = _("{name}, {days}: {within} within target, {past} past target")
    days = _days_waited(row["days"])
    return words.format(name=row["name"], days=days, within=count(row["within"]), past=count(row["past"]))


def _days_waited(days: int) -> str:
    if days == waiting_by_age.LAST_DAY:
        return _("{n} days or more").format(n=days)
    return whole_days(days) if days else _("less than a day")


def _numbers(named: pd.DataFrame) -> Table:
    heads = {
        "waiting_time": _("Waited"),
        "pending_handovers": _("Within target"),
        "overdue": _("Past target"),
    }
    columns = [Column(_("Receiver"), figures=False), *(Column(head, indicator=key) for key, head in heads.items())]
    rows = [
        [
            Phrase(row["name"]),
            Phrase(_days_waited(row["days"])),
            count_cell(row["within"]),
            past_target_cell(row["past"]),
        ]
        for row in named.to_dict("records")
    ]
    return Table(_("Waiting handovers by receiver and days waited"), columns, rows)


def past_target(between: Between, view: View) -> tuple[Section, ...]:
    """The case rows past their due day, for those who may see them; each look is logged."""
    if not view.filters.grant.may_read("rows"):
        return ()
    rows = view.compute(handovers.overdue, between)
    name, heading, indicator = "handovers-overdue", _("Past target, longest wait first"), "overdue"
    if rows.empty:
        return (Section(name, heading, (), _("Nothing is past its target"), indicator),)
    head = Head(
        name,
        heading,
        _("A number leads to its case"),
        _("Waiting handovers past their target"),
        indicator,
        "handovers/overdue",
        unfolds=("past_target", "1"),
    )
    return (lists.section(head, rows.to_dict("records"), _listed(view), view),)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of handovers past their target."""
    case, waited = case_cells(view), Column(_("Waited"), indicator="waiting_time")
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("to", _("Waits for"), lambda row: Phrase(view.name("agency", row["to_agency"]))),
        of_words("from", _("From"), lambda row: Phrase(view.name("agency", row["from_agency"]))),
        Listed("waited_days", waited, _waited_cell, lambda row: row["waited_days"]),
    ]


def _waited_cell(row: ListRow) -> Phrase:
    return Phrase(duration_words(row["waited_days"]), "attention")
