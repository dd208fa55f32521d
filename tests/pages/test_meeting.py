"""Meeting: the gate before it."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from queries.filters import Filters, Grant
from screen.address import Address
from screen.view import View

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)


def _page(made: object) -> None:
    from pages import meeting

    meeting.page(made)  # type: ignore[arg-type]


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
    app = AppTest.from_function(_page, default_timeout=60, args=(view,)).run()
    assert not app.exception
    assert ["You do not have access" in part.proto.body for part in app.get("html")] == [True]
