"""Ask and compute once for all sessions: the same question of the same data by the same grant has the same answer."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from inspect import isfunction
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import pandas as pd
import streamlit as st
from sqlalchemy import Select

from indicators.indicator import Ask
from queries.filters import Filters
from store.facts.compiling import compiled
from store.facts.replica import Replica

KEPT_ANSWERS = 1000
KEPT_FIGURES = 200

P = ParamSpec("P")
T = TypeVar("T")


class Compute(Protocol):
    """Gives an indicator's figures for the filters of a view; `arguments` are what the indicator takes after them."""

    def __call__(
        self, indicator: Callable[Concatenate[Ask, Filters, P], T], *arguments: P.args, **named: P.kwargs
    ) -> T: ...


def cached(replica: Replica) -> Ask:
    """An ask whose answers are kept by question, values and data version. The grant is among the values."""

    def ask(question: Select[Any]) -> pd.DataFrame:
        text, values = compiled(question)
        return _kept_answer(text, repr(values), replica.version, replica, values)

    return ask


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _kept_answer(text: str, given: str, version: str, _replica: Replica, _values: tuple[Any, ...]) -> pd.DataFrame:
    return _replica.run(text, _values)


def computed(replica: Replica, filters: Filters) -> Compute:
    """A function that gives an indicator's figures, kept by indicator, arguments, filters (with their grant) and data
    version.
    """

    def compute(indicator: Callable[Concatenate[Ask, Filters, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        def make() -> T:
            return indicator(cached(replica), filters, *arguments, **named)

        found: T = _figures(name_of(indicator), text_of(*arguments, **named), repr(filters), replica.version, make)
        return found

    return compute


@st.cache_data(max_entries=KEPT_FIGURES, show_spinner=False)
def _figures(name: str, given: str, filters: str, version: str, _make: Callable[[], Any]) -> Any:
    return _make()


def name_of(indicator: Callable[..., Any]) -> str:
    """The full name of a function of a module. Raises TypeError for any other, whose name would stand for several."""
    # the code's own name, which nobody changes
    name = indicator.__code__.co_qualname if isfunction(indicator) else ""
    if not name.isidentifier():
        raise TypeError(f"{indicator!r} is not a function of a module; give it what it depends on as arguments")
    return f"{indicator.__module__}.{name}"


def text_of(*arguments: object, **named: object) -> str:
    """The arguments as text that differs wherever they differ. Raises TypeError for one whose text may not: whatever is
    not a frozen dataclass, a tuple, a string, a number, a date or None.
    """
    for argument in (*arguments, *named.values()):
        _check(argument)
    return repr((arguments, sorted(named.items())))


def _check(argument: object) -> None:
    if argument is None or isinstance(argument, str | int | float | date):
        return
    made_as = getattr(type(argument), "__dataclass_params__", None)
    if isinstance(argument, tuple):
        parts: Iterable[object] = argument
    elif made_as and made_as.frozen and all(field.repr for field in fields(cast(Any, argument))):
        parts = [getattr(argument, field.name) for field in fields(cast(Any, argument))]
    else:
        raise TypeError(f"{argument!r} cannot be an argument of an indicator: its text may be that of another")
    for part in parts:
        _check(part)
