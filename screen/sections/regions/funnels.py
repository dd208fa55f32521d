"""The regions against chance: one beside the country, and the funnel plots. Regions stand in order of name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from charts import funnel_plot
from config.codes import UNKNOWN
from documents.page import Choice, Section, options
from documents.sheet import Chart, Click, Column, Csv, Phrase, Table, Tone, Words, table_of
from indicators.region_comparison import Beside, Figures, FunnelFigures
from screen.language import vocabulary
from screen.language.formats import FEW, count, decimal, duration_words, in_marks, in_order, part
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, no_data_cell, share_range, sureness
from screen.sections.shared.counts import counted, filled, joined, rows_of
from screen.view.view import View

Named = Mapping[str, Any]  # figures of a region with its name

PARAMETER = "beside"
Verdict = Literal["", "worse", "differs", "better"]
UNKNOWN_COUNTS: tuple[Literal["open"], Literal["opened"]] = ("open", "opened")
RATIO = "opened"  # a ratio to an expected count; the others are shares


def compared(figures: Figures) -> dict[str, FunnelFigures]:
    """The figures by which regions are compared, by the key of their words (`vocabulary/region_comparisons.csv`)."""
    return {RATIO: figures["opened"], "in_target": figures["in_target"], "three_plus_90": figures["three_plus_90"]}


def by_name(regions: Iterable[Mapping[str, Any]], view: View) -> list[Named]:
    """Regions with their names, in the order of these."""
    named = ({"name": view.name("region", row["region"]), **row} for row in regions)
    return sorted(named, key=lambda row: in_order(row["name"]))


def choice(figures: Figures, view: View) -> tuple[Choice, str]:
    """The list of regions, and the chosen one: without a choice, the only region in the filter bar, else ""."""
    names = {row["region"]: row["name"] for row in by_name(figures["opened"]["regions"], view)}
    named = [code for code in view.filters.regions if code in names]
    alone = named[0] if len(named) == 1 else ""
    none = _("{region}, as in the filter").format(region=names[alone]) if alone else _("Choose a region")
    chosen = view.chosen(PARAMETER, names)
    control = Choice(PARAMETER, _("Region beside the country"), options({"": none, **names}), chosen, shape="list")
    return control, chosen or alone


def beside(figures: Figures, code: str, view: View) -> Section:
    """The figures of the region beside those of the country."""
    name = "region-beside"
    if not code:
        words = _("Choose a region to see it beside the country; the plots then ring it.")
        return Section(name, "", (Words(words, kind="note"),))
    region_name, untested = view.name("region", code), Phrase(_("not tested"), "state")
    country, region = (row for row in figures["side_by_side"] if row["region"] in (None, code))
    # the country is the whole one, whatever place is chosen
    of_region = rows_of(view, "open", region=code, county="")
    figure, chance = (Column(head, figures=False) for head in (_("Figure"), _("Compared with chance")))
    columns = [figure, Column(region_name), Column(_("The country")), chance]
    rows = [
        [Phrase(_("Open cases")), count_cell(region["open"], of_region), count_cell(country["open"]), untested],
        *(_compared_row(key, found, code, view) for key, found in compared(figures).items()),
        [Phrase(_("Half of the handovers answered within")), _median(region), _median(country), untested],
    ]
    caption = _("{region} beside the country").format(region=region_name)
    below = joined((_("In small, the 95% range of a share."), left_out(figures, view)))
    return Section(name, "", (Table(caption, columns, rows), Csv(name, pd.DataFrame([region, country]))), below)


def left_out(figures: Figures, view: View) -> tuple[Phrase, ...]:
    """How many cases of unknown region are in no region, nor in the country; nothing where there are none."""
    found = figures["of_unknown_region"]
    if not any(found.values()):
        return ()
    words = _("Cases of unknown region are left out, also of the country: {open} open, {opened} opened in the period.")
    still_open, opened = (counted(found[of], view, of, region=UNKNOWN, county="") for of in UNKNOWN_COUNTS)
    return filled(words, open=still_open, opened=opened)


def _compared_row(key: str, found: FunnelFigures, code: str, view: View) -> list[Phrase]:
    [row] = [row for row in found["regions"] if row["region"] == code]
    stands = (
        Phrase(vocabulary.name("funnel_limits", row["stands"]), tone(key, row)) if row["stands"] else no_data_cell()
    )
    own = no_data_cell()
    if row["value"] is not None:
        words, sure = value_words(key, row["count"], row["of"]), sureness(row["few"], share_range(row["interval"]))
        own = Phrase(words, link=_opened(key, row, view), after=sure)
    counted, base = sum(row["count"] for row in found["regions"]), sum(row["of"] for row in found["regions"])
    sure = share_range(found["target_interval"])
    country = Phrase(value_words(key, counted, base), after=sure) if base else no_data_cell()
    if key == RATIO:
        country = Phrase(many("{n} opened", "{n} opened", counted).format(n=count(counted)))
    return [Phrase(vocabulary.name("region_comparisons", key)), own, country, stands]


def _median(row: Beside) -> Phrase:
    n = row["handovers"]
    if not n:
        return no_data_cell()
    of = many("of {n} handover", "of {n} handovers", n).format(n=count(n))
    if row["median_response_days"] is None:
        return Phrase(_("not reached"), "state", explained=of)
    median, interval = duration_words(row["median_response_days"]), _interval(*row["median_interval_days"])
    words = _("{median} {interval}, {of}").format(median=median, interval=interval, of=of)
    return Phrase(words, after=sureness(n < FEW))


def _interval(low: float | None, high: float | None) -> str:
    """The interval of a median: '(5.9–6.1)'; its upper end may not be reached."""
    if low is None:
        return _("(interval not known)")
    if high is None:
        return _("({low} or more)").format(low=decimal(low))
    return _("({low}–{high})").format(low=decimal(low), high=decimal(high))


def funnel(key: str, found: FunnelFigures, chosen: str, view: View) -> Section:
    """One funnel plot with its conclusion; the chosen region ("": none) is ringed."""
    rows, name = by_name(found["regions"], view), f"regions-{key.replace('_', '-')}"
    heading, base = (vocabulary.name("region_comparisons", key, kind) for kind in ("", "base"))
    if found["target"] is None:
        return Section(name, heading, (), _("No data in this period."), f"region_{key}")
    concluded = _conclusion(rows)
    form: funnel_plot.Form = ".1f" if key == RATIO else ".0%"
    limits = pd.DataFrame(found["limits"]).rename(columns={"of": "size"}).assign(target=found["target"])
    said = _("Funnel plot. {heading}. {conclusion}").format(heading=heading, conclusion=concluded)
    recipe = funnel_plot.funnel(_dots(key, rows, chosen), limits, base, form, said)
    click = Click(funnel_plot.CLICKED, ((PARAMETER, "code"),))
    chart = Chart(recipe, name=name, numbers=_numbers(key, rows, view), csv=Csv(name, pd.DataFrame(rows)), click=click)
    return Section(name, heading, (chart,), concluded, f"region_{key}")


def _conclusion(rows: Sequence[Named]) -> str:
    """Which regions stand outside which limits, in words."""
    far, near = (_outside(rows, limits) for limits in ("99.8", "95"))
    said = [
        _("Outside the 99.8% limits: {regions}.").format(regions=far) if far else "",
        _("Outside the 95% limits alone: {regions}.").format(regions=near) if near else "",
    ]
    return " ".join(filter(None, said)) or _("Every region lies inside its limits: no evidence of a difference.")


def _outside(rows: Sequence[Named], limits: str) -> str:
    """Names of the regions that stand outside the limits ("95": outside those alone, "99.8"), and on which side."""
    sides = {f"above {limits}": _("{region} (above)"), f"below {limits}": _("{region} (below)")}
    return ", ".join(sides[row["stands"]].format(region=row["name"]) for row in rows if row["stands"] in sides)


def value_words(key: str, n: int, of: float) -> str:
    """A region's figure with its base: '84 opened, 85 expected', '57% of 674', '5 of 19'."""
    if key == RATIO:
        return _("{n} opened, {expected} expected").format(n=count(n), expected=_expected(of))
    base = round(of)
    share = part(n / base, base)
    # under 20 the part names its base itself
    return share if share[-1:].isdigit() else _("{share} of {n}").format(share=share, n=count(base))


