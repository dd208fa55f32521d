"""Pictures of the pages for README: empty, with demo data, one region, dark; as a desktop, a projector and a phone show
them.

python -m tests.browser.screenshots FOLDER
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from store.demo.cases import NATIONAL
from store.demo.making import make_demo
from store.schema import migrate
from store.source import engine
from tests.browser.conftest import CHROMIUM, has_cookie, running, say_why, settled, sign_in

SIZES, PHONE = ((1280, 800), (1920, 1080)), (390, 844)
PAGES = ("open_cases", "handovers", "cooperation", "regions", "deadlines", "yearly", "data_quality")
VIEWS = {"overview": "/", "overview-region": "/?region=06", **{page: f"/{page}" for page in PAGES}}


def main(folder: Path) -> None:
    """Take every picture anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, views in (("empty", {"overview-empty": "/"}), ("demo", VIEWS)):
            home = Path(place) / name
            home.mkdir()
            database = f"sqlite:///{home / 'cases.sqlite'}"
            migrate(engine(database))
            if name == "demo":
                make_demo(engine(database), seed=1, now=datetime.now(UTC), scale=NATIONAL)
            with running(database, home) as site:
                for size in SIZES:
                    take(browser, site.url, views, folder, size)
                if name == "demo":
                    take(
                        browser,
                        site.url,
                        {"overview-dark": "/", "regions-dark": "/regions"},
                        folder,
                        SIZES[0],
                        dark=True,
                    )
                    take(browser, site.url, {"overview": "/", "handovers": "/handovers"}, folder, PHONE)
        browser.close()


def take(
    browser: Browser, url: str, views: dict[str, str], folder: Path, size: tuple[int, int], dark: bool = False
) -> None:
    context = browser.new_context(
        bypass_csp=True,
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Sign in").wait_for()
    settled(page)
    if not dark:
        page.screenshot(path=folder / f"sign-in-{size[0]}.png")
    sign_in(page, "coordination")
    page.locator(".s-headline").filter(has_not_text="Sign in").wait_for()
    has_cookie(page)
    page.goto(f"{url}/lists")
    say_why(page)
    for name, address in views.items():
        page.goto(url + address)
        page.locator(".s-headline").wait_for()
        page.mouse.move(size[0] - 2, size[1] - 2)  # charts show their tools under the pointer
        settled(page)
        page.screenshot(path=folder / f"{name}-{size[0]}.png")
    if size == SIZES[1] and len(views) > 1:
        take_meeting(page, url, folder)
    context.close()


def take_meeting(page: Page, url: str, folder: Path) -> None:
    """The first slide of a meeting, as the projector shows it."""
    page.goto(f"{url}/meeting")
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("button", name="Start slides").click()
    page.locator(".slide h1").wait_for()
    settled(page)
    page.screenshot(path=folder / f"meeting-{SIZES[1][0]}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
