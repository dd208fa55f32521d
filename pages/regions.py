"""Regions: one beside the country, and all within what chance explains. In order of name, never of a figure."""

from collections.abc import Mapping
from typing import Any

from documents.page import Columns, Page, Section
from documents.sheet import Words
from indicators import region_comparison
from indicators.region_comparison import Figures
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import count, out_of, part
from screen.language.words import _, many
from screen.sections.regions.every import every, map_of_all
from screen.sections.regions.funnels import (
    RATIO,
    Verdict,
    beside,
    by_name,
    choice,
    compared,
    comparisons,
    funnel,
    left_out,
    verdict,
)
from screen.sections.regions.panels import answered_panels, opened_panels
from screen.sections.shared import empty, sentences
from screen.sections.shared.counts import joined
from screen.view.view import View

VERDICTS: tuple[Verdict, ...] = ("worse", "differs", "better")  # in the order in which they are said
Differing = dict[str, list[tuple[str, Mapping[str, Any]]]]  # of each region what it differs in, with its row there


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
            (Words(joined((limits_mean, left_out(figures, view))), kind="note"), Words(unknown, kind="note")),
        ),
        answered_panels(figures["answered_by_region"], view),
        opened_panels(figures["opened_by_region"], view),
    )
    return Page(*headline(figures, view), below(figures, view), parts)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: which regions are worse, differ or are better, and in what."""
    judged = {wanted: found for wanted in VERDICTS if (found := _judged(figures, wanted))}
    if not judged:
        return "", _("No evidence that any region differs from what chance explains")
    (first, of_first), *others = judged.items()
    n, names = len(of_first), _names(of_first, view)
    lead, words = out_of(n, len(figures["opened"]["regions"])), _first(first, n).format(**names)
    for other, found in others:
        also = _names(found, view)
        words += "; " + _then(other, len(found), also["what"] == names["what"]).format(n=count(len(found)), **also)
    # what is better asks for no attention
    return ("", f"{lead} {words}") if first == "better" else (lead, words)


def _first(said: Verdict, n: int) -> str:
    """What is said of the regions that come first, after how many of all they are."""
    if said == "worse":
        return many(
            "regions is worse in {what} by more than chance explains: {names}",
            "regions are worse in {what} by more than chance explains: {names}",
            n,
        )
    if said == "better":
        return many(
            "regions is better in {what} by more than chance explains: {names}",
            "regions are better in {what} by more than chance explains: {names}",
            n,
        )
    return many(
        "regions differs in {what} by more than chance explains: {names}",
        "regions differ in {what} by more than chance explains: {names}",
        n,
    )


def _then(said: Verdict, n: int, the_same: bool) -> str:
    """What is said of those that come after others, which may be outside the limits in `the_same`."""
    if the_same:
        return many("{n} is better: {names}", "{n} are better: {names}", n)
    if said == "better":
        return many("{n} is better in {what}: {names}", "{n} are better in {what}: {names}", n)
    return many("{n} differs in {what}: {names}", "{n} differ in {what}: {names}", n)


def below(figures: Figures, view: View) -> str:
    """The period, how many comparisons there are, what they leave out, and changed targets."""
    placed = view.filters.regions or view.filters.counties
    whole = _("Regions are compared over the whole country, whatever place is chosen above.") if placed else ""
    period = _("{period}.").format(period=period_name(view.address))
    changed = sentences.targets_changed(view, view.filters.from_day)
    return " ".join(filter(None, (period, comparisons(compared(figures).values()), whole, changed)))


def _judged(figures: Figures, wanted: Verdict) -> Differing:
    """The regions outside the limits of 99.8% in this way."""
    found: Differing = {}
    for key, one in compared(figures).items():
        for row in one["regions"]:
            if verdict(key, row) == wanted:
                found.setdefault(row["region"], []).append((key, row))
    return found


def _names(found: Differing, view: View) -> dict[str, str]:
    """What these regions differ in, and their names, with the share where it is that of one comparison."""
    keys = dict.fromkeys(key for rows in found.values() for key, _row in rows)
    what = _(" or ").join(vocabulary.name("region_comparisons", key, "within") for key in keys)
    named = ((row["name"], found[row["region"]][0][1]) for row in by_name(({"region": code} for code in found), view))
    if len(keys) > 1 or RATIO in keys:
        return {"what": what, "names": ", ".join(name for name, _row in named)}
    shares = (f"{name} ({part(row['count'] / row['of'], round(row['of']))})" for name, row in named)
    return {"what": what, "names": ", ".join(shares)}
