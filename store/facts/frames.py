"""The rows of an answer as a frame, through Arrow, which takes two thirds of the time for long answers."""

import warnings
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

ROWS_AT_ONCE = 1_000_000
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}

# the way that it advises plans every question twice
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


def codes_of(memory: duckdb.DuckDBPyConnection) -> pd.CategoricalDtype:
    """All codes in the facts, in order; every column of codes is made of them."""
    [(codes,)] = memory.execute("SELECT enum_range(NULL::code)").fetchall()
    return pd.CategoricalDtype(pd.Index(codes, dtype="str"), ordered=True)


def frame_of(asked: duckdb.DuckDBPyConnection, codes: pd.CategoricalDtype) -> pd.DataFrame:
    """The answer of a connection that executed a question, equal to its `df`."""
    reader: pa.RecordBatchReader = asked.to_arrow_reader(ROWS_AT_ONCE)
    table = reader.read_all()
    return pd.DataFrame({name: _column(table.column(name), codes) for name in table.column_names}, copy=False)


def _column(values: "pa.ChunkedArray[Any]", codes: pd.CategoricalDtype) -> Any:
    if pa.types.is_dictionary(values.type):
        numbers = [chunk.indices.cast(pa.int16()).fill_null(-1) for chunk in values.chunks]
        places = pa.chunked_array(numbers, pa.int16()).to_numpy()
        return pd.Categorical.from_codes(places, dtype=codes, validate=False)
    if pa.types.is_primitive(values.type) and not values.null_count:
        return values.to_numpy()
    return values.to_pandas(types_mapper=_NULLABLE.get)
