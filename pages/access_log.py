"""The access log, for the administration."""

from documents.page import Page
from screen.frame import own_trouble
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.administration import access_log
from screen.view.view import View


def page(view: View) -> Page:
    """The entries that the address asks for, the latest first."""
    search = access_log.search_in_address(view)
    n = access_log.number(search)
    if n is None:
        return Page("", "", notice=own_trouble.log_not_read())
    words = many("{n} entry in the access log", "{n} entries in the access log", n)
    below = _("Who did what, when, from where and why, the latest first. Reading the log is logged too.")
    return Page(
        "", words.format(n=count(n)), below, (access_log.controls(search, view), *access_log.entries(search, n, view))
    )
