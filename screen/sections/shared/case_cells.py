"""Cells of lists of case rows: the number, which leads to the page of the case, and the responsible agency."""

from collections.abc import Callable
from urllib.parse import quote_plus

from config.codes import UNKNOWN
from documents.sheet import Phrase
from screen.language.words import _
from screen.view.view import View

PAGE = "case"
PARAMETER = "case"


def agency_cell(code: str, view: View) -> Phrase:
    """A responsible agency as a table cell."""
    return Phrase(_("none recorded"), "state") if code == UNKNOWN else Phrase(view.name("agency", code))


def case_cells(view: View) -> Callable[[str], Phrase]:
    """What makes a case's number a table cell that leads to its page, in the view and language of this one."""
    before = view.link(PAGE, **{PARAMETER: ""})
    return lambda case_id: Phrase(case_id, link=before + quote_plus(case_id))
