"""What tests of the administration share."""

import pytest

from tests.made_cases import fill
from tests.rows import an_agency
from tests.screen.visits import Visitor


@pytest.fixture
def users_page(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    """AppTest opens / alone, and there stands the page of users; the data has two agencies."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))
    fill(sqlite_url, {"agencies": [an_agency("police"), an_agency("border")]})


def _door() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "users"], [])
