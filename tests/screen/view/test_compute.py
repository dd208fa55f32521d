"""Figures are kept by indicator, arguments, filters and data version; what these do not tell apart is refused."""

import gc
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import literal, select

from indicators.indicator import Ask
from queries.access import Grant
from queries.filters import Filters
from queries.handovers import Between
from screen.view import compute as module
from screen.view.compute import KEPT_BYTES, Compute, asking, computed, forget_old_answers
from tests.asking import RULES
from tests.screen.view import same_name

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
FILTERS = Filters(Grant("coordination", NOW), NOW)
VERSIONS: list[str] = []
MADE: list[tuple[Filters, tuple[object, ...]]] = []


@dataclass
class Thawed:
    """What may change after it was asked with."""

    code: str = "a"


class Copy:
    """As much of what is seen of a columnar copy as computing needs."""

    version = "1"
    copy = None


def counted(_ask: Ask, filters: Filters, *arguments: object) -> str:
    """Says with what it was asked, and that it was."""
    MADE.append((filters, arguments))
    return f"ours {arguments}"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    MADE.clear()
    VERSIONS.append(f"v{len(VERSIONS)}")


def compute(filters: Filters = FILTERS, version: str = "1") -> Compute:
    copy: Any = Copy()
    copy.version = VERSIONS[-1] + version
    return computed(copy, filters)


def test_the_same_is_computed_once() -> None:
    given = (Between(to_sector="social"), RULES, ("a", 1, 0.5, None, date(2026, 1, 1), NOW))
    assert compute()(counted, *given) == compute()(counted, *given)
    assert [(FILTERS, given)] == MADE


def test_answers_are_kept_up_to_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run(_copy: object, text: str, _values: object, _codes: object) -> pd.DataFrame:
        asked.append(text)
        large = np.broadcast_to(np.int64(0), KEPT_BYTES // 8 // 3)  # takes no memory, and counts as if it did
        return pd.DataFrame({"large": large}, copy=False)

    monkeypatch.setattr(module, "run", run)
    copy: Any = Copy()
    copy.version = VERSIONS[-1]
    ask, questions = asking(copy), [select(literal(n)) for n in (1, 2, 1, 3, 1, 2)]
    for question in questions:
        ask(question)
    assert len(asked) == 4  # the second has made room for the third


def test_an_answer_that_took_long_is_kept_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, ...]] = []

    def run(_copy: object, _text: str, values: tuple[float, ...], _codes: object) -> pd.DataFrame:
        asked.append(values)
        time.sleep(*values)
        return pd.DataFrame({"rows": [1]})

    monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.05)
    copy: Any = Copy()
    copy.version = VERSIONS[-1]
    ask, questions = asking(copy), [select(literal(seconds)) for seconds in (0.0, 0.2)]
    for question in questions:
        ask(question)
    time.sleep(0.3)
    for question in questions:
        ask(question)
    assert asked == [(0.0,), (0.2,), (0.0,)]


def test_an_old_answer_is_forgotten_though_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[weakref.ref[pd.DataFrame]] = []

    def run(_copy: object, _text: str, _values: object, _codes: object) -> pd.DataFrame:
        rows = pd.DataFrame({"rows": [1]})
        answers.append(weakref.ref(rows))
        return rows

    monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.05)
    copy: Any = Copy()
    copy.version = VERSIONS[-1]
    asking(copy)(select(literal(1)))
    [answer] = answers
    forget_old_answers()
    assert answer() is not None
    time.sleep(0.1)
    forget_old_answers()
    gc.collect()
    assert answer() is None


def test_functions_of_the_same_name_are_two_indicators() -> None:
    assert compute()(counted) == "ours ()"
    assert compute()(same_name.counted) == "theirs"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a",), ("b",)),
        (("a", "b"), ("b", "a")),
        (("a", "b"), (("a", "b"),)),
        ((1,), ("1",)),
        ((1,), (True,)),
        ((None,), ()),
        ((Between(to_sector="social"),), (Between(from_sector="social"),)),
        ((RULES,), (RULES[:1],)),
        ((RULES,), ((replace(RULES[0], after_days=8), *RULES[1:]),)),
    ],
)
def test_arguments_that_differ_have_figures_of_their_own(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert compute()(counted, *one) == f"ours {one}"
    assert compute()(counted, *other) == f"ours {other}"
    assert [(FILTERS, one), (FILTERS, other)] == MADE


def test_another_viewer_another_moment_and_newer_data_have_figures_of_their_own() -> None:
    looks = [FILTERS, replace(FILTERS, grant=Grant("rapporteur", NOW)), replace(FILTERS, as_of=NOW - timedelta(days=1))]
    for filters in looks:
        compute(filters)(counted)
    compute(version="2")(counted)
    assert [filters for filters, _arguments in MADE] == [*looks, FILTERS]


def closure_over(code: str) -> Callable[[Ask, Filters], str]:
    def counted(_ask: Ask, _filters: Filters) -> str:
        return code

    # what would make it pass for another
    counted.__qualname__ = "counted"
    return counted


class Counter:
    """Something whose method looks like an indicator."""

    def counted(self, _ask: Ask, _filters: Filters) -> str:
        return "a method's"


@pytest.mark.parametrize(
    "indicator",
    [closure_over("a"), lambda _ask, _filters: "a", partial(counted), Counter().counted, Counter],
    ids=["closure", "lambda", "partial", "method", "class"],
)
def test_what_is_not_a_function_of_a_module_is_refused(indicator: Any) -> None:
    with pytest.raises(TypeError, match="is not a function of a module"):
        compute()(indicator)


@pytest.mark.parametrize(
    "argument", [["a"], {"a": 1}, {"a"}, frozenset("ab"), Thawed(), ("a", ["b"]), object(), counted, Between]
)
def test_an_argument_whose_text_may_be_anothers_is_refused(argument: Any) -> None:
    with pytest.raises(TypeError, match="cannot be an argument of an indicator"):
        compute()(counted, argument)
    with pytest.raises(TypeError, match="cannot be an argument of an indicator"):
        compute()(counted, Between(argument))
