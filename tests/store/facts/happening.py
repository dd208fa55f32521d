"""A case database to which things happen, in memory."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from store.case.tables import BY_CASE, CONTRACTS, IN_ORDER, key_of
from store.facts.copy import Rows
from tests.asking import as_read
from tests.corpus import corpus_of
from tests.naive.world import Row, World
from tests.strategies import worlds

Tables = Mapping[str, list[Row]]
READ_AT = datetime(2026, 3, 1, tzinfo=UTC)


def rows(tables: Tables) -> Rows:
    return Rows({table.name: as_read(tables, table) for table in IN_ORDER}, READ_AT, demo=False)


class Changes:
    """A case database to which things happen: rows come, go, move to another case and get other values."""

    def __init__(self, world: World, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311
        self._fresh = 0
        self._seen: dict[str, list[Row]] = defaultdict(list)
        for one in corpus_of(worlds):
            for name, found in one.tables.items():
                self._seen[name] += found
        self.tables: Tables = {name: list(found) for name, found in world.tables.items()}
        self._sound = self.tables

    def happen(self) -> None:
        """Something; mostly what the contract allows, and what it does not allow is mended soon."""
        if self._random.random() < 0.2:
            self.tables = {name: list(found) for name, found in self._sound.items()}
        before = {name: list(found) for name, found in self.tables.items()}
        self._happen()
        if keep_the_contract(self.tables):
            self._sound = {name: list(found) for name, found in self.tables.items()}
        elif self._random.random() < 0.98:
            self.tables = before

    def _happen(self) -> None:
        kinds = (self._come, self._go, self._change, self._change, self._change)
        name = self._random.choices([*self.tables], [20 if one in BY_CASE else 0.2 for one in self.tables])[0]
        self._random.choice(kinds)(name)

    def _come(self, name: str) -> None:
        row = dict(self._random.choice(self._seen[name]))
        for key in key_of_its_own(name):
            row[key] = self._new_text()
        if name in BY_CASE[1:]:
            self._put_in_a_case(row)
        self.tables[name].append(row)

    def _go(self, name: str) -> None:
        if self.tables[name]:
            gone = self._random.choice(self.tables[name])
            self.tables[name].remove(gone)
            for one in BY_CASE[1:] if name == "cases" else ():
                self.tables[one][:] = [row for row in self.tables[one] if row["case_id"] != gone["case_id"]]

    def _change(self, name: str) -> None:
        if self.tables[name]:
            number = self._random.randrange(len(self.tables[name]))
            row = dict(self.tables[name][number])
            column = self._random.choice([one for one in row if one not in key_of_its_own(name)])
            is_new = isinstance(row[column], str) and self._random.random() < 0.01
            row[column] = self._new_text() if is_new else self._random.choice(self._seen[name])[column]
            if column == "case_id":
                self._put_in_a_case(row)
            self.tables[name][number] = row

    def _put_in_a_case(self, row: dict[str, Any]) -> None:
        if self.tables["cases"]:
            row["case_id"] = self._random.choice(self.tables["cases"])["case_id"]

    def _new_text(self) -> str:
        self._fresh += 1
        return f"new-{self._fresh}"


def key_of_its_own(name: str) -> tuple[str, ...]:
    [table] = (one for one in IN_ORDER if one.name == name)
    return key_of(table) if len(key_of(table)) == 1 else ()


def keep_the_contract(tables: Tables) -> bool:
    keys = {table.name: [tuple(row[one] for one in key_of(table)) for row in tables[table.name]] for table in IN_ORDER}
    known = {name: {key[0] for key in found} for name, found in keys.items()}
    return all(len(found) == len(set(found)) for found in keys.values()) and not any(
        one.fault(*(row[column] for column in one.columns), *([known[one.table]] if one.table else []))
        for table in IN_ORDER
        for one in CONTRACTS[table.name].constraints
        for row in tables[table.name]
    )
