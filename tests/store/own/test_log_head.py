"""The head of the access log in a file: written with each entry, and never over one that the log does not know."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.own import log_head
from store.own.chain import Head
from store.source import engine
from tests.store.own.logs import ENTRIES, fill, head, kinds


@pytest.fixture
def head_file(own: Engine, tmp_path: Path) -> Path:
    log_head.keep_in(own, tmp_path / "head")
    return tmp_path / "head"


def test_every_new_head_is_written_to_its_file(own: Engine, head_file: Path) -> None:
    for _again in range(2):
        fill(own)
        assert log_head.read(head_file) == [head(own)]
    assert len(head_file.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "put_back", [lambda file, copy: shutil.copy(copy, file), lambda file, copy: copy.replace(file)]
)
def test_a_head_that_the_log_does_not_know_is_never_written_over(
    file: Path, tmp_path: Path, put_back: Callable[[Path, Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    own, older = engine(f"sqlite:///{file}"), tmp_path / "older"
    log_head.keep_in(own, tmp_path / "head")
    fill(own)
    shutil.copy(file, older)
    fill(own)
    written = (tmp_path / "head").read_text()
    own.dispose()
    put_back(file, older)
    fill(own, "olli")
    assert head(own).entry == 2 * ENTRIES, "as many as before"
    fill(own, "olli")
    assert (tmp_path / "head").read_text() == written
    assert "a head that this log never had" in caplog.text
    assert kinds(own, *log_head.read(tmp_path / "head")) == {"another"}


def test_a_head_that_cannot_be_written_holds_up_nobody(
    own: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log_head.keep_in(own, tmp_path / "no such folder" / "head")
    fill(own)
    assert head(own).entry == ENTRIES
    assert "the head of the access log is not written" in caplog.text


@pytest.mark.parametrize("content", [b"no head", b"1 abc", b"\xff", b"x" * 12 + b" " + b"0" * 64])
def test_a_file_that_holds_no_heads_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "head").write_bytes(content)
    with pytest.raises(log_head.HeadUnreadable):
        log_head.read(tmp_path / "head")


def test_heads_that_were_collected_are_read_each(tmp_path: Path) -> None:
    heads = [Head(1, "a" * 64), Head(20, "b" * 64)]
    (tmp_path / "heads").write_text("".join(map(log_head.line, heads)))
    assert log_head.read(tmp_path / "heads") == heads
