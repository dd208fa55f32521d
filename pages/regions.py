"""Regions: one beside the country, and all within what chance explains. In order of name, never of a figure."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from indicators import region_comparison
from screen.address import filter_bar
from screen.frame import figure, parts, shell
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.regions import beside, funnels, panels
from screen.sections.shared import empty
from screen.view.view import View

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw how the regions stand beside each other, of what the viewer may see."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    figures = view.compute(region_comparison.figures)
    if not _has_data(figures):
        empty.draw(view.address)
        return
    figure.headline(view, *headline(figures, view), below(figures, view))
    with st.columns([1, 2])[0]:
        chosen = beside.choose(figures, view)
    beside.draw(figures, chosen, view)
    for place, key in zip(st.columns(3, gap="medium"), funnels.compared(), strict=True):
        with place:
            funnels.draw(key, figures[key], chosen, view)
    st.html(parts.order(_limits_mean()))
    panels.draw(figures["opened_by_region"], view)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: which regions differ, beyond the limits of 99.8%, and in what."""
    words = funnels.compared()
    outside = {key: _far_outside(figures[key]) for key in words}
    codes = sorted(set().union(*outside.values()), key=lambda code: in_order(view.name("region", code)))
    if not codes:
        return "", _("No evidence that any region differs from what chance explains")
    lead = _("{part} of {base}").format(part=count(len(codes)), base=count(len(figures["opened"]["regions"])))
    said = many(
        "regions differs in {what} more than chance explains: {names}",
        "regions differ in {what} more than chance explains: {names}",
        len(codes),
    )
    what = _(" or ").join(words[key].within for key, found in outside.items() if found)
    return lead, said.format(what=what, names=", ".join(view.name("region", code) for code in codes))


def below(figures: Figures, view: View) -> str:
    """The period, how many comparisons there are, and what they leave out."""
    found = [figures[key] for key in funnels.compared()]
    placed = view.filters.regions or view.filters.counties
    whole = _("Regions are compared over the whole country, whatever place is chosen above.") if placed else ""
    period = _("{period}.").format(period=filter_bar.period_name(view.address))
    return " ".join(filter(None, (period, funnels.comparisons(found), whole)))


def _far_outside(found: Figures) -> set[str]:
    return {row["region"] for row in found["regions"] if row["stands"] in ("above 99.8", "below 99.8")}


def _has_data(figures: Figures) -> bool:
    country, *_regions = figures["side_by_side"]
    return bool(country["open"]) or any(figures[key]["target"] is not None for key in funnels.compared())


def _limits_mean() -> str:
    return _(
        "A region inside the limits gives no evidence of a difference; a dot slightly beyond a line may still be "
        "inside, since the exact probability decides. Band: 95%; dashed: 99.8%; line: all regions together. Cases "
        "of unknown region are left out."
    )


if __name__ == "__main__":
    shell.through_the_door("regions")
