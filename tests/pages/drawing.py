"""A page drawn without a browser: over the figures of a small world, or over a view that a test made."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from screen.address.address import Address
from screen.view.view import View
from tests.asking import asker, filters_of
from tests.naive.world import Asked, World

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)

Names = Mapping[str, Mapping[str, str]]


def view_of(
    names: Names, world: World, role: str = "coordination", noted: list[str] | None = None, **asked: Any
) -> View:
    """What a user of a role sees of a world at NOW; an agency's user is of A1. `noted` takes what is written down."""
    grants: dict[str, Any] = {"agency": {"agency": "A1"}, "ministry": {"ministry": "M"}}
    filters = filters_of(world, Asked(as_of=NOW, at=NOW, role=role, **grants.get(role, {}), **asked))
    ask, notes = asker(world), [] if noted is None else noted
    return View(
        compute=lambda indicator: indicator(ask, filters),
        address=Address(filters, "all", False, ()),
        names=names,
        now=NOW,
        note=lambda event, what: notes.append(f"{event} {what}"),
        draw_link=lambda place, label, parameters: None,
    )


def page_drawn(page: str, view: View, **parameters: str) -> AppTest:
    """The page of this name with the parameters of its address; it raises nothing."""
    app = AppTest.from_function(_draw, default_timeout=60, args=(page, view))
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    """All HTML that the page draws."""
    return "\n".join(part.proto.body for part in app.get("html"))


def _draw(page: str, view: object) -> None:
    from importlib import import_module  # this function becomes a script of its own

    import_module(f"pages.{page}").page(view)
