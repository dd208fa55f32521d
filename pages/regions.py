"""Regions: one beside the country, and all within what chance explains. In order of name, never of a figure."""

from documents.page import Columns, Page, Section
from documents.sheet import Tone, Words
from indicators import region_comparison
from indicators.region_comparison import Figures
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import out_of
from screen.language.words import _, many
from screen.sections.regions.every import every, map_of_all
from screen.sections.regions.funnels import (
    beside,
    by_name,
    choice,
    compared,
    comparisons,
    funnel,
    left_out,
    tone,
)
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
        "beyond a line may still be inside. Band: 95%; dashed: 99.8%; line: all regions together."
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
        Section(
            "limits",
            "",
            (Words(f"{limits_mean} {left_out(figures)}".strip(), kind="note"), Words(unknown, kind="note")),
        ),
        answered_panels(figures["answered_by_region"], view),
        opened_panels(figures["opened_by_region"], view),
    )
    return Page(*headline(figures, view), below(figures, view), parts)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: which regions differ, beyond the limits of 99.8%, and in what."""
    worse, better = (_toned(figures, wanted) for wanted in ("attention", "better"))
    if not (worse or better):
        return "", _("No evidence that any region differs from what chance explains")
    regions = len(figures["opened"]["regions"])
    words = many(
        "regions differs in {what} more than chance explains: {names}",
        "regions differ in {what} more than chance explains: {names}",
        len(_codes(worse)),
    )
    good = _named(_("better in {what} than chance explains: {names}"), better, view) if better else ""
    if not worse:
        return "", _("{n} regions: {better}").format(n=out_of(len(_codes(better)), regions), better=good)
    return out_of(len(_codes(worse)), regions), "; ".join(filter(None, (_named(words, worse, view), good)))


def below(figures: Figures, view: View) -> str:
    """The period, how many comparisons there are, and what they leave out."""
    placed = view.filters.regions or view.filters.counties
    whole = _("Regions are compared over the whole country, whatever place is chosen above.") if placed else ""
    period = _("{period}.").format(period=period_name(view.address))
    return " ".join(filter(None, (period, comparisons(compared(figures).values()), whole)))


def _toned(figures: Figures, wanted: Tone) -> dict[str, set[str]]:
    """The regions outside the limits of 99.8% in this tone, by what they differ in."""
    found = {
        key: {row["region"] for row in one["regions"] if tone(key, row) == wanted}
        for key, one in compared(figures).items()
    }
    return {key: regions for key, regions in found.items() if regions}


def _codes(differing: dict[str, set[str]]) -> set[str]:
    return set().union(*differing.values())


def _named(words: str, differing: dict[str, set[str]], view: View) -> str:
    what = (vocabulary.name("region_comparisons", key, "within") for key in differing)
    names = (row["name"] for row in by_name(({"region": code} for code in _codes(differing)), view))
    return words.format(what=_(" or ").join(what), names=", ".join(names))
