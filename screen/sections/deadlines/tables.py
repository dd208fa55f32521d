"""The tables of deadlines: by kind or agency, the periods that end, and what is past due."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from config.codes import DEADLINE_KINDS
from documents.page import Choice, Part, Section, options
from documents.sheet import Column, Csv, Phrase, Table, Words
from indicators import deadlines
from screen.language import vocabulary
from screen.language.formats import count, in_order, part, whole_days
from screen.language.words import _, many
from screen.sections.shared import lists
from screen.sections.shared.case_cells import agency_cell, case_cells
from screen.sections.shared.cells import count_cell, few_cases, no_data_cell, past_target_cell
from screen.sections.shared.lists import Head, Listed, ListRow, of_words
from screen.view.view import View

Figures = Mapping[str, Any]

AGENCIES = "agencies"


def by_kind_or_agency(figures: Figures, view: View) -> Iterator[Part]:
    """The choice between kinds and responsible agencies, and the table of those."""
    if not figures["by_kind"]:
        return
    names = {"kind": _("By kind"), "responsible_agency": _("By responsible agency")}
    chosen = view.chosen("by", names, "kind")
    yield Choice("by", _("Deadlines by"), options(names), chosen, "kind")
    if chosen == "responsible_agency":
        yield from _by_agency(figures["by_agency"], view)
        return
    rows = sorted(figures["by_kind"], key=lambda row: DEADLINE_KINDS.index(row["kind"]))
    yield _table(_("Kind"), [(vocabulary.name("deadline_kinds", row["kind"]), row) for row in rows])


def _by_agency(rows: Sequence[Figures], view: View) -> Iterator[Part]:
    """Responsible agencies in order of name; at first those for which anything is past due or due soon."""
    shown = [row for row in rows if view.is_on(AGENCIES) or row["overdue"] or row["due_soon"]]
    named = [(view.name("agency", row["responsible_agency"]), row) for row in shown]
    named.sort(key=lambda one: (one[1]["responsible_agency"] == "unknown", in_order(one[0])))
    yield _table(_("Responsible agency"), named)
    yield view.switch(AGENCIES, _("Show all {n} agencies").format(n=count(len(rows))))


def _table(head: str, named: Sequence[tuple[str, Figures]]) -> Section:
    heads = {
        "deadlines_overdue": _("Past due"),
        "deadlines_due_soon": _("Within 14 days"),
        "deadlines_due_later": _("Later"),
        "deadlines_met_in_time": _("Met in time"),
    }
    columns = [Column(head, figures=False), *(Column(words, indicator=key) for key, words in heads.items())]
    body = [
        [
            Phrase(name),
            past_target_cell(row["overdue"]),
            count_cell(row["due_soon"]),
            count_cell(row["due_later"]),
            _met_cell(row),
        ]
        for name, row in named
    ]
    file = Csv("deadlines", pd.DataFrame([row for _name, row in named]))
    return Section("deadlines", "", (Table(_("Deadlines of open cases"), columns, body), file))


def _met_cell(row: Figures) -> Phrase:
    """The share of those that fell due, with its base."""
    ended = row["ended"]
    if not ended:
        return no_data_cell()
    of = many("of {n} deadline that fell due", "of {n} deadlines that fell due", ended).format(n=count(ended))
    return Phrase(part(row["met_share"], ended), before=few_cases(ended), explained=of)


def periods(figures: Figures, view: View) -> Iterator[Section]:
    """The two periods, each under its own name, with the cases for those who may see them."""
    rows = view.compute(deadlines.ending) if view.filters.grant.may_read("rows") else pd.DataFrame({"kind": []})
    words = {
        "reflection_period_end": (
            "reflection_periods_ending",
            _("Reflection periods"),
            _("Aliens Act: only for a victim without legal stay, so most cases have none"),
            _("Police or border guard: record a permit application or a referral."),
        ),
        "recovery_period_end": (
            "recovery_periods_ending",
            _("Recovery periods"),
            _("Reception Act: a right of the assistance system’s clients"),
            _("Assistance system: decide on the next step, or hand over."),
        ),
    }
    for period in figures["periods"]:
        indicator, heading, law, order = words[period["kind"]]
        bold, rest = _ending_words(period)
        said = (Words(rest, bold), *([Words(order, kind="note")] if period["without_step"] else []))
        own = rows[rows["kind"] == period["kind"]]
        listed = _ending(own, heading, view) if period["without_step"] and not own.empty else ()
        # a look at any of these rows is one look
        logged = "" if rows.empty else "deadlines/ending"
        yield Section(f"deadlines-ending-{period['kind']}", heading, (*said, *listed), law, indicator, logged)


def _ending_words(period: Figures) -> tuple[str, str]:
    ending, bare = period["ending"], period["without_step"]
    if not ending:
        return "", _("None ends within 14 days.")
    base = many("{n} ends within 14 days", "{n} end within 14 days", ending).format(n=count(ending))
    if not bare:
        return "", _("{words}, each with a follow-on step.").format(words=base)
    return _("{n} without a follow-on step").format(n=count(bare)), _("({words} in all).").format(words=base)


def _ending(rows: pd.DataFrame, caption: str, view: View) -> tuple[Part, ...]:
    heads = (_("Case"), _("Region"), _("Responsible agency"))
    columns = [*(Column(head, figures=False) for head in heads), Column(_("Ends"))]
    case = case_cells(view)
    cells = [
        [
            case(row["case_id"]),
            Phrase(view.name("region", row["region"])),
            agency_cell(row["responsible_agency"], view),
            Phrase(_("in {days}").format(days=whole_days(row["days_left"])) if row["days_left"] else _("today")),
        ]
        for row in rows.to_dict("records")
    ]
    return Table(caption, columns, cells), Csv(f"deadlines-ending-{rows['kind'].iloc[0]}", rows)


def overdue(view: View) -> Iterator[Section]:
    """The case rows that are past due, for those who may see them; each look is logged."""
    rows = view.compute(deadlines.overdue) if view.filters.grant.may_read("rows") else pd.DataFrame()
    if rows.empty:
        return
    head = Head(
        "deadlines-overdue",
        _("Past due"),
        _("The oldest first; a number leads to its case"),
        _("Deadlines past due"),
        "deadlines_overdue",
        "deadlines/overdue",
    )
    yield lists.section(head, rows.to_dict("records"), _listed(view), view)


def _listed(view: View) -> list[Listed]:
    """The columns of the list of deadlines past due."""
    case, kinds = case_cells(view), vocabulary.names("deadline_kinds")
    steps = vocabulary.names("deadline_kinds", "next_step")
    return [
        of_words("case", _("Case"), lambda row: case(row["case_id"])),
        of_words("kind", _("Deadline"), lambda row: Phrase(kinds[row["kind"]])),
        of_words("region", _("Region"), lambda row: Phrase(view.name("region", row["region"]))),
        of_words("agency", _("Responsible agency"), lambda row: agency_cell(row["responsible_agency"], view)),
        of_words("step", _("Next step"), lambda row: Phrase(steps[row["kind"]])),
        Listed("past_days", Column(_("Past due")), _past_cell, lambda row: -row["days_left"]),
    ]


def _past_cell(row: ListRow) -> Phrase:
    return Phrase(whole_days(-row["days_left"]), "attention")
