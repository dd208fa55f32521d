"""The example of a delivery: every column has a value, and it can be imported as it is."""

from pathlib import Path

from store.case.tables import IN_ORDER
from store.imports.examples import examples
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import content, write_feed


def test_the_examples_name_every_column_and_can_be_imported(tmp_path: Path, sqlite_url: str) -> None:
    made = examples()
    assert {name: [*rows[0]] for name, rows in made.items()} == {one.name: [*one.columns.keys()] for one in IN_ORDER}
    assert all(value for rows in made.values() for row in rows for value in row.values())
    database = engine(sqlite_url)
    import_feed(database, write_feed(tmp_path / "feed", made))
    assert [row["to_agency"] for row in content(database)["handovers"]] == ["agencies-2"]
