"""The questions that each page asks when it is opened, found by opening it."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Select
from streamlit.testing.v1 import AppTest

from queries.filters import Filters
from screen.address.address import Address
from screen.view.view import View, names
from store.facts.replica import Replica, compiled

PAGES = ("overview", "open_cases", "handovers", "cooperation", "regions", "deadlines")

Question = tuple[str, tuple[Any, ...]]


def questions_of(page: str, replica: Replica, filters: Filters) -> list[Question]:
    """The different questions that a page asks of this view."""
    found: dict[Question, pd.DataFrame] = {}

    def ask(question: Select[Any]) -> pd.DataFrame:
        text = compiled(question)
        if text not in found:
            found[text] = replica.run(*text)
        return found[text]

    _opened(page, ask, filters, replica)
    return list(found)


def _opened(page: str, ask: Callable[[Select[Any]], pd.DataFrame], filters: Filters, replica: Replica) -> None:
    view = View(
        compute=lambda indicator: indicator(ask, filters),
        address=Address(filters, "all", False, ()),
        names=names(replica),
        now=replica.now,
        note=lambda event, what: None,
        draw_link=lambda place, label, parameters: None,
    )
    app = AppTest.from_function(_drawn, default_timeout=600, args=(page, view)).run()
    if app.exception:
        raise RuntimeError(f"{page}: {app.exception[0].message}")


def _drawn(page: str, view: object) -> None:
    from importlib import import_module  # noqa: PLC0415 (this function becomes a script of its own)

    import_module(f"pages.{page}").page(view)
