"""Slide: where handovers wait, as a tile map of the regions, and whether any region differs more than size explains."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slides import TILES, slide_tiles
from config import finland
from config.codes import UNKNOWN
from documents.sheet import Block, Chart, Phrase, Said, Sheet, Words
from screen.language import vocabulary
from screen.language.formats import count, in_order
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Row, Rows, led, nowhere, told
from screen.sections.regions.funnels import tone, verdict
from screen.sections.shared.counts import filled, joined
from screen.view.view import View

MOST_NAMED = 4


def sheet(name: str, figures: Mapping[str, Any], view: View, rows: Rows = nowhere) -> Sheet:
    """The slide, from `indicators.meeting.regions`."""
    tiles = {region.code for region in finland.regions()}
    placed = [row for row in figures["regions"] if row["region"] in tiles]
    elsewhere = figures["pending"] - sum(row["pending"] for row in placed)
    blocks: list[Block] = [Words(_("Waiting handovers by region of the case."))]
    if placed:
        blocks.insert(0, Chart(_map(placed, view, rows)))
    if elsewhere:
        words = many("{n} waits in a case of unknown region.", "{n} wait in cases of unknown region.", elsewhere)
        unknown = sum(row["pending"] for row in figures["regions"] if row["region"] == UNKNOWN)
        link = rows("waiting", region=UNKNOWN) if unknown == elsewhere else ""
        blocks.append(Words(filled(words, n=led(elsewhere, link))))
    blocks.append(Words(_differences(figures["regions"], view), _("More than size explains?")))
    return Sheet(name, _title(figures, placed, view), blocks)


def _title(figures: Mapping[str, Any], placed: Sequence[Row], view: View) -> Sequence[Phrase]:
    """The region that holds more than half, else the two that hold the most: where the work is, not how it is done."""
    pending = figures["pending"]
    most = sorted((row for row in placed if row["pending"]), key=lambda row: -row["pending"])[:2]
    if not most:
        return told(_("No handover waits in any region"))
    if len(most) > 1 and 2 * most[0]["pending"] <= pending:
        one, other = sorted((view.name("region", row["region"]) for row in most), key=in_order)
        words = _("{n} of {all} waiting handovers are in {one} and {other}")
        held = count(sum(row["pending"] for row in most))
        return told(words, one=one, other=other, n=held, all=count(pending))
    words = many("{n} of {all} waiting handover is in {one}", "{n} of {all} waiting handovers are in {one}", pending)
    one = view.name("region", most[0]["region"])
    return told(words, one=one, n=count(most[0]["pending"]), all=count(pending))


def _map(placed: Sequence[Row], view: View, rows: Rows) -> Recipe:
    tiles = {region.code: region for region in finland.regions()}
    short = vocabulary.names("region_tiles")
    names = {row["region"]: view.name("region", row["region"]) for row in placed}
    drawn = []
    for row in placed:
        code, tile = row["region"], tiles[row["region"]]
        led_to = rows("waiting", region=code) if row["pending"] else ""
        drawn.append((tile.tile_column, tile.tile_row, short.get(code) or names[code], row["pending"], led_to))
    named = sorted(placed, key=lambda row: in_order(names[row["region"]]))
    said = ", ".join(f"{names[row['region']]} {count(row['pending'])}" for row in named if row["pending"])
    words = _("Map of waiting handovers by region: {regions}.") if said else _("Map of regions: no handover waits.")
    return slide_tiles(pd.DataFrame(drawn, columns=list(TILES)), words.format(regions=said))


def _differences(rows: Sequence[Row], view: View) -> Said:
    """Which regions lie outside their limits of 99.8 %, in what, and whether for better or worse."""
    lines = []
    for key, words in vocabulary.names("region_differences").items():
        far = {view.name("region", row["region"]): (key, row[key]) for row in rows if row[key] and tone(key, row[key])}
        if far:
            lines.append(filled(words, regions=_names(far)))
    return joined(lines) or _(
        "No. Every region lies inside the limits for regions of its size: no evidence of a difference."
    )


def _names(far: Mapping[str, tuple[str, Row]]) -> tuple[Phrase, ...]:
    """The first few of these by name, each in its tone and with how it differs, and how many more."""
    shown: list[Phrase] = []
    said = {"better": _("{region} (better)"), "worse": _("{region} (worse)")}
    for name in sorted(far, key=in_order)[:MOST_NAMED]:
        words = said.get(verdict(*far[name]), "{region}").format(region=name)
        shown += [*([Phrase(", ")] if shown else []), Phrase(words, tone(*far[name]))]
    more = len(far) - MOST_NAMED
    return filled(_("{names} and {n} more"), names=tuple(shown), n=count(more)) if more > 0 else tuple(shown)
