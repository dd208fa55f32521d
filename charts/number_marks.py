"""The marks that a language writes numbers with: between thousands, before decimals, and for percent."""

from functools import cache
from typing import Any

from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol


@cache
def mark_table(language: str) -> dict[int, str]:
    """A translation table (of `str.translate`) from a number as Python writes it to one of the language."""
    thousands, decimal, percent = _marks(language)
    return {ord(","): thousands, ord("."): decimal, ord("%"): percent}


@cache
def number_marks(language: str) -> dict[str, Any]:
    """The same marks as a locale of d3-format, by which charts write numbers."""
    thousands, decimal, percent = _marks(language)
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""], "percent": percent}


def _marks(language: str) -> tuple[str, str, str]:
    percent = format_percent(0, locale=language).removeprefix("0")
    return get_group_symbol(language), get_decimal_symbol(language), percent
