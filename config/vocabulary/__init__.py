"""The codes that the product knows and their words: one table per list, <list>.csv in this folder, read once.

A table has the columns code, en, fi and sv, and may have other words of a code: `next_step_en` and so on.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from config.languages import ENGLISH, LANGUAGES

HOME = Path(__file__).parent


class VocabularyRefused(ValueError):
    """A table of words is not complete; the message names the file, the line and what it lacks."""


@cache
def codes(table: str) -> tuple[str, ...]:
    """The codes of a list, in the order of its file."""
    return tuple(words(table, ENGLISH))


@cache
def words(table: str, language: str, kind: str = "") -> Mapping[str, str]:
    """The name of each code in a language, or its words of another `kind`, such as next_step."""
    column = f"{kind}_{language}" if kind else language
    return {row["code"]: row[column] for row in _rows(table)}


@cache
def _rows(table: str) -> tuple[Mapping[str, str], ...]:
    return read(HOME / f"{table}.csv")


def read(file: Path) -> tuple[Mapping[str, str], ...]:
    """The lines of a table, by column. Raises VocabularyRefused for a code that is there twice or a missing word."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, columns = tuple(reader), list(reader.fieldnames or ())
    kinds = dict.fromkeys(column.rpartition("_")[0] for column in columns if column not in {"code", *LANGUAGES})
    needed = ["code", *LANGUAGES, *(f"{kind}_{language}" for kind in kinds for language in LANGUAGES)]
    if columns != needed:
        raise VocabularyRefused(f"{file}: the columns are {', '.join(columns)}; they have to be {', '.join(needed)}")
    seen = set()
    for number, row in enumerate(rows, start=2):
        if lacking := [column for column in needed if not (row[column] or "").strip()]:
            raise VocabularyRefused(f"{file}, line {number}: it lacks {', '.join(lacking)}")
        if row["code"] in seen:
            raise VocabularyRefused(f"{file}, line {number}: the code {row['code']} is there already")
        seen.add(row["code"])
    return rows
