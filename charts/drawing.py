"""What a chart is: a recipe that says what to show, and the drawing that a medium makes of it in its own colours."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from charts.number_marks import number_marks
from config.languages import ENGLISH

Theme = Literal["light", "dark", "projector"]
VALUES = "values"  # the name by which a layer with data of its own finds the frame of values


@dataclass(frozen=True)
class Look:
    """How a medium draws: its colours, and the language in which it writes numbers."""

    theme: Theme = "light"
    language: str = ENGLISH


@dataclass(frozen=True)
class Drawing:
    """A Vega-Lite `spec` without values, the one frame of values that all its layers read, and its text alternative."""

    spec: Mapping[str, Any]
    values: pd.DataFrame
    alt: str


@dataclass(frozen=True, eq=False)
class Recipe:
    """A chart before it has colours: `spec(*words, theme)` gives its specification, `values` are what it shows.

    The specification follows from theme, words and language alone: while it stays the same, new values are put into the
    chart in place. Recipes are plain values: they can be compared and pickled.
    """

    spec: Callable[..., Mapping[str, Any]]
    values: pd.DataFrame
    alt: str
    words: tuple[Hashable, ...] = ()

    def drawn(self, look: Look) -> Drawing:
        """The chart in the colours, and with the numbers, of a medium."""
        spec = self.spec(*self.words, look.theme)
        if look.language != ENGLISH:
            # axes and tooltips write numbers in the browser, which knows nothing of the viewer's language
            spec = {**spec, "config": {"locale": {"number": number_marks(look.language)}, **spec.get("config", {})}}
        return Drawing(spec, self.values, self.alt)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recipe):
            return NotImplemented
        return self._plain() == other._plain() and self.values.equals(other.values)

    def __hash__(self) -> int:
        return hash(self._plain())

    def _plain(self) -> tuple[Hashable, ...]:
        return self.spec, self.words, self.alt
