"""Settings, for the administration: what is edited of targets, partner rules, pauses and the agenda."""

from documents.page import Page
from screen.frame import own_trouble
from screen.language import vocabulary
from screen.language.words import _
from screen.sections.settings import editing
from screen.view.view import View


def page(view: View) -> Page:
    """The setting that the address names: its fields, what they would change, and its edits so far."""
    kind = editing.kind_of(view)
    changes = editing.changes_of(kind)
    if changes is None:
        return Page("", "", notice=own_trouble.settings_not_read())
    below = _(
        "An edit holds at once on every page, also for past moments; meetings that were closed keep their figures. It "
        "is kept with your name and your reason."
    )
    title = vocabulary.name("editable_settings", kind, "question")
    return Page("", title, below, editing.parts(kind, changes, view))
