"""What a chart is: a recipe that says what to show, and the drawing that a medium makes of it in its own colours."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from charts.colours import Theme, config, palette
from charts.number_marks import number_marks
from config.languages import ENGLISH

Form = Callable[..., alt.TopLevelMixin]  # from words and a palette

VALUES = "values"  # the name by which a layer with data of its own finds the frame of values
_NO_DATA: dict[str, Any] = {"values": [{}]}  # what Altair puts where a chart has no data of its own


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
    """A chart before it has colours: `chart(*words, palette)` gives its form, `values` are what it shows.

    The specification follows from theme, words and language alone: while it stays the same, new values are put into the
    chart in place. Recipes are plain values: they can be compared and pickled.
    """

    chart: Form
    values: pd.DataFrame
    alt: str
    words: tuple[Hashable, ...] = ()

    def drawn(self, look: Look) -> Drawing:
        """The chart in the colours, and with the numbers, of a medium."""
        spec = _specification(self.chart, self.words, look.theme)
        if look.language != ENGLISH:
            # axes and tooltips write numbers in the browser, which knows nothing of the viewer's language
            spec = {**spec, "config": {"locale": {"number": number_marks(look.language)}, **spec["config"]}}
        return Drawing(spec, self.values, self.alt)

    @cached_property
    def values_as_arrow(self) -> bytes:
        """The values as an Arrow stream, which is made once for all who look at the same."""
        table, sink = pa.Table.from_pandas(self.values), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        made: bytes = sink.getvalue().to_pybytes()
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recipe) or not self.values.equals(other.values):
            return False
        return (self.chart, self.alt, self.words) == (other.chart, other.alt, other.words)

    def __hash__(self) -> int:
        return hash((self.chart, self.alt, self.words))


@cache
def _specification(chart: Form, words: tuple[Hashable, ...], theme: Theme) -> Mapping[str, Any]:
    """The chart as a Vega-Lite specification in the product's look; it has a place for values, and none in it."""
    colours = palette(theme)
    with alt.data_transformers.enable(consolidate_datasets=False):
        # its pieces were checked when they were made; as a whole it may have what Vega-Lite hands on to Vega
        spec: dict[str, Any] = _without_values(chart(*words, colours).to_dict(validate=False))
    spec.pop("datasets", None)
    fit = {"autosize": {"type": "fit-x", "contains": "padding"}} if spec.get("width") == "container" else {}
    around = {"left": 0, "top": 2, "right": 2, "bottom": 2}
    return {"padding": around, **fit, **spec, "data": {"name": VALUES}, "config": config(colours)}


def _without_values(part: Any) -> Any:
    """A part of a specification without Altair's place holders for data, so that it reads the frame of values."""
    if isinstance(part, list):
        return [_without_values(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: _without_values(value) for name, value in part.items() if value != _NO_DATA}
