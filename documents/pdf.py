"""Sheets as a PDF that can be read aloud: A4 across, each sheet on a page of its own, the stamp on every page."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import typst

from charts.colours import inks, named, palette
from documents.picture import FONTS, ChartNotDrawn, svg
from documents.sheet import Block, Chart, Figures, NothingToExport, Sheet, Stamp, Table, Words, text_of

LIGHT = palette("light")
TEMPLATE = Path(__file__).parent / "sheets.typ"
ROOM = 740, 360  # for a chart on a page, in points

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def pdf(sheets: Sequence[Sheet], stamp: Stamp) -> bytes:
    """The sheets as a tagged PDF, in PDF/UA-1 unless they hold letters that no font has. A chart that cannot be drawn
    gives way to its text alternative.

    Raises NothingToExport without any sheet.
    """
    if not sheets:
        raise NothingToExport(stamp.what)
    given = {
        "title": stamp.what,
        "description": " · ".join(filter(None, (stamp.data, stamp.filters, stamp.audience, stamp.demo))),
        "colours": named(LIGHT) | inks(LIGHT),
        "stamp": asdict(stamp),
        "sheets": [_sheet(sheet, stamp.language) for sheet in sheets],
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


def _sheet(sheet: Sheet, language: str) -> Mapping[str, Any]:
    blocks = [_block(block, language) for block in sheet.blocks]
    return {"title": [asdict(phrase) for phrase in sheet.title], "blocks": blocks, "notes": sheet.notes}


def _block(block: Block, language: str) -> Mapping[str, Any]:
    match block:
        case Chart():
            return {"kind": "chart", "heading": block.heading, "alt": block.recipe.alt, **_drawn(block, language)}
        case Figures():
            names = ("figure", "label", "note", "tone", "unit")
            shown = [{name: getattr(one, name) for name in names} for one in block.figures]
            return {"kind": "figures", "figures": shown}
        case Words():
            return {"kind": "words", "words": text_of(block.words), "heading": text_of(block.heading)}
        case Table():
            return {"kind": "table", **asdict(block)}


def _drawn(chart: Chart, language: str) -> Mapping[str, Any]:
    """The picture, with the width that lets it stand on a page; none where it cannot be drawn."""
    try:
        drawn = svg(chart.recipe, language)
    except ChartNotDrawn:
        return {"svg": None}
    found = _SIZE.search(drawn)
    width, height = map(float, found.groups()) if found else ROOM
    return {"svg": drawn, "width": width * min(1.0, ROOM[0] / width, ROOM[1] / height)}
