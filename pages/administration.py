"""The first page of the administration: what can be done, and how the data is."""

from documents.page import Page
from screen.language.words import _
from screen.sections.administration.installation import data, tasks
from screen.view.view import View


def page(view: View) -> Page:
    """What an administrator can do here and on the server, and how the data is."""
    below = _("You keep the installation, its users and the access log. Your role sees no figures.")
    return Page("", _("Administration"), below, (*tasks(), *data(view)))
