"""Meeting: the gate before it."""

import pytest

from queries.filters import Filters, Grant
from screen.address.address import Address
from screen.view.view import View
from tests.pages.drawing import NOW, page_drawn


@pytest.mark.parametrize("role", ["guest", "administration", "rapporteur"])
def test_whoever_may_see_no_places_meets_the_gate(role: str) -> None:
    grant = Grant(role, NOW)  # type: ignore[arg-type]
    view = View(
        compute=lambda indicator: pytest.fail("nothing may be asked"),
        address=Address(Filters(grant, NOW), "12m", False, ()),
        names={},
        now=NOW,
        note=lambda event, what: None,
        draw_link=lambda place, label, parameters: None,
    )
    app = page_drawn("meeting", view)
    assert ["You do not have access" in part.proto.body for part in app.get("html")] == [True]
