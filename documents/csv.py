"""Tables as CSV files, unrounded."""

import re
from itertools import takewhile
from unicodedata import category, normalize

import pandas as pd

from documents.sheet import NothingToExport

_SIGNS = tuple("=+-@\N{MINUS SIGN}\N{HYPHEN}")
_BREAKS = ("\t", "\r", "\n")
# where a cell may end for a spreadsheet of another country, or for a reader that knows no quotes
_ENDS = re.compile("([;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029])")


def csv(table: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8 with its mark, as spreadsheets read it. Text that one would take for a formula begins
    with an apostrophe, also where it does so only after something that may end a cell. Raises NothingToExport without
    any row.
    """
    if table.empty:
        raise NothingToExport("there are no rows")
    guarded = _flat(table).map(_guarded).rename(columns=_guarded)
    # RFC 4180, 2.1; what is written so has quotes round every line break, whichever it is
    return bytes(guarded.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))


def runs(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: it begins with a sign of one, in whatever width, perhaps
    after blanks, line breaks or marks that are not seen, or with a break.
    """
    seen = text[len(_unseen(text)) :]
    return text.startswith(_BREAKS) or normalize("NFKC", seen[:1]).startswith(_SIGNS)


def _unseen(text: str) -> str:
    """What it begins with of blanks (Z), controls and marks (C)."""
    return "".join(takewhile(lambda one: category(one)[0] in "ZC", text))


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """The table with two columns for each of intervals."""
    columns: dict[str, object] = {}
    for name, column in table.items():
        if len(known := column.dropna()) and known.map(lambda value: isinstance(value, list | tuple)).all():
            for place, edge in enumerate(("lower", "upper")):
                columns[f"{name}_{edge}"] = column.str[place]
        else:
            columns[str(name)] = column
    return pd.DataFrame(columns)


def _guarded(value: object) -> object:
    if not isinstance(value, str):
        return value
    unseen = _unseen(value)
    first, *rest = _ENDS.split(value[len(unseen) :])
    # ends and what follows them take turns
    inner = "".join(f"'{piece}" if place % 2 and runs(piece) else piece for place, piece in enumerate(rest))
    guard = "'" if runs(value) else ""
    return f"{guard}{unseen}{first}{inner}"
