"""Handovers that wait: how long each has waited so far, and the list of those past their target."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from charts import waiting_by_age
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, table_of
from indicators import handovers
from indicators.handovers import Between, WaitingAge
from screen.language.formats import count, duration_words, in_order, whole_days
from screen.language.words import _, many
from screen.sections.handovers.answered import target_words
from screen.sections.shared import lists, sentences
from screen.sections.shared.case_cells import case_cells
from screen.sections.shared.cells import count_cell, past_target_cell
from screen.sections.shared.lists import Head, Listed, ListRow, of_words, unfolded
from screen.view.view import View

RECEIVERS_AT_FIRST = 12
ALL_RECEIVERS = "receivers"


def waiting_section(between: Between, view: View) -> Section:
    """How long the handovers that wait have waited, by receiving sector, or by agency where the sector is chosen."""
    ages = view.compute(handovers.waiting_ages, between)
    name, indicator = "handovers-waiting", "waiting_time"
    if not ages:
        heading = _("How long those have waited that wait")
        return Section(name, heading, (), sentences.no_handover_waits(), indicator)
    named = _by_receiver(ages, between, view)
    past = int(named["past"].sum())
    pending = past + int(named["within"].sum())
    heading = many("How long the {n} that waits has waited", "How long the {n} that wait have waited", pending)
    by_agency, by_sector = _("by receiving agency, in order of name"), _("by receiving sector, in order of name")
    order = by_agency if between.to_sector else by_sector
    below = _("One mark is one handover, a number so many; {order}").format(order=order)
    conclusion = _("Marks of {n} waiting handovers by how long they have waited; {past} are past their target.")
    most = named[["within", "past"]].sum(axis=1).groupby(named["name"]).sum().sort_values(ascending=False).index
    more = _("Show all {n} receivers")
    receivers, unfold = unfolded(most.tolist(), RECEIVERS_AT_FIRST, ALL_RECEIVERS, more, view)
    rows = named[named["name"].isin(receivers)]
    shown = waiting_by_age.Waiting(
        rows.assign(order=pd.factorize(rows["name"])[0]),
        _target(named),
        conclusion.format(n=count(pending), past=count(past)),
    )
    recipe = waiting_by_age.waiting_by_age(shown, _chart_words(shown.target, view))
    chart = Chart(recipe, name=name, numbers=_numbers(named), csv=Csv(name, named.drop(columns="words")))
    return Section(name, heading.format(n=count(pending)), (chart, *unfold), below, indicator)


def _by_receiver(ages: Sequence[WaitingAge], between: Between, view: View) -> pd.DataFrame:
    """Per receiver and day, in order of name: name, days, target_days, within, past, words."""
    rows = pd.DataFrame(ages)
    by_agency = rows["to_agency"].map(partial(view.name, "agency"))
    rows["name"] = by_agency if between.to_sector else rows["to_sector"].map(view.sector_name)
    found = rows.groupby(["name", "days", "target_days"], as_index=False)[["within", "past"]].sum()
    words = _("{name}, {days}: {within} within target, {past} past target")
    found["words"] = [
        words.format(name=name, days=_days_waited(days), within=count(within), past=count(past))
        for name, days, _target_days, within, past in found.itertuples(index=False)
    ]
    return found.sort_values("name", key=lambda names: names.map(in_order), kind="stable", ignore_index=True)


def _target(named: pd.DataFrame) -> float | None:
    """The target that all receivers have in common."""
    targets = named["target_days"].unique().tolist()
    return targets[0] if len(targets) == 1 else None


def _days_waited(days: int) -> str:
    if days == waiting_by_age.LAST_DAY:
        return _("{n} days or more").format(n=days)
    return whole_days(days) if days else _("less than a day")


def _chart_words(target: float | None, view: View) -> waiting_by_age.Words:
    return waiting_by_age.Words(
        axis=_("Days waiting so far ({clock}, pauses left out)").format(clock=sentences.days_of_clock(view)),
        last_day=_("{n} or more").format(n=waiting_by_age.LAST_DAY),
        past_target="" if target is None else _("past the target of {days} →").format(days=target_words(target)),
    )


def _numbers(named: pd.DataFrame) -> Table:
    columns: dict[Column, Callable[[ListRow], Phrase]] = {
        Column(_("Receiver"), figures=False): lambda row: Phrase(row["name"]),
        Column(_("Waited"), indicator="waiting_time"): lambda row: Phrase(_days_waited(row["days"])),
        Column(_("Within target"), indicator="pending_handovers"): lambda row: count_cell(row["within"]),
        Column(_("Past target"), indicator="overdue"): lambda row: past_target_cell(row["past"]),
    }
    return table_of(_("Waiting handovers by receiver and days waited"), named.to_dict("records"), columns)


def past_target(between: Between, view: View) -> tuple[Section, ...]:
    """The case rows past their due day, for those who may see them; each look is logged."""
    if not view.filters.grant.may_read("rows"):
        return ()
    rows = view.compute(handovers.overdue, between)
    name, heading, indicator = "handovers-overdue", _("Past target, longest wait first"), "overdue"
    if rows.empty:
        return (Section(name, heading, (), _("Nothing is past its target"), indicator),)
    below, caption = _("A number leads to its case"), _("Waiting handovers past their target")
    head = Head(name, heading, below, caption, indicator, "handovers/overdue", unfolds=("past_target", "1"))
    case, waited = case_cells(view), Column(_("Waited"), indicator="waiting_time")
    columns = [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("to", _("Waits for"), lambda row: Phrase(view.name("agency", row["to_agency"]))),
        of_words("from", _("From"), lambda row: Phrase(view.name("agency", row["from_agency"]))),
        Listed("waited_days", waited, _waited_cell, lambda row: row["waited_days"]),
    ]
    return (lists.section(head, rows.to_dict("records"), columns, view),)


def _waited_cell(row: ListRow) -> Phrase:
    return Phrase(duration_words(row["waited_days"]), "attention")
