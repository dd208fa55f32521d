"""A page of controls alone, at an address: what they show, and what they write."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from documents.page import Button, Choice, Control, Several, TextField
from screen.view.view import View

Controls = Callable[[View], list[Control]]

KINDS = {"agency": "By agency", "sector": "By sector"}
OPTIONS = tuple(KINDS.items())


def opened(controls: Controls, **parameters: str | list[str]) -> AppTest:
    """A page of these controls, at an address."""
    app = AppTest.from_function(_page, default_timeout=30, args=(controls,))
    for name, value in parameters.items():
        app.query_params[name] = value
    return ran(app)


def ran(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def address(app: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in app.query_params.items()}


def _page(controls: "Controls") -> None:
    from dataclasses import replace

    from screen.address import bound, pending
    from tests.screen.view.test_stamp import a_view

    pending.settle(moved=False)
    view = a_view()
    own = {name: tuple(values) for name, values in pending.parameters().items()}
    for control in controls(replace(view, address=replace(view.address, page=own))):
        bound.draw("page", control)


def buttons(view: View) -> list[Control]:
    return [Choice("by", "Waiting by", OPTIONS, view.chosen("by", KINDS, "agency"), "agency")]


def a_list(view: View) -> list[Control]:
    return [Choice("by", "Waiting by", OPTIONS, view.chosen("by", KINDS, "agency"), "agency", "list")]


def several(view: View) -> list[Control]:
    given = view.address.page.get("columns", ())
    return [Several("columns", "Columns", OPTIONS, tuple(code for code in KINDS if not given or code in given))]


def switches(view: View) -> list[Control]:
    return [view.switch("rows", "All rows"), view.switch("agencies", "All agencies")]


def a_field(view: View) -> list[Control]:
    return [TextField("search", "Search", view.given("search"), "Search the list", longest=80)]


def a_button(_view: View) -> list[Control]:
    return [Button("all-time", "Show all time", (("from", ()), ("period", ("all",)), ("form", ("labour", "sexual"))))]


def of(app: AppTest) -> Any:
    """The one choice of the page."""
    [control] = list[Any](app.segmented_control) or list[Any](app.selectbox)
    return control
