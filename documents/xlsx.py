"""Tables as a workbook: one sheet for each, numbers as numbers, the stamp on top of every sheet."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from itertools import chain, count
from textwrap import shorten
from typing import Any

import pandas as pd
import xlsxwriter

from documents.csv import runs
from documents.sheet import NothingToExport, Stamp

WIDEST = 60
LONGEST_NAME = 31  # of a sheet in Excel

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def xlsx(tables: Mapping[str, pd.DataFrame], stamp: Stamp) -> bytes:
    """The tables, by the names of their sheets, as XLSX. Text stays text, even where it looks like a formula and is
    edited; moments are written as text with their zone. Raises NothingToExport without any row.
    """
    if all(table.empty for table in tables.values()):
        raise NothingToExport(stamp.what)
    file = BytesIO()
    lines = list(filter(None, (stamp.what, stamp.data, stamp.filters, stamp.audience, stamp.demo)))
    with xlsxwriter.Workbook(file, _AS_TEXT) as book:
        book.set_properties({"title": stamp.what, "subject": stamp.filters, "author": "Saumaton"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        quoted = book.add_format({"quote_prefix": True})
        for name, table in tables.items():
            _write(book.add_worksheet(_sheet_name(name, book.sheetnames)), table, lines, (head, day, quoted))
    return file.getvalue()


def _write(sheet: Any, table: pd.DataFrame, lines: list[str], formats: tuple[Any, Any, Any]) -> None:
    head, day, quoted = formats
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    first = len(lines) + 1
    for at, (name, column) in enumerate(table.items()):
        sheet.write_string(first, at, str(name), head)
        sheet.set_column(at, at, min(max([len(str(name)), 8, *map(len, map(str, column.dropna()))]) + 2, WIDEST))
        for row, (value, is_known) in enumerate(zip(column, column.notna(), strict=True), first + 1):
            if is_known:  # a missing value leaves its cell empty: it is not zero
                _write_value(sheet, (row, at), value, day, quoted)
    sheet.freeze_panes(first + 1, 1)


def _write_value(sheet: Any, place: tuple[int, int], value: Any, day: Any, quoted: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_string(*place, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif isinstance(value, bool) or not pd.api.types.is_number(value):
        sheet.write_string(*place, str(value), quoted if runs(str(value)) else None)
    else:
        sheet.write_number(*place, value)


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel allows, and that no sheet has yet: it tells capital and small letters not apart."""
    given = _NOT_IN_NAMES.sub(" ", wanted).strip(" '")
    name = shorten(given, LONGEST_NAME, placeholder="") or given[:LONGEST_NAME] or "1"
    used = {"history", *(one.lower() for one in taken)}
    numbered = (f"{name[: LONGEST_NAME - 4]} ({number})" for number in count(2))
    return next(found for found in chain([name], numbered) if found.lower() not in used)
