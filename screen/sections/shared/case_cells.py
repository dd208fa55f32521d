"""Cells of lists of case rows: the number, which leads to the page of the case, and the responsible agency."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from config.codes import UNKNOWN
from documents.sheet import Column, Phrase
from screen.language.words import _
from screen.view.view import View

PARAMETER = "case"


def agency_cell(code: str, view: View) -> Phrase:
    """A responsible agency as a table cell."""
    return Phrase(_("none recorded"), "state") if code == UNKNOWN else Phrase(view.name("agency", code))


def case_cells(view: View) -> Callable[[str], Phrase]:
    """What makes a case's number a table cell that leads to its page, in the view and language of this one."""
    before = view.link("case", **{PARAMETER: ""})
    return lambda case_id: Phrase(case_id, link=before + quote_plus(case_id))


def case_columns(view: View) -> dict[Column, Callable[[Mapping[Any, Any]], Phrase]]:
    """The first columns of a table of cases: case_id, region and responsible_agency of each row."""
    case = case_cells(view)
    return {
        Column(_("Case"), figures=False): lambda row: case(row["case_id"]),
        Column(_("Region"), figures=False): lambda row: Phrase(view.name("region", row["region"])),
        Column(_("Responsible agency"), figures=False): lambda row: agency_cell(row["responsible_agency"], view),
    }
