"""A few pages beside pictures of them that somebody looked at: what changes how they look is seen here first.

Where a change is meant, the message says which new picture to look at and to put in the old one's place.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.browser import seen
from tests.browser.conftest import Site, settled

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]

STORED = Path(__file__).parent / "pictures"
# letters are drawn a little differently by each version of a browser: what counts is a pixel far off, and many of them
FAR_OFF, ALLOWED = 64, 0.01


@pytest.mark.parametrize(
    ("name", "address", "scheme"),
    [
        ("overview", seen.address(), "light"),
        ("handovers-fi", seen.address("lang=fi", page="handovers"), "light"),
        ("cooperation-dark", seen.address(page="cooperation"), "dark"),
    ],
)
def test_a_page_looks_as_it_did(name: str, address: str, scheme: str, signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("coordination", address)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.reload()
    page.locator(".stVegaLiteChart svg").first.wait_for()
    looks_as_stored(page, name, tmp_path)


def test_the_sign_in_looks_as_it_did(site: Site, visitor: object, tmp_path: Path) -> None:
    page: Page = visitor.new_page()  # type: ignore[attr-defined]
    page.goto(site.url)
    page.get_by_role("button", name="Sign in").wait_for()
    looks_as_stored(page, "sign-in", tmp_path)


def looks_as_stored(page: Page, name: str, place: Path) -> None:
    settled(page)
    new = place / f"{name}.png"
    page.screenshot(path=new, animations="disabled", caret="hide")
    stored = STORED / f"{name}.png"
    assert stored.exists(), f"no picture is stored: look at {new} and put it at {stored}"
    share = far_off(Image.open(stored), Image.open(new))
    assert share <= ALLOWED, f"{share:.1%} of the picture differs from {stored}: look at {new}"


def far_off(old: Image.Image, new: Image.Image) -> float:
    """The share of pixels that differ clearly; all of them where the sizes do."""
    if old.size != new.size:
        return 1
    difference = ImageChops.difference(old.convert("L"), new.convert("L"))
    return sum(difference.histogram()[FAR_OFF:]) / (old.width * old.height)
