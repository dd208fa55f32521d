"""The funnel plots of the regions: their words, their dots and their numbers. Regions stand in order of name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts import funnel_plot
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Tone
from screen.language import vocabulary
from screen.language.formats import count, decimal, in_marks, in_order, part
from screen.language.words import _, many
from screen.sections.shared.cells import no_data_cell
from screen.view.view import View

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """A figure by which regions are compared: its heading, how it goes on in a sentence, what a base and a count of it
    are called, and whether it is a ratio to an expected count.
    """

    heading: str
    within: str
    base: str
    counted: str
    is_ratio: bool = False


def compared() -> dict[str, Compared]:
    """The figures by which regions are compared, by their key in `region_comparison.figures`."""
    return {
        "opened": Compared(
            _("Cases opened, against population"), _("cases opened"), _("Expected cases"), _("Opened"), is_ratio=True
        ),
        "in_target": Compared(
            _("Handovers answered within target"),
            _("handovers answered within target"),
            _("Handovers as old as their target"),
            _("Within target"),
        ),
        "three_plus_90": Compared(
            _("Three or more agencies within 90 days"),
            _("cases with three or more agencies"),
            _("Cases at least 90 days old"),
            _("Three or more"),
        ),
    }


def by_name(regions: Iterable[Figures], view: View) -> list[Figures]:
    """Regions in the order of their names."""
    return sorted(regions, key=lambda row: in_order(view.name("region", row["region"])))


def outside(found: Figures, limits: str, view: View) -> list[str]:
    """Names of the regions that stand outside the limits ("95": outside those alone, "99.8"), and on which side."""
    sides = {f"above {limits}": _("{region} (above)"), f"below {limits}": _("{region} (below)")}
    rows = [row for row in by_name(found["regions"], view) if row["stands"] in sides]
    return [sides[row["stands"]].format(region=view.name("region", row["region"])) for row in rows]


def funnel(key: str, found: Figures, chosen: str, view: View) -> Section:
    """One funnel plot with its conclusion; the chosen region ("": none) is ringed."""
    words, concluded, name = compared()[key], conclusion(found, view), f"regions-{key.replace('_', '-')}"
    if found["target"] is None:
        return Section(name, words.heading, (), concluded, f"region_{key}")
    form: funnel_plot.Form = ".1f" if words.is_ratio else ".0%"
    limits = pd.DataFrame(found["limits"]).rename(columns={"of": "size"}).assign(target=found["target"])
    said = _("Funnel plot. {heading}. {conclusion}").format(heading=words.heading, conclusion=concluded)
    recipe = funnel_plot.funnel(_dots(words, found, chosen, view), limits, words.base, form, said)
    chart = Chart(recipe, name=name, numbers=_numbers(key, words, found, view), csv=Csv(name, _frame(found, view)))
    return Section(name, words.heading, (chart,), concluded, f"region_{key}")


def conclusion(found: Figures, view: View) -> str:
    """Which regions stand outside which limits, in words."""
    if found["target"] is None:
        return _("No data in this period.")
    far, near = (outside(found, limits, view) for limits in ("99.8", "95"))
    said = [
        _("Outside the 99.8% limits: {regions}.").format(regions=", ".join(far)) if far else "",
        _("Outside the 95% limits alone: {regions}.").format(regions=", ".join(near)) if near else "",
    ]
    return " ".join(filter(None, said)) or _("Every region lies inside its limits: no evidence of a difference.")


def stands_words(stands: str | None) -> str:
    """Where a region stands, in words."""
    return vocabulary.name("funnel_limits", stands) if stands else _("no data")


def value_words(row: Figures, words: Compared) -> str:
    """A region's figure with its base: '84 opened, 85 expected', '57% of 674', '5 of 19'."""
    if words.is_ratio:
        said = _("{n} opened, {expected} expected")
        return said.format(n=count(row["count"]), expected=expected_words(row["of"]))
    share = part(row["count"] / row["of"], row["of"])
    # under 20 the part names its base itself
    return share if share[-1:].isdigit() else _("{share} of {n}").format(share=share, n=count(row["of"]))


def expected_words(expected: float) -> str:
    """An expected count: whole, and with one decimal where it is small."""
    return decimal(expected) if expected < 10 else count(round(expected))


def _dots(words: Compared, found: Figures, chosen: str, view: View) -> pd.DataFrame:
    there = [row for row in by_name(found["regions"], view) if row["value"] is not None]
    return pd.DataFrame(
        {
            "size": row["of"],
            "value": row["value"],
            "name": view.name("region", row["region"]),
            "state": "inside" if row["stands"] == "inside" else "outside" if "99.8" in row["stands"] else "beyond",
            "chosen": row["region"] == chosen,
            "words": _("{region}: {value}; {stands}").format(
                region=view.name("region", row["region"]),
                value=value_words(row, words),
                stands=stands_words(row["stands"]),
            ),
        }
        for row in there
    )


def _numbers(key: str, words: Compared, found: Figures, view: View) -> Table:
    columns = [
        Column(_("Region"), figures=False),
        Column(_("Opened (expected)") if words.is_ratio else words.counted, indicator=f"region_{key}"),
        Column(_("Against its limits of 95%"), figures=False),
    ]
    return Table(words.heading, columns, [_cells(row, words, view) for row in by_name(found["regions"], view)])


def _frame(found: Figures, view: View) -> pd.DataFrame:
    rows = by_name(found["regions"], view)
    frame = pd.DataFrame(rows)
    frame.insert(0, "name", [view.name("region", row["region"]) for row in rows])
    return frame


def _cells(row: Figures, words: Compared, view: View) -> list[Phrase]:
    name = Phrase(view.name("region", row["region"]))
    if row["value"] is None:
        return [name, no_data_cell(), no_data_cell()]
    ratio = _("{n} ({expected})").format(n=count(row["count"]), expected=expected_words(row["of"]))
    stands = vocabulary.name("funnel_limits", row["stands"], "in_table")
    low, high = (_formatted(row[name], words) for name in ("lower95", "upper95"))
    tone: Tone = "attention" if "99.8" in row["stands"] else ""
    few = _("few cases") if row["few"] else ""
    return [
        name,
        Phrase(ratio if words.is_ratio else value_words(row, words)),
        Phrase(stands.format(low=low, high=high), tone, before=few),
    ]


def _formatted(value: float, words: Compared) -> str:
    """A limit: of a ratio, in cases for each one expected."""
    return decimal(value, 2) if words.is_ratio else in_marks(f"{value:.0%}")


def comparisons(found: Sequence[Figures]) -> str:
    """How many comparisons lie outside the 95% limits, and how many would by chance."""
    stands = [row["stands"] for one in found for row in one["regions"] if row["stands"]]
    n, beyond = len(stands), sum(stand != "inside" for stand in stands)
    words = many(
        "Of {n} comparisons, {beyond} lies outside the 95% limits; by chance alone, about {chance} would.",
        "Of {n} comparisons, {beyond} lie outside the 95% limits; by chance alone, about {chance} would.",
        beyond,
    )
    return words.format(n=count(n), beyond=count(beyond), chance=count(round(n * 0.05)))
