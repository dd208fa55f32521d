"""Sheets as a PDF that can be read aloud: A4 across, the stamp on every page.

Each sheet is on a page of its own or, where pages are filled, below the one before.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import typst

from charts import sparkline
from charts.colours import inks, named, palette
from documents.picture import FONTS, ChartNotDrawn, svg
from documents.sheet import Block, Chart, Figure, Figures, NothingToExport, Sheet, Stamp, Table, Words, text_of

LIGHT = palette("light")
TEMPLATE = Path(__file__).parent / "sheets.typ"
WIDE = 740  # the room for a chart, in points
HIGH = 360  # on a page of its own
HIGH_BESIDE = 290  # where other sheets stand on its page

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def pdf(sheets: Sequence[Sheet], stamp: Stamp, *, filled: bool = False) -> bytes:
    """The sheets as a tagged PDF, in PDF/UA-1 unless they hold letters that no font has. A chart that cannot be drawn
    gives way to its text alternative. `filled`: a sheet stands below the one before where it fits there whole.

    Raises NothingToExport without any sheet.
    """
    if not sheets:
        raise NothingToExport(stamp.what)
    given = {
        "title": stamp.what,
        "description": " · ".join(filter(None, (stamp.data, stamp.filters, stamp.audience, stamp.demo))),
        "colours": named(LIGHT) | inks(LIGHT),
        "stamp": asdict(stamp),
        "filled": filled,
        "sheets": [_sheet(sheet, stamp.language, HIGH_BESIDE if filled else HIGH) for sheet in sheets],
    }
    try:
        return _compiled(given, "ua-1")
    except typst.TypstError:
        # the standard refuses letters that no font here has; without it they are boxes
        return _compiled(given, None)


def _compiled(given: Mapping[str, Any], standard: Literal["ua-1"] | None) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    inputs = {"given": json.dumps(given)}
    made = typst.compile(
        TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, format="pdf", sys_inputs=inputs, pdf_standards=standard
    )
    return bytes(made)


def _sheet(sheet: Sheet, language: str, high: float) -> Mapping[str, Any]:
    blocks = [_block(block, language, high) for block in sheet.blocks]
    return {"title": [asdict(phrase) for phrase in sheet.title], "blocks": blocks, "notes": sheet.notes}


def _block(block: Block, language: str, high: float) -> Mapping[str, Any]:
    match block:
        case Chart():
            return {"kind": "chart", "heading": block.heading, "alt": block.recipe.alt, **_drawn(block, language, high)}
        case Figures():
            names = ("figure", "label", "note", "tone", "unit")
            shown = [{name: getattr(one, name) for name in names} | _spark(one) for one in block.figures]
            return {"kind": "figures", "figures": shown}
        case Words():
            return {"kind": "words", "words": text_of(block.words), "heading": text_of(block.heading)}
        case Table():
            return {"kind": "table", **asdict(block)}


def _spark(figure: Figure) -> dict[str, str]:
    """The small chart of a figure with its text alternative; none where it has none."""
    spark = figure.spark
    return {"spark": sparkline.svg(spark, "light"), "alt": spark.alt} if spark else {"spark": "", "alt": ""}


def _drawn(chart: Chart, language: str, high: float) -> Mapping[str, Any]:
    """The picture, with the width that lets it be so high; none where it cannot be drawn."""
    try:
        drawn = svg(chart.recipe, language)
    except ChartNotDrawn:
        return {"svg": None}
    found = _SIZE.search(drawn)
    width, height = map(float, found.groups()) if found else (WIDE, high)
    return {"svg": drawn, "width": width * min(1.0, WIDE / width, high / height)}
