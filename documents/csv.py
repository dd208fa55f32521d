"""Tables as CSV files, unrounded."""

import pandas as pd

from documents.sheet import NothingToExport

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(table: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8 with its mark, as spreadsheets read it. Text that one would take for a formula begins
    with an apostrophe. Raises NothingToExport without any row.
    """
    if table.empty:
        raise NothingToExport("there are no rows")
    return bytes(_flat(table).map(_guarded).to_csv(index=False).encode("utf-8-sig"))


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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
