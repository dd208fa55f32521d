"""Users, for the administration: who may sign in, as what, and what is done about it."""

from documents.page import Page
from screen.frame import own_trouble
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.administration import users
from screen.view.view import View


def page(view: View) -> Page:
    """All users, what can be done with the one that the address names, and the form for another."""
    found = users.accounts()
    if found is None:
        return Page("", "", notice=own_trouble.users_not_read())
    title = many("{n} user may sign in", "{n} users may sign in", len(found))
    due = sum(users.is_due(account.user) for account in found)
    lead = many("{n} user is to be reviewed.", "{n} users are to be reviewed.", due) if due else ""
    below = _("Each act here is logged with your name. A new role, agency or ministry ends the sessions of its user.")
    if due:
        words = _(
            "Those not reviewed for a year stand first: check that each still needs this role, then press “Reviewed”."
        )
        below = f"{below} {words}"
    return Page(lead.format(n=count(due)), title.format(n=count(len(found))), below, users.parts(found, view))