def _expected(expected: float) -> str:
    """An expected count: whole, and with one decimal where it is small."""
    return decimal(expected) if expected < 10 else count(round(expected))


def _dots(key: str, rows: Sequence[Named], chosen: str) -> pd.DataFrame:
    words = _("{region}: {value}; {stands}")
    return pd.DataFrame(
        {
            "size": row["of"],
            "value": row["value"],
            "name": row["name"],
            "code": row["region"],
            "state": _state(key, row),
            "chosen": row["region"] == chosen,
            "words": words.format(
                region=row["name"],
                value=value_words(key, row["count"], row["of"]),
                stands=vocabulary.name("funnel_limits", row["stands"]),
            ),
        }
        for row in rows
        if row["value"] is not None
    )


def _state(key: str, row: Named) -> str:
    if tone(key, row) == "better":
        return "better"
    return "inside" if row["stands"] == "inside" else "outside" if "99.8" in row["stands"] else "beyond"


def _numbers(key: str, rows: Sequence[Named], view: View) -> Table:
    heading, counted = (vocabulary.name("region_comparisons", key, kind) for kind in ("", "counted"))
    columns = {
        Column(_("Region"), figures=False): lambda row: Phrase(row["name"]),
        Column(counted, indicator=f"region_{key}"): lambda row: value(key, row, view),
        Column(_("Compared with its 95% limits"), figures=False): lambda row: _limits(key, row),
    }
    return table_of(heading, rows, columns)


