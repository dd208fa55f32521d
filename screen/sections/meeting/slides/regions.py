"""Slide: where handovers wait, as a tile map of the regions, and whether any region differs more than size explains."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slides import TILES, slide_tiles
from config import finland
from documents.sheet import Block, Chart, Phrase, Sheet, Words
from screen.language import vocabulary
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told
from screen.view.view import View

LONGEST_TITLE = 60  # letters that stand in one line
FAR = ("above 99.8", "below 99.8")
MOST_NAMED = 4


def sheet(name: str, figures: Mapping[str, Any], view: View) -> Sheet:
    """The slide, from `indicators.meeting.regions`."""
    tiles = {region.code: region for region in finland.regions()}
    placed = [row for row in figures["regions"] if row["region"] in tiles]
    elsewhere = figures["pending"] - sum(row["pending"] for row in placed)
    blocks: list[Block] = [Words(_("Waiting handovers by region of the case."))]
    if placed:
        blocks.insert(0, Chart(_map(placed, tiles, view)))
    if elsewhere:
        words = many("{n} waits in a case of unknown region.", "{n} wait in cases of unknown region.", elsewhere)
        blocks.append(Words(words.format(n=count(elsewhere))))
    blocks.append(Words(_differences(figures["regions"], view), _("More than size explains?")))
    return Sheet(name, _title(figures, placed, view), blocks)


def _title(figures: Mapping[str, Any], placed: Sequence[Mapping[str, Any]], view: View) -> Sequence[Phrase]:
    """The two regions that hold the most, or the first where both do not fit: where the work is, not how it is done."""
    pending = figures["pending"]
    most = sorted((row for row in placed if row["pending"]), key=lambda row: -row["pending"])[:2]
    if not most:
        return told(_("No handover waits in any region"))
    if len(most) > 1:
        one, other = sorted((view.name("region", row["region"]) for row in most), key=in_order)
        words = _("{one} and {other} hold {n} of {all} waiting handovers")
        held = count(sum(row["pending"] for row in most))
        both = told(words, one=one, other=other, n=held, all=count(pending))
        if len("".join(phrase.text for phrase in both)) <= LONGEST_TITLE:
            return both
    words = many("{one} holds {n} of {all} waiting handover", "{one} holds {n} of {all} waiting handovers", pending)
    one = view.name("region", most[0]["region"])
    return told(words, one=one, n=count(most[0]["pending"]), all=count(pending))


def _map(placed: Sequence[Mapping[str, Any]], tiles: Mapping[str, finland.Region], view: View) -> Recipe:
    rows = [
        {
            "column": tiles[row["region"]].tile_column,
            "row": tiles[row["region"]].tile_row,
            "name": vocabulary.names("region_tiles").get(row["region"]) or view.name("region", row["region"]),
            "amount": row["pending"],
        }
        for row in placed
    ]
    named = sorted(placed, key=lambda row: in_order(view.name("region", row["region"])))
    said = ", ".join(f"{view.name('region', row['region'])} {count(row['pending'])}" for row in named if row["pending"])
    words = _("Map of waiting handovers by region: {regions}.") if said else _("Map of regions: no handover waits.")
    return slide_tiles(pd.DataFrame(rows, columns=list(TILES)), words.format(regions=said))


def _differences(rows: Sequence[Mapping[str, Any]], view: View) -> str:
    """Which regions lie outside their limits of 99.8 %, and in what."""
    lines = []
    for key, words in _compared().items():
        far = [row["region"] for row in rows if row[key] and row[key]["stands"] in FAR]
        if far:
            named = sorted((view.name("region", code) for code in far), key=in_order)
            lines.append(words.format(regions=_list(named)))
    if lines:
        return " ".join(lines)
    return _("No. Every region lies inside the limits for regions of its size: no evidence of a difference.")


def _list(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    if more <= 0:
        return ", ".join(names)
    return _("{names} and {n} more").format(names=", ".join(names[:MOST_NAMED]), n=count(more))


def _compared() -> dict[str, str]:
    return {
        "opened": _("Cases opened differ in {regions}."),
        "in_target": _("Handovers answered within target differ in {regions}."),
        "three_plus_90": _("Cases with three or more agencies differ in {regions}."),
    }
