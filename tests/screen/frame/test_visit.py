"""A page is made only for those who may read what it shows, however they came to its address."""

from typing import Any, get_args

import pytest

from config.codes import USER_ROLES, UserRole
from documents.page import Page
from queries.access import Grant, Reads
from queries.filters import Filters
from screen.address.address import Address
from screen.view.recipes import shown as allowed
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, found_in

MAY_READ = {
    "administration": {"administration"},
    "rapporteur": {"figures"},
    "ministry": {"figures", "places"},
    "coordination": {"figures", "places", "rows"},
    "agency": {"figures", "places", "rows"},
}


def view_of(role: UserRole) -> View:
    belongs: dict[str, Any] = {"agency": {"agency": "A1"}, "ministry": {"ministry": "M"}}.get(role, {})
    filters = Filters(Grant(role, NOW, **belongs), NOW)
    return View(found_in({}), Address(filters, "all", False), {}, NOW, lambda *_: None, SHIPPED)


@pytest.mark.parametrize("role", USER_ROLES)
@pytest.mark.parametrize("reads", get_args(Reads))
def test_a_page_is_made_for_those_who_may_read_it(role: UserRole, reads: Reads) -> None:
    made = []

    def page(view: View) -> Page:
        made.append(view)
        return Page("", "Figures")

    shown = allowed(page, reads, view_of(role))
    may = reads in MAY_READ.get(role, set())
    assert (shown.title == "Figures") == bool(made) == may
    assert ("You do not have access" in shown.title) != may
