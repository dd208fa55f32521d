"""What is counted for those who run the dashboard, and whom it is told."""

import logging
import math
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from prometheus_client import REGISTRY

from screen.frame import services
from screen.frame.metrics import CountedErrors
from store.facts.replica import Replica
from tests.screen.visits import Visitor


def counted(name: str) -> float:
    found = REGISTRY.get_sample_value(name)
    assert found is not None
    return found


def test_errors_are_counted_and_warnings_are_not() -> None:
    logger, handler = logging.getLogger("counted"), CountedErrors()
    logger.addHandler(handler)
    before = counted("saumaton_errors_total")
    logger.warning("nothing")
    logger.error("one")
    logger.critical("two")
    logger.removeHandler(handler)
    assert counted("saumaton_errors_total") == before + 2


@pytest.mark.usefixtures("installation")
def test_what_a_page_asks_is_counted() -> None:
    before = counted("saumaton_questions_total")
    Visitor(period="all").sign_in("coordination")
    assert counted("saumaton_questions_total") > before


@pytest.mark.usefixtures("installation")
def test_the_copy_has_an_age_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "is_ready", lambda: False)
    assert math.isnan(counted("saumaton_copy_age_seconds"))
    monkeypatch.setattr(services, "is_ready", lambda: True)
    assert counted("saumaton_copy_age_seconds") == 0
    since = datetime.now(UTC) - timedelta(minutes=2)
    with mock.patch.object(Replica, "stale_since", since):
        assert counted("saumaton_copy_age_seconds") == pytest.approx(120, abs=10)
