"""Files are taken from the administration alone, while it looks at the page of imports, within limits; whatever else is
sent is refused unread.
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from screen.frame.uploads import PATH, TYPE
from tests.attacks.conftest import Attacked
from tests.attacks.line import Answer, Tab, a_tab, fetched, sent

MOST = 20_000_000
OTHERS = ("", "coordination", "agency", "ministry", "rapporteur", "guest")


def mark_in(answer: Answer) -> str:
    """What names the place for files of the page that was drawn; empty where there is none."""
    found = re.search(rb"/uploads/([0-9a-f]{32})/", answer.raw)
    return found[1].decode() if found else ""


@contextmanager
def asked(attacked: Attacked, cookie: str) -> Iterator[tuple[Tab, str]]:
    """A tab that looks at the page of imports, and the mark of its place."""
    with a_tab(attacked.url, cookie) as tab:
        mark = mark_in(tab.ask("imports"))
        assert mark
        yield tab, mark


def put(
    attacked: Attacked, mark: str, cookie: str, name: str = "cases.csv", body: bytes = b"case_id\r\n", kind: str = TYPE
) -> int:
    """The status of an upload; 413 also where the server hangs up on what is too large."""
    try:
        return sent(f"{attacked.url}{PATH}{mark}/{name}", body, cookie, "PUT", **{"Content-Type": kind})[0]
    except OSError:
        return 413


def test_the_administration_sends_a_file_while_it_looks_at_the_page(attacked: Attacked) -> None:
    cookie = attacked.cookie("administration")
    with asked(attacked, cookie) as (tab, mark):
        assert put(attacked, mark, cookie) == 204
        assert b"cases.csv" in tab.ask("imports").raw
        tab.ask("access_log")
        assert put(attacked, mark, cookie) == 404, "another page is shown"
        again = mark_in(tab.ask("imports"))
        assert again not in ("", mark)
        assert b"cases.csv" not in tab.ask("imports").raw, "what came has gone with its page"
        assert put(attacked, again, cookie) == 204
    for _try in range(50):  # the server has to hear that the tab is closed
        if put(attacked, again, cookie) == 404:
            break
    assert put(attacked, again, cookie) == 404


@pytest.mark.parametrize("user", OTHERS)
def test_nobody_else_finds_a_place_or_sends_to_one(attacked: Attacked, user: str) -> None:
    other = attacked.cookie(user) if user else ""
    with attacked.tab(user) as tab:
        assert mark_in(tab.ask("imports", "kind=events")) == ""
    with asked(attacked, attacked.cookie("administration")) as (tab, mark):
        assert put(attacked, mark, other) == 404
        assert b"Files that have come" not in tab.ask("imports").raw


def test_another_session_of_the_same_user_sends_nothing_there(attacked: Attacked) -> None:
    with asked(attacked, attacked.cookie("administration")) as (_tab, mark):
        assert put(attacked, mark, attacked.cookie("administration")) == 404
        assert put(attacked, "0" * 32, attacked.cookie("administration")) == 404


def test_the_place_ends_with_the_session(attacked: Attacked) -> None:
    user = attacked.user("administration")
    cookie = attacked.cookie(user)
    with asked(attacked, cookie) as (tab, mark):
        tab.ask("sign-out")
        assert put(attacked, mark, cookie) == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"])
def test_a_place_is_for_files_and_nothing_else(attacked: Attacked, method: str) -> None:
    cookie = attacked.cookie("administration")
    with asked(attacked, cookie) as (_tab, mark):
        address = f"{attacked.url}{PATH}{mark}/cases.csv"
        assert fetched(address, cookie, method, **{"Content-Type": TYPE})[0] == 405


@pytest.mark.parametrize(
    ("name", "body", "kind", "status"),
    [
        ("cases.csv", bytes(MOST + 1), TYPE, 413),
        ("cases.csv.gz", gzip.compress(bytes(10 * MOST), 9, mtime=0), TYPE, 413),
        ("cases.csv.gz", b"\x1f\x8bno gzip", TYPE, 422),
        ("cases.csv", b"a", "text/csv", 415),
        ("cases.csv", b"a", "multipart/form-data; boundary=a", 415),
        ("cases.csv", b"a", "application/x-www-form-urlencoded", 415),
        ("..%2f..%2fown.sqlite", b"a", TYPE, 400),
        ("%2e%2e", b"a", TYPE, 400),
        (".hidden", b"a", TYPE, 400),
        ("cases.parquet", b"PAR1", TYPE, 400),
        ("a%0d%0aSet-Cookie:%20a=b.csv", b"a", TYPE, 400),
        ("%3Cscript%3E.csv", b"a", TYPE, 400),
    ],
)
def test_what_does_not_belong_there_is_refused(
    attacked: Attacked, name: str, body: bytes, kind: str, status: int
) -> None:
    cookie = attacked.cookie("administration")
    with attacked.log() as lines, asked(attacked, cookie) as (tab, mark):
        assert put(attacked, mark, cookie, name, body, kind) == status
        assert b"Files that have come" not in tab.ask("imports").raw
        assert not [line for line in lines() if "Traceback" in line]


def test_the_administration_finds_no_way_of_streamlits_own(attacked: Attacked) -> None:
    cookie = attacked.cookie("administration")
    with asked(attacked, cookie) as (tab, _mark):
        for path in (f"/_stcore/upload_file/{tab.name}/a", "/_stcore/upload_file"):
            for method in ("PUT", "POST", "DELETE"):
                assert fetched(attacked.url + path, cookie, method)[0] == 404


def test_what_is_refused_to_somebody_who_is_signed_in_is_logged(attacked: Attacked) -> None:
    with asked(attacked, attacked.cookie("administration")) as (_tab, mark):
        user = attacked.user("coordination")
        assert put(attacked, mark, attacked.cookie(user)) == 404
    with attacked.tab("administration") as tab:
        assert "Imports: Files sent" in tab.ask("access_log", f"user={user}").html
