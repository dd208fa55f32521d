"""For an agency's user: the handovers that wait for the own agency's answer."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from documents.page import Link, Section
from documents.sheet import Column, Csv, Phrase, Table
from indicators import handovers
from screen.language.formats import count, duration_words, whole_days
from screen.language.words import _, many
from screen.sections.shared.case_cells import case_cells
from screen.view.view import View

SHOWN = 8


def own_answers(view: View) -> Iterator[Section]:
    """What waits for the own agency's answer, the longest wait first; for others there is no such section."""
    grant = view.filters.grant
    if grant.role != "agency" or not grant.may_read("rows"):
        return
    rows = view.compute(handovers.waiting)
    own = rows[rows["to_agency"] == grant.agency]
    name, heading, indicator = "overview-own", _("Waits for your answer"), "pending_handovers"
    if own.empty:
        below = _("No handover waits for {agency}.").format(agency=view.name("agency", str(grant.agency)))
        yield Section(name, heading, (), below, indicator)
        return
    columns = [Column(head, figures=False) for head in (_("Case"), _("From"), _("Waits"), _("Due"))]
    case = case_cells(view)
    cells = [_cells(row, case, view) for row in own.head(SHOWN).to_dict("records")]
    n = count(len(own))
    more = Link("handovers", _("See all {n}").format(n=n), (("to_agency", str(grant.agency)),))
    yield Section(
        name,
        heading,
        (
            Table(_("Handovers that wait for your answer"), columns, cells),
            Csv(name, own),
            *([more] if len(own) > SHOWN else []),
        ),
        many("{n} handover waits", "{n} handovers wait", len(own)).format(n=n),
        indicator,
        logged="overview/own",
    )


def _cells(row: Mapping[Any, Any], case: Callable[[str], Phrase], view: View) -> list[Phrase]:
    return [
        case(row["case_id"]),
        Phrase(view.name("agency", row["from_agency"])),
        Phrase(duration_words(row["waited_days"])),
        _due(row["days_until_due"], bool(row["overdue"])),
    ]


def _due(days: int, overdue: bool) -> Phrase:
    if overdue:
        return Phrase(_("{days} past").format(days=whole_days(-days)), "attention")
    return Phrase(_("in {days}").format(days=whole_days(days)) if days else _("today"))
