"""What tests of the page of settings share."""

import pytest

from tests.screen.visits import Visitor


@pytest.fixture
def settings_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest opens / alone, and there stands the page of settings."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))


def _door() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "settings"], [])