def value(key: str, row: Named, view: View) -> Phrase:
    """A region's figure with its base as a table cell."""
    if row["value"] is None:
        return no_data_cell()
    if key == RATIO:
        words = _("{n} ({expected})").format(n=count(row["count"]), expected=_expected(row["of"]))
        return Phrase(words, link=_opened(key, row, view))
    return Phrase(value_words(key, row["count"], row["of"]), after=share_range(row["interval"]))


def _opened(key: str, row: Named, view: View) -> str:
    """The cases of a region that were opened; shares are of cases that are no list."""
    return rows_of(view, "opened", region=row["region"], county="") if key == RATIO and row["count"] else ""


def _limits(key: str, row: Named) -> Phrase:
    if row["value"] is None:
        return no_data_cell()
    stands = vocabulary.name("funnel_limits", row["stands"], "in_table")
    # of a ratio, in cases for each one expected
    low, high = (
        decimal(row[edge], 2) if key == RATIO else in_marks(f"{row[edge]:.0%}") for edge in ("lower95", "upper95")
    )
    return Phrase(stands.format(low=low, high=high), tone(key, row), after=sureness(row["few"]))


def verdict(key: str, row: Mapping[str, Any]) -> Verdict:
    """How a region outside the limits of 99.8% differs: more of a share is better, more cases opened are neither."""
    if not row["stands"] or "99.8" not in row["stands"]:
        return ""
    if key == RATIO:
        return "differs"
    return "better" if row["stands"].startswith("above") else "worse"


def tone(key: str, row: Mapping[str, Any]) -> Tone:
    """That of a region outside the limits of 99.8%: attention, unless it is better."""
    said = verdict(key, row)
    return "better" if said == "better" else "attention" if said else ""


def comparisons(found: Iterable[FunnelFigures]) -> str:
    """How many comparisons lie outside the 95% limits, and how many would by chance."""
    stands = [row["stands"] for one in found for row in one["regions"] if row["stands"]]
    n, beyond = len(stands), sum(stand != "inside" for stand in stands)
    words = many(
        "Of {n} comparisons, {beyond} lies outside the 95% limits; by chance alone, about {chance} would.",
        "Of {n} comparisons, {beyond} lie outside the 95% limits; by chance alone, about {chance} would.",
        beyond,
    )
    return words.format(n=count(n), beyond=count(beyond), chance=count(round(n * 0.05)))
