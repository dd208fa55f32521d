"""The page of imports: what is wrong is said, nothing is written before it is seen and a reason given, and all of it is
logged.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from config.settings import read_settings
from documents.screen import File
from screen.frame import services, uploads
from screen.frame.uploads import HERE, Place, Uploaded
from screen.sections.imports import acts, imports
from screen.sign_in import form
from store.errors import OwnDatabaseUnusable
from store.imports import upload
from store.imports.upload import Order
from store.own import access_log, sessions
from store.own.users import change_user
from store.source import engine
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import USERS, Installation, Visitor
from tests.store.cast import GOOD, content, good, write_csv, write_feed
from tests.store.own.faults import gone

BAD = {"cases": [good("cases"), good("cases", case_id="c2", status="ajar")]}
AHEAD = {"cases": [good("cases", opened_at="2099-01-01T00:00:00Z")]}
EVENTS = [
    {"case": "a", "time": "2024-03-01T08:00:00Z", "group": "police"},
    {"case": "a", "time": "2024-03-02T08:00:00Z", "group": "social"},
]


@pytest.fixture(autouse=True)
def imports_page(monkeypatch: pytest.MonkeyPatch, installation: Installation) -> None:
    """AppTest opens / alone, and there stands the page of imports."""
    assert installation
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))
    monkeypatch.setattr(uploads, "PAGE", "")


def _door() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "imports"], [])


def opened(**parameters: str) -> Visitor:
    return Visitor(**parameters).sign_in("administration")


def place_of(visitor: Visitor) -> Place:
    found: Place = visitor.app.session_state[HERE]
    return found


def with_files(visitor: Visitor, *files: Path) -> Visitor:
    """The files have come, as the route takes them."""
    place = place_of(visitor)
    for file in files:
        held = file.read_bytes()
        (place.delivery / file.name).write_bytes(held)
        place.files[file.name] = Uploaded(file.name, len(held), len(held), hashlib.sha256(held).hexdigest())
    return visitor.again()


def delivered(tmp_path: Path, **changes: Sequence[Mapping[str, Any]]) -> Visitor:
    return with_files(opened(), *sorted(write_feed(tmp_path / "feed", GOOD, **changes).iterdir()))


def press(visitor: Visitor, place: str) -> str:
    visitor.app.button(key=f"imports-{place}").click().run()
    return visitor.html


def write(visitor: Visitor, reason: str = "the weekly delivery") -> str:
    [field] = [one for one in visitor.app.text_input if str(one.key).endswith("-reason")]
    field.set_value(reason)
    return press(visitor, "write")


def tick(visitor: Visitor, end: str) -> Visitor:
    [box] = [one for one in visitor.app.checkbox if str(one.key).endswith(end)]
    box.check().run()
    return visitor


def cases(database: Engine) -> list[str]:
    return [row["case_id"] for row in content(database)["cases"]]


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    return engine(sqlite_url)


def test_a_delivery_is_seen_before_it_is_written_and_logged_with_it(
    tmp_path: Path, database: Engine, installation: Installation
) -> None:
    visitor = delivered(tmp_path, **AHEAD)
    assert "Files that have come" in visitor.html
    said = press(visitor, "check")
    assert "10 rows came. 10 are accepted. 0 are left out. 1 row lies in the future" in said
    assert cases(database) == []
    said = write(visitor)
    assert "10 rows are imported" in said
    assert "have to be checked first" not in said
    assert cases(database) == ["c1"]
    [entry] = installation.entries("data_imported")
    assert (entry["user_name"], entry["role"], entry["reason"]) == (
        "administration",
        "administration",
        "the weekly delivery",
    )
    of_cases = hashlib.sha256((tmp_path / "feed" / "cases.csv").read_bytes()).hexdigest()
    assert f"cases.csv sha256 {of_cases}" in entry["scope"]
    assert "agencies inserted 2; cases inserted 1; " in entry["scope"]
    assert place_of(visitor).files == {}
    assert list(place_of(visitor).delivery.iterdir()) == []


def test_a_fault_is_named_with_its_place_and_what_to_do(tmp_path: Path, database: Engine) -> None:
    visitor = delivered(tmp_path, **BAD)
    said = press(visitor, "check")
    for part in (
        "Nothing can be imported like this.",
        "1 fault",
        "cases.csv, line 3",
        "is not a code of status",
        "write one of",
    ):
        assert part in said
    assert not [one for one in visitor.app.button if one.key == "imports-write"]
    assert cases(database) == []


def test_bad_rows_are_left_out_where_that_is_chosen_and_can_be_taken_away(tmp_path: Path, database: Engine) -> None:
    visitor = tick(delivered(tmp_path, **BAD), "-aside")
    said = press(visitor, "check")
    assert "11 rows came. 10 are accepted. 1 is left out." in said
    assert "cases.csv, line 3" in said
    assert "10 rows are imported" in write(visitor)
    assert cases(database) == ["c1"]
    held = (place_of(visitor).aside / "cases.csv").read_text()
    assert "ajar" in held
    assert "left-out-cases.csv" in repr([one.proto for one in visitor.app.main.children.values()] + [visitor.app.main])


def test_what_is_chosen_anew_is_checked_anew(tmp_path: Path) -> None:
    visitor = delivered(tmp_path)
    press(visitor, "check")
    tick(visitor, "-complete")
    assert "have to be checked first" in visitor.html
    assert not [one for one in visitor.app.button if one.key == "imports-write"]


def test_without_a_reason_nothing_is_written_and_nothing_is_refused(
    tmp_path: Path, database: Engine, installation: Installation
) -> None:
    visitor = delivered(tmp_path)
    press(visitor, "check")
    assert "Say why" in write(visitor, "  ")
    assert (cases(database), installation.log("refused"), installation.log("data_imported")) == ([], [], [])


def test_what_changed_meanwhile_is_checked_again(tmp_path: Path, database: Engine, installation: Installation) -> None:
    visitor = delivered(tmp_path)
    press(visitor, "check")
    with database.begin() as connection:
        connection.execute(text("INSERT INTO ministries (code, name_en, name_fi, name_sv) VALUES ('m', 'a', 'a', 'a')"))
    assert "has changed since the files were checked" in write(visitor)
    assert cases(database) == []
    assert installation.log("refused") == [("administration", "imports/write")]
    assert installation.log("data_imported") == []


def test_what_cannot_be_logged_is_not_written(tmp_path: Path, database: Engine) -> None:
    visitor = delivered(tmp_path)
    press(visitor, "check")
    place, found = place_of(visitor), visitor.app.session_state[acts.CHECKED]
    with gone(tmp_path / "own.sqlite"), pytest.raises(OwnDatabaseUnusable):
        upload.done(database, found.order, found.summary, _log_anything)
    assert cases(database) == []
    assert place.files


def _log_anything() -> None:
    access_log.write(services.own(), "administration", "data_imported", datetime.now(UTC))


def demoted(installation: Installation) -> None:
    change_user(installation.own, "coordination", role="administration")
    change_user(installation.own, "administration", role="coordination")


def signed_out(installation: Installation) -> None:
    sessions.end_all(installation.own, "administration", datetime.now(UTC))


@pytest.mark.parametrize("place", ["check", "write"])
@pytest.mark.parametrize("meanwhile", [demoted, signed_out])
def test_who_is_no_longer_of_the_administration_imports_nothing(
    tmp_path: Path,
    database: Engine,
    installation: Installation,
    meanwhile: Callable[[Installation], None],
    place: str,
) -> None:
    visitor = delivered(tmp_path)
    if place == "write":
        press(visitor, "check")
    meanwhile(installation)
    said = write(visitor) if place == "write" else press(visitor, "check")
    assert cases(database) == []
    assert visitor.sees_form or "imported" not in said
    assert installation.log("data_imported") == []


@pytest.mark.parametrize("role", ["coordination", "agency", "ministry", "guest"])
def test_another_role_imports_nothing_even_where_its_page_were_shown(
    installation: Installation, database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    user = next(one for one in USERS if one.user_name == role)
    monkeypatch.setattr(form, "viewer", lambda _now: user)
    place = Place("m" * 32, "tab", signed_in(installation.own, role, datetime.now(UTC)), user)
    order = Order(write_feed(tmp_path / "feed"))
    found = upload.tried(database, order)
    checked = acts.Checked(order, (), found, "", (), 0)
    for words in (acts.check(place, order, ()), acts.write(place, checked, found, "why")):
        assert words.startswith("Only the administration can do that")
    assert cases(database) == []
    assert installation.log("refused") == [(role, "imports")] * 2


@pytest.mark.parametrize("user", ["coordination", "agency", "ministry", "guest"])
def test_other_roles_have_no_place_for_files(user: str) -> None:
    visitor = Visitor().sign_in(user)
    assert "do not have access" in visitor.html or "Until then" in visitor.html
    assert HERE not in visitor.app.session_state


def test_an_event_log_is_brought_in_by_its_columns(tmp_path: Path, database: Engine) -> None:
    visitor = with_files(opened(kind="events"), write_csv(tmp_path / "log.csv", EVENTS))
    assert "Choose the columns" in visitor.html
    for field in ("case", "time", "group"):
        [box] = [one for one in visitor.app.selectbox if str(one.key).endswith(f"-{field}")]
        box.set_value(field).run()
    assert "2 rows came. 2 are accepted." in press(visitor, "check")
    assert "2 rows are imported" in write(visitor)
    assert cases(database) == ["a"]


def test_an_event_log_in_xes_names_its_columns_itself(tmp_path: Path, database: Engine) -> None:
    file = tmp_path / "log.xes"
    events = "".join(
        f'<event><date key="time:timestamp" value="{one["time"]}"/>'
        f'<string key="org:group" value="{one["group"]}"/></event>'
        for one in EVENTS
    )
    file.write_text(f'<log><trace><string key="concept:name" value="a"/>{events}</trace></log>', encoding="utf-8")
    visitor = with_files(opened(kind="events"), file)
    assert "2 rows came." in press(visitor, "check")
    assert "2 rows are imported" in write(visitor)
    assert cases(database) == ["a"]


def test_a_broken_file_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(b"case_id\nc1\n\xff\n")
    visitor = with_files(opened(), file)
    said = press(visitor, "check")
    assert "cases.csv, line 3" in said
    assert "is no UTF-8" in said
    assert "Remove the files" not in press(visitor, "remove")


def test_where_the_dashboard_may_only_read_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "missing_rights", lambda _target: ("INSERT ON cases",))
    visitor = opened()
    for part in ("on the command line of the server", "INSERT ON cases", "python manage.py import-feed"):
        assert part in visitor.html
    assert HERE not in visitor.app.session_state


def test_where_uploads_are_turned_off_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUMATON_UPLOAD_MB", "0")
    assert read_settings().upload_bytes == 0
    visitor = opened()
    assert "SAUMATON_UPLOAD_MB is 0" in visitor.html
    assert HERE not in visitor.app.session_state


def test_a_database_of_others_is_only_read(database: Engine) -> None:
    visitor = opened()
    with database.begin() as connection:
        connection.execute(text("DROP TABLE saumaton_version"))
    assert "it did not make it" in visitor.again().html


def test_every_column_of_every_file_is_told_and_every_file_has_an_example() -> None:
    visitor = opened()
    assert "May be empty" not in visitor.html, "folded away"
    visitor.app.session_state["folded-import-tables"] = True
    html = visitor.again().html
    assert all(f'<td class="" data-label="Example">{table}-1</td>' in html for table in ("regions", "handovers"))
    assert html.count("case_id of cases.csv") == 4
    labels = {button.proto.label for button in visitor.app.get("download_button")}
    assert labels == {f"{table}.csv" for table in GOOD}


def test_an_example_is_logged_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[File] = []
    monkeypatch.setattr("screen.frame.files.button", lambda file, _log: taken.append(file))
    visitor = opened()
    visitor.app.session_state["folded-import-tables"] = True
    visitor.again()
    assert {one.logged for one in taken} == {f"imports/example/{table}.csv" for table in GOOD}


@pytest.mark.parametrize("step", ["check", "write"])
def test_while_it_works_or_waits_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    said: list[str] = []
    visitor = delivered(tmp_path)
    if step == "write":
        press(visitor, "check")

    @contextmanager
    def spinner(words: str) -> Iterator[None]:
        said.append(words)
        yield

    monkeypatch.setattr("streamlit.spinner", spinner)
    press(visitor, "check") if step == "check" else write(visitor)
    assert len(said) == 1
    assert said[0].endswith("If another import is running, this waits for it, for up to half a minute.")
