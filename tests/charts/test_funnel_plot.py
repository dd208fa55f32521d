"""The funnel plot and the small control charts: specifications whatever the values; marks differ by shape."""

import json

import pandas as pd
import pytest

from charts.colours import Theme, palette
from charts.drawing import Drawing, Look
from charts.funnel_plot import Form, funnel
from charts.small_multiples import ROWS, panels

LIMIT = {"size": 5.0, "target": 0.5, "lower95": 0.2, "upper95": 0.8, "lower998": 0.1, "upper998": 0.9}
THEMES: tuple[Theme, ...] = ("light", "dark", "projector")


def plot(*states: str, form: Form = ".0%", theme: Theme = "light") -> Drawing:
    units = pd.DataFrame(
        {
            "size": 5,
            "value": 0.5,
            "name": f"name {n}",
            "code": f"code {n}",
            "state": state,
            "chosen": n == 0,
            "words": f"words {n}",
        }
        for n, state in enumerate(states)
    )
    return funnel(units, pd.DataFrame([LIMIT, {**LIMIT, "size": 9.0}]), "Cases", form, "Funnel").drawn(Look(theme))


def drawn_for(drawing: Drawing, state: str) -> dict[str, object]:
    [layer] = [
        layer
        for layer in drawing.spec["layer"]
        if f"datum.state == '{state}'" in json.dumps(layer.get("transform")) and layer["mark"]["type"] == "point"
    ]
    return dict(layer["mark"])


def test_other_values_leave_the_specification_as_it_is() -> None:
    one, other = plot("inside"), plot("inside", "outside", "beyond")
    assert one.spec == other.spec
    assert "name 0" not in json.dumps(one.spec)


@pytest.mark.parametrize("form", [".0%", ".1f"])
def test_shares_and_ratios_begin_at_zero(form: Form) -> None:
    scales = [layer["encoding"].get("y", {}).get("scale") for layer in plot("inside", form=form).spec["layer"]]
    [scale] = filter(None, scales)
    assert scale.get("domain") == [0, 1] if form == ".0%" else scale["zero"] is True


def test_dots_and_limits_share_one_frame() -> None:
    shown = plot("inside", "outside").values
    assert shown["kind"].tolist() == ["limit", "limit", "unit", "unit"]


def test_a_region_outside_differs_by_shape_and_only_it_asks_for_attention() -> None:
    for theme in THEMES:
        drawing = plot("inside", theme=theme)
        outside, beyond, inside = (drawn_for(drawing, state) for state in ("outside", "beyond", "inside"))
        assert (outside["shape"], beyond["shape"], inside.get("shape")) == ("diamond", "diamond", None)
        assert outside["color"] == palette(theme).attention
        assert palette(theme).attention not in {*beyond.values(), *inside.values()}


def test_the_chosen_region_is_ringed_in_the_colour_of_selection() -> None:
    for theme in THEMES:
        rings = [
            layer["mark"] for layer in plot("inside", theme=theme).spec["layer"] if not layer["mark"].get("filled")
        ]
        [ring] = [mark for mark in rings if mark["type"] == "point" and mark["opacity"] == 1]
        assert (ring["filled"], ring["color"]) == (False, palette(theme).selected)


def test_a_share_is_written_as_one_and_a_ratio_as_a_number_on_the_scale_of_roots() -> None:
    forms: dict[Form, str] = {".0%": "linear", ".1f": "sqrt"}
    for form, kind in forms.items():
        [band, *_others] = plot("inside", form=form).spec["layer"]
        y = band["encoding"]["y"]
        assert (y["axis"]["format"], y["scale"]["type"]) == (form, kind)


def test_panels_stand_in_the_order_given_and_as_many_in_a_row_as_there_is_room_for() -> None:
    row = dict.fromkeys(ROWS, 0) | {"title": "Uusimaa", "start": "2026-01-05", "mark": "last", "words": "5 cases"}
    one, other = (panels(pd.DataFrame([row] * n), ",d", "Panels").drawn(Look()) for n in (1, 3))
    assert one.spec == other.spec
    assert one.spec["facet"]["sort"] == {"field": "order", "op": "min"}
    assert "windowSize" in one.spec["columns"]["signal"]
    assert "Uusimaa" not in json.dumps(one.spec)


def test_each_panel_has_an_axis_of_its_own() -> None:
    row = dict.fromkeys(ROWS, 0)
    assert panels(pd.DataFrame([row]), ",d", "Panels").drawn(Look()).spec["resolve"] == {"scale": {"y": "independent"}}
