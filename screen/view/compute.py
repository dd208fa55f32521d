"""Ask and compute once for all sessions: the same question of the same data by the same grant has the same answer.

What is kept is handed out as it is, to all: nobody may change it.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from inspect import isfunction
from threading import Condition
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, cast

import pandas as pd
from cachetools import LRUCache, TLRUCache, cached
from cachetools.keys import hashkey

from indicators.indicator import Ask
from queries.filters import Filters
from screen.frame.metrics import QUESTIONS
from store.facts.changes import Seen
from store.facts.compiling import Question, compiled
from store.facts.copy import Edition, run
from store.facts.elsewhere import Elsewhere, of

# an answer has up to one row for each handover, so that it is their memory that is limited
KEPT_BYTES = 512_000_000
# in which the parts of a page, and pages of the same version, ask the same; what they make of it is kept for longer
KEPT_SECONDS = 2
KEPT_FOR_A_SECOND = 10  # seconds for each that an answer took: pages take longer, too, where answers do
BYTES_OF_ANY = 20_000  # that an answer takes besides its values
BYTES_OF_A_VALUE = 8  # at most, but for texts; to ask each column takes longer than many a question
KEPT_FIGURES = 200

P = ParamSpec("P")
T = TypeVar("T")


class _Answer(NamedTuple):
    """The rows of a question, and the seconds that they took."""

    rows: pd.DataFrame
    seconds: float


class Compute(Protocol):
    """Gives an indicator's figures for the filters of a view; `arguments` are what the indicator takes after them."""

    def __call__(
        self, indicator: Callable[Concatenate[Ask, Filters, P], T], *arguments: P.args, **named: P.kwargs
    ) -> T: ...


def asking(seen: Seen) -> Ask:
    """An ask of the copy that is seen; answers are kept by question, values and data version. The grant is among the
    values.
    """

    def ask(question: Question) -> pd.DataFrame:
        return _answer(*compiled(question), seen).rows

    return ask


def _bytes_of(answer: _Answer) -> int:
    return BYTES_OF_ANY + BYTES_OF_A_VALUE * answer.rows.size


def _kept_until(_key: object, answer: _Answer, now: float) -> float:
    return now + max(KEPT_SECONDS, KEPT_FOR_A_SECOND * answer.seconds)


_answers: TLRUCache[Hashable, _Answer] = TLRUCache(KEPT_BYTES, _kept_until, getsizeof=_bytes_of)
_answering = Condition()


def forget_old_answers() -> None:
    """Let go of answers that are not kept any more, which else happens when the next question is asked."""
    with _answering:
        _answers.expire()


@cached(_answers, lambda text, values, _codes, seen: hashkey(text, values, seen.version), condition=_answering)
def _answer(text: str, values: tuple[Any, ...], codes: tuple[str, ...], seen: Seen) -> _Answer:
    QUESTIONS.inc()
    began = time.monotonic()
    rows = of(seen.copy, run, text, values, codes)
    return _Answer(rows, time.monotonic() - began)


def computed(seen: Seen, filters: Filters) -> Compute:
    """A function that gives an indicator's figures from the copy that is seen, kept by indicator, arguments, filters
    (with their grant) and data version.
    """

    def compute(indicator: Callable[Concatenate[Ask, Filters, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        def make() -> T:
            if isinstance(seen.copy, Elsewhere):
                as_seen = seen.version, seen.since
                return seen.copy.call(computed_there, as_seen, filters, indicator, arguments, named)
            return indicator(asking(seen), filters, *arguments, **named)

        key = (name_of(indicator), text_of(*arguments, **named), repr(filters), seen.version)
        return cast(T, _figures(key, make))

    return compute


def computed_there(
    copy: Edition,
    as_seen: tuple[str, datetime],
    filters: Filters,
    indicator: Callable[..., T],
    arguments: tuple[Any, ...],
    named: Mapping[str, Any],
) -> T:
    """What `compute` gives, where the facts are."""
    return computed(Seen(copy, *as_seen), filters)(indicator, *arguments, **named)


@cached(LRUCache(KEPT_FIGURES), lambda key, _make: key, condition=Condition())
def _figures(_key: tuple[str, ...], make: Callable[[], Any]) -> Any:
    return make()


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
