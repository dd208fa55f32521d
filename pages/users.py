"""Users, for the administration: who may sign in, as what, and what is done about it."""

from documents.page import Page
from screen.frame import own_trouble, shell
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.administration import users
from screen.view.view import View


def page(view: View) -> Page:
    """All users, what can be done with the one that the address names, and the form for another."""
    found = users.accounts()
    if found is None:
        return Page("", "", notice=own_trouble.users_not_read())
    words = many("{n} user may sign in", "{n} users may sign in", len(found))
    below = _("Each act here is logged with your name. A new role, agency or ministry ends the sessions of its user.")
    return Page("", words.format(n=count(len(found))), below, users.parts(found, view))


if __name__ == "__main__":
    shell.through_the_door("users")
