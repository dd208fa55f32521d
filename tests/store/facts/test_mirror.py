"""A screen whose facts another process keeps sees what that process sees, under the same versions."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from indicators.open_cases import counts
from queries.access import Grant
from queries.filters import Filters
from screen.view.compute import computed
from store.errors import FactsAway
from store.facts import following, keeping, mirror
from store.facts.changes import ALL_CASES, KINDS, Codes
from store.facts.copy import names_of
from store.facts.elsewhere import Elsewhere, of
from store.facts.keeping import Keeper
from store.facts.line import Line, answer, line_key
from store.facts.mirror import Mirror
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.facts.watched import until

KEY = line_key("a secret of this installation")
REGIONS = ("north", "south", "elsewhere")


def wanting(**codes: str) -> Codes:
    return tuple(frozenset([codes[kind]] if kind in codes else []) for kind in KINDS)


@pytest.fixture
def kept(sqlite_url: str) -> Replica:
    """A replica with a case in the north and one in the south."""
    cases = [a_case("C1", region_code="north"), a_case("C2", region_code="south")]
    places = [{"code": code, "name_en": code, "name_fi": code, "name_sv": code} for code in REGIONS]
    fill(sqlite_url, {"regions": places, "agencies": [an_agency("A")], "cases": cases})
    return Replica(settings_for(sqlite_url))


@pytest.fixture
def line(kept: Replica, tmp_path: Path) -> Line:
    answer(tmp_path / "facts.sock", KEY, Keeper(lambda: kept, lambda: (1, 9)).answers)
    return Line(tmp_path / "facts.sock", KEY)


@pytest.fixture
def seen(line: Line, kept: Replica) -> Iterator[Replica]:
    """What a screen follows."""
    made = Replica(kept.settings, follower=Mirror(line))
    made.start_watching()
    yield made
    made.stop_watching()


def change(kept: Replica, statement: str) -> None:
    with engine(kept.settings.database_url).begin() as connection:
        connection.execute(text(statement))
    kept.refresh()


def test_it_is_asked_as_if_the_facts_were_here(seen: Replica, kept: Replica) -> None:
    assert seen.names("agencies") == kept.names("agencies")
    assert (seen.left_out, seen.breaches, seen.demo, seen.way) == (kept.left_out, kept.breaches, kept.demo, kept.way)
    filters = Filters(Grant("coordination", kept.now), kept.now)
    here, there = (computed(one.seen(ALL_CASES), filters)(counts) for one in (kept, seen))
    assert repr(here) == repr(there)
    assert isinstance(seen.copy, Elsewhere)


def test_a_change_comes_and_only_to_those_whom_it_concerns(seen: Replica, kept: Replica) -> None:
    before = {region: seen.seen(wanting(region=region)).version for region in REGIONS}
    change(kept, "UPDATE cases SET region_code = 'elsewhere' WHERE case_id = 'C1'")
    until(lambda: seen.version == kept.version)
    newer = {region for region in REGIONS if seen.seen(wanting(region=region)).version != before[region]}
    assert newer == {"north", "elsewhere"}


def test_all_screens_know_the_same_cases_under_the_same_version_whenever_they_ask_first(
    seen: Replica, kept: Replica, line: Line
) -> None:
    first = kept.seen(wanting(region="south"))
    for number in range(3):
        change(kept, f"UPDATE cases SET opened_at = '200{number}-05-01 00:00:00.000000' WHERE case_id = 'C1'")
    until(lambda: seen.version == kept.version)
    later = Replica(kept.settings, follower=Mirror(line))
    for one in (seen, later):
        assert one.seen(wanting(region="south")).version == first.version
        assert one.seen(wanting(region="north")).version == kept.seen(wanting(region="north")).version


def test_after_the_process_was_started_again_all_know_the_same_versions(kept: Replica, tmp_path: Path) -> None:
    there = [kept]
    answer(tmp_path / "again.sock", KEY, Keeper(lambda: there[0], lambda: (1, 9)).answers)
    screen = Replica(kept.settings, follower=Mirror(Line(tmp_path / "again.sock", KEY)))
    screen.seen(wanting(region="south"))
    there[0] = Replica(kept.settings)
    screen.refresh()
    change(there[0], "UPDATE cases SET opened_at = '2001-05-01 00:00:00.000000' WHERE case_id = 'C1'")
    first = there[0].seen(wanting(region="south")).version
    screen.refresh()
    assert screen.version == there[0].version
    assert screen.seen(wanting(region="south")).version == first


def test_a_change_of_places_concerns_everybody(seen: Replica, kept: Replica) -> None:
    before = seen.seen(wanting(region="south")).version
    change(kept, "UPDATE agencies SET name_en = 'Another name'")
    until(lambda: seen.version == kept.version)
    assert seen.seen(wanting(region="south")).version == kept.version != before
    assert seen.names("agencies") == {"A": "Another name"}


def test_figures_stay_those_of_one_version_while_newer_ones_come(seen: Replica, kept: Replica) -> None:
    copy = seen.copy
    change(kept, "UPDATE agencies SET name_en = 'Another name'")
    until(lambda: seen.version == kept.version)
    assert "Another name" not in of(copy, names_of, "agencies").values()


def test_figures_that_are_too_old_are_not_made_of_newer_ones(
    seen: Replica, kept: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = seen.copy
    monkeypatch.setattr(keeping, "OF_OTHER_LOADS_SECONDS", 0.0)  # a change of agencies is one
    for name in ("One", "Two"):
        change(kept, f"UPDATE agencies SET name_en = '{name}'")
        until(lambda: seen.version == kept.version)
    with pytest.raises(FactsAway, match="too old"):
        of(copy, names_of, "agencies")


def test_it_is_as_old_as_the_copy_there(seen: Replica, kept: Replica) -> None:
    kept.start_watching()
    until(lambda: seen.behind < 1.0)
    kept.stop_watching()
    at = datetime.now(UTC)
    until(lambda: seen.stale_since, 10)
    assert seen.stale_since
    assert seen.stale_since <= at


def test_while_the_facts_are_loaded_it_says_how_far_they_are(tmp_path: Path, kept: Replica) -> None:
    loaded: list[Replica] = []
    keeper = Keeper(lambda: loaded[0] if loaded else None, lambda: (3, 9))
    answer(tmp_path / "loading.sock", KEY, keeper.answers)
    said: list[tuple[int, int]] = []

    def note(read: int, tables: int) -> None:
        said.append((read, tables))
        if len(said) == 2:
            loaded.append(kept)

    assert Replica(kept.settings, follower=Mirror(Line(tmp_path / "loading.sock", KEY), note)).version == kept.version
    assert said == [(3, 9), (3, 9)]


def test_who_is_started_first_waits_for_the_process_and_not_for_ever(
    tmp_path: Path, kept: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "RETRY_SECONDS", 0.05)
    path = tmp_path / "later.sock"
    threading.Timer(0.3, answer, (path, KEY, Keeper(lambda: kept, lambda: (1, 9)).answers)).start()
    assert Mirror(Line(path, KEY)).newest.copy.version == kept.version
    monkeypatch.setattr(mirror, "START_SECONDS", 0.1)
    with pytest.raises(FactsAway, match="does not answer"):
        Mirror(Line(tmp_path / "nobody.sock", KEY))


def test_who_may_not_wait_is_answered_at_once_also_while_the_process_hangs(kept: Replica, tmp_path: Path) -> None:
    hangs = threading.Event()
    keeper = Keeper(lambda: kept, lambda: (1, 9))
    answers = {**keeper.answers, "marks": lambda wanted: hangs.wait(5) and keeper.marks(wanted)}
    answer(tmp_path / "hangs.sock", KEY, answers)
    screen = Replica(kept.settings, follower=Mirror(Line(tmp_path / "hangs.sock", KEY, 4.0)))
    began = time.monotonic()
    assert screen.seen(wanting(region="south"), may_wait=False).version == kept.version
    assert time.monotonic() - began < 1.0
    hangs.set()
    assert screen.seen(wanting(region="south")).version == kept.seen(wanting(region="south")).version


def test_an_answer_that_cannot_be_understood_does_not_end_the_following(
    kept: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "STALE_SECONDS", 0.1)
    keeper, broken = Keeper(lambda: kept, lambda: (1, 9)), [False]

    def told(version: str) -> object:
        if broken[0]:
            raise ZeroDivisionError
        return keeper.told(version)

    answer(tmp_path / "odd.sock", KEY, {**keeper.answers, "told": told})
    screen = Replica(kept.settings, follower=Mirror(Line(tmp_path / "odd.sock", KEY)))
    screen.start_watching()
    broken[0] = True
    until(lambda: screen.stale_since)
    broken[0] = False
    change(kept, "UPDATE agencies SET name_en = 'Another name'")
    until(lambda: screen.version == kept.version)
    screen.stop_watching()
