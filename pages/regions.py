"""Regions: one beside the country, and all within what chance explains. In order of name, never of a figure."""

from collections.abc import Mapping
from typing import Any

from documents.page import Columns, Page, Section
from documents.sheet import Words
from indicators import region_comparison
from screen.address.period import period_name
from screen.frame import shell
from screen.language.formats import in_order, out_of
from screen.language.words import _, many
from screen.sections.regions.beside import beside, choice
from screen.sections.regions.funnels import compared, comparisons, funnel
from screen.sections.regions.panels import panels
from screen.sections.shared import empty
from screen.view.view import View

Figures = Mapping[str, Any]


def page(view: View) -> Page:
    """How the regions compare with each other, of what the viewer may see."""
    figures: Figures = view.compute(region_comparison.figures)
    if not _has_data(figures):
        return empty.page(view.address)
    control, chosen = choice(figures, view)
    parts = (
        Columns((1, 2), ((control,), ())),
        beside(figures, chosen, view),
        Columns((1, 1, 1), tuple((funnel(key, figures[key], chosen, view),) for key in compared())),
        Section("limits", "", (Words(_limits_mean(), kind="note"),)),
        panels(figures["opened_by_region"], view),
    )
    return Page(*headline(figures, view), below(figures, view), parts)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: which regions differ, beyond the limits of 99.8%, and in what."""
    words = compared()
    outside = {key: _far_outside(figures[key]) for key in words}
    codes = sorted(set().union(*outside.values()), key=lambda code: in_order(view.name("region", code)))
    if not codes:
        return "", _("No evidence that any region differs from what chance explains")
    lead = out_of(len(codes), len(figures["opened"]["regions"]))
    said = many(
        "regions differs in {what} more than chance explains: {names}",
        "regions differ in {what} more than chance explains: {names}",
        len(codes),
    )
    what = _(" or ").join(words[key].within for key, found in outside.items() if found)
    return lead, said.format(what=what, names=", ".join(view.name("region", code) for code in codes))


def below(figures: Figures, view: View) -> str:
    """The period, how many comparisons there are, and what they leave out."""
    found = [figures[key] for key in compared()]
    placed = view.filters.regions or view.filters.counties
    whole = _("Regions are compared over the whole country, whatever place is chosen above.") if placed else ""
    period = _("{period}.").format(period=period_name(view.address))
    return " ".join(filter(None, (period, comparisons(found), whole)))


def _far_outside(found: Figures) -> set[str]:
    return {row["region"] for row in found["regions"] if row["stands"] in ("above 99.8", "below 99.8")}


def _has_data(figures: Figures) -> bool:
    country, *_regions = figures["side_by_side"]
    return bool(country["open"]) or any(figures[key]["target"] is not None for key in compared())


def _limits_mean() -> str:
    return _(
        "A region inside the limits gives no evidence of a difference; a dot slightly beyond a line may still be "
        "inside, since the exact probability decides. Band: 95%; dashed: 99.8%; line: all regions together. Cases "
        "of unknown region are left out."
    )


if __name__ == "__main__":
    shell.through_the_door("regions")
