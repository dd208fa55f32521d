"""Regions: one beside the country, and all within what chance explains. In order of name, never of a figure."""

from documents.page import Columns, Page, Section
from documents.sheet import Words
from indicators import region_comparison
from indicators.region_comparison import Figures, FunnelFigures
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import out_of
from screen.language.words import _, many
from screen.sections.regions.every import every, map_of_all
from screen.sections.regions.funnels import beside, by_name, choice, compared, comparisons, funnel, tone
from screen.sections.regions.panels import answered_panels, opened_panels
from screen.sections.shared import empty
from screen.view.view import View


def page(view: View) -> Page:
    """How the regions compare with each other, of what the viewer may see."""
    figures = view.compute(region_comparison.figures)
    nothing_compared = all(found["target"] is None for found in compared(figures).values())
    if nothing_compared and not figures["side_by_side"][0]["open"]:
        return empty.page(view.address)
    control, chosen = choice(figures, view)
    limits_mean = _(
        "A region inside the limits gives no evidence of a difference. Small counts come in steps, so a dot just "
        "beyond a line may still be inside. Band: 95%; dashed: 99.8%; line: all regions together. Cases of unknown "
        "region are left out."
    )
    unknown = _(
        "What the comparison cannot know: how hard the cases of a region are, and how many people are at risk there "
        "(the population is not that number), or how many are found. A difference is a question, not a verdict."
    )
    comparison, table = beside(figures, chosen, view), every(figures, view)
    wide, narrow = ((comparison, table), ()) if chosen else ((table,), (comparison,))
    parts = (
        Columns((1.9, 1), (wide, (map_of_all(figures, chosen, view), control, *narrow))),
        Columns((1, 1, 1), tuple((funnel(*one, chosen, view),) for one in compared(figures).items())),
        Section("limits", "", (Words(limits_mean, kind="note"), Words(unknown, kind="note"))),
        answered_panels(figures["answered_by_region"], view),
        opened_panels(figures["opened_by_region"], view),
    )
    return Page(*headline(figures, view), below(figures, view), parts)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: which regions differ, beyond the limits of 99.8%, and in what."""
    outside = {key: _far_outside(found) for key, found in compared(figures).items()}
    codes = set().union(*outside.values())
    if not codes:
        return "", _("No evidence that any region differs from what chance explains")
    lead = out_of(len(codes), len(figures["opened"]["regions"]))
    worse = any(tone(key, row) == "attention" for key, found in compared(figures).items() for row in found["regions"])
    said = many(
        "regions differs in {what} more than chance explains: {names}",
        "regions differ in {what} more than chance explains: {names}",
        len(codes),
    )
    what = (vocabulary.name("region_comparisons", key, "within") for key, found in outside.items() if found)
    names = (row["name"] for row in by_name(({"region": code} for code in codes), view))
    rest = said.format(what=_(" or ").join(what), names=", ".join(names))
    return (lead, rest) if worse else ("", f"{lead} {rest}")


def below(figures: Figures, view: View) -> str:
    """The period, how many comparisons there are, and what they leave out."""
    placed = view.filters.regions or view.filters.counties
    whole = _("Regions are compared over the whole country, whatever place is chosen above.") if placed else ""
    period = _("{period}.").format(period=period_name(view.address))
    return " ".join(filter(None, (period, comparisons(compared(figures).values()), whole)))


def _far_outside(found: FunnelFigures) -> set[str]:
    return {row["region"] for row in found["regions"] if row["stands"] in ("above 99.8", "below 99.8")}
