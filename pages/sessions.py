"""Sessions now, for the administration: who is signed in, and ending one of their sessions."""

from documents.page import Page
from screen.frame import own_trouble
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.administration import sessions
from screen.view.view import View


def page(view: View) -> Page:
    """All sessions that hold, and what can be done with the session in the address."""
    found = sessions.now()
    if found is None:
        return Page("", "", notice=own_trouble.sessions_not_read())
    words = many("{n} session is open now", "{n} sessions are open now", len(found))
    below = _("Choose a session in the table to end it. That is logged with your name.")
    return Page("", words.format(n=count(len(found))), below, sessions.parts(found, view))
