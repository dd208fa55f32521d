"""Cells of lists of case rows: the number, which leads to the page of the case, and the responsible agency."""

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from config.codes import UNKNOWN
from exports.sheet import Phrase
from screen.address import LANGUAGE, write_address
from screen.view import View
from screen.words import _

PAGE = "case"
PARAMETER = "case"


def agency_cell(code: str, view: View) -> Phrase:
    """A responsible agency as a table cell."""
    return Phrase(_("none recorded"), "state") if code == UNKNOWN else Phrase(view.name("agency", code))


def case_cells(view: View) -> Callable[[str], Phrase]:
    """What makes a case's number a table cell that leads to its page, which keeps the filters and the language."""
    spoken = st.query_params.get_all(LANGUAGE)
    kept = {**write_address(view.address), **({LANGUAGE: spoken} if spoken else {})}
    before = f"{PAGE}?{urlencode(kept, doseq=True)}&" if kept else f"{PAGE}?"
    return lambda case_id: Phrase(case_id, link=before + urlencode({PARAMETER: case_id}))
