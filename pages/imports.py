"""Imports, for the administration: files are uploaded, checked, and written with a reason."""

from documents.page import Page
from screen.language.words import _
from screen.sections.imports import imports
from screen.view.view import View


def page(view: View) -> Page:
    """The steps of an import, or why none can be made here."""
    below = _("Nothing is written before you have seen what the import would do, and have said why.")
    return Page("", _("Imports"), below, tuple(imports.parts(view)))
