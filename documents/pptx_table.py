"""How wide the columns of a table on a slide are, and how high its rows, in inches."""

from collections.abc import Sequence
from math import ceil

from documents.sheet import Phrase, Table

ROW, MORE = 0.33, 0.235  # the first line of a row, with its margins, and each further one
LETTERS = 118  # side by side in the width of a table, in the widest of the letters that stand in for those of the file
MARGINS = 10  # of a cell, in letters
WORD_LEFT = 7  # letters of a line that its last word leaves empty, and the margins of its cell
LONG, LONGEST = 40, 120  # letters of a column that takes several lines, and beyond which it is taken for no longer


def rows_of(table: Table) -> list[Sequence[Phrase]]:
    """The head of a table and its rows."""
    return [[Phrase(column.head, "total") for column in table.columns], *table.rows]


def shares(table: Table) -> list[float]:
    """The part of the width that each column has, by its longest cell in letters; the long ones share what the others
    leave.
    """
    longest = (max(map(_letters, column)) for column in zip(*rows_of(table), strict=True))
    # with the margins of a cell, so that no word is broken
    wanted: list[float] = [min(max(8, letters), LONGEST) + MARGINS for letters in longest]
    of_long = [one for one in wanted if one > LONG]
    if of_long:
        left = max(LETTERS - (sum(wanted) - sum(of_long)), LONG * len(of_long))
        wanted = [one * left / sum(of_long) if one > LONG else one for one in wanted]
    return [one / sum(wanted) for one in wanted]


def row_heights(table: Table) -> list[float]:
    """The height of the head and of each row."""
    # a line ends with the last word that has room in it
    letters = [LETTERS * share - WORD_LEFT for share in shares(table)]
    lines = (
        [ceil((_letters(cell) + 2) / wide) for cell, wide in zip(row, letters, strict=True)] for row in rows_of(table)
    )
    return [ROW + MORE * (max(1, *of_row) - 1) for of_row in lines]


def _letters(cell: Phrase) -> int:
    return len(f"{cell.before} {cell.text} {cell.after}".strip())
