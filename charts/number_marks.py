"""The marks that a language writes numbers with: between thousands, before decimals, and for percent."""

from functools import cache
from typing import Any

from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol


@cache
def number_marks(language: str) -> dict[str, Any]:
    """The marks as a locale of d3-format, by which charts write numbers."""
    marks = {"decimal": get_decimal_symbol(language), "thousands": get_group_symbol(language)}
    return {**marks, "grouping": [3], "currency": ["", ""], "percent": format_percent(0, locale=language)[1:]}


@cache
def mark_table(language: str) -> dict[int, str]:
    """A translation table (of `str.translate`) from a number as Python writes it to one of the language."""
    marks = number_marks(language)
    return {ord(","): marks["thousands"], ord("."): marks["decimal"], ord("%"): marks["percent"]}
