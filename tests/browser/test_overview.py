"""Case rows reach only those who may see them, on the Overview and behind every address."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from store.source import engine
from tests.browser.conftest import AGENCY, Site
from tests.browser.seen import address

pytestmark = pytest.mark.browser
SignedIn = Callable[..., Page]


def own_cases(site: Site) -> set[str]:
    """Cases that the agency is involved in, or that wait for it, straight from the database."""
    question = text(
        "SELECT case_id FROM involvements WHERE agency_code = :agency UNION SELECT case_id FROM handovers "
        "JOIN cases USING (case_id) WHERE to_agency = :agency AND responded_at IS NULL AND closed_at IS NULL"
    )
    with engine(site.database_url).connect() as connection:
        return set(connection.execute(question, {"agency": AGENCY}).scalars())


@pytest.mark.parametrize(
    "asked",
    [
        "/",
        "/?agency=POL",
        "/?agency=NAS",
        "/?region=06",
        "/?period=all",
        "/handovers?past_target=1",
        "/open_cases",
        "/deadlines",
        "/cooperation?rule=victim_support",
        "/overview?ministry=MSAH",
        address("agency=NAS"),
    ],
)
def test_an_agencys_user_reads_rows_of_its_own_cases_alone(asked: str, signed_in: SignedIn, site: Site) -> None:
    page, own = signed_in("agency", asked), own_cases(site)
    assert not (set(re.findall(r"K-\d+", page.content())) - own)


def test_the_agencys_user_does_see_its_own_rows(signed_in: SignedIn) -> None:
    expect(signed_in("agency").get_by_role("table", name="Handovers that wait for your answer")).to_be_visible()


@pytest.mark.parametrize("asked", ["/", "/?region=01", "/?agency=SYL&period=all"])
def test_a_ministry_sees_figures_and_no_case(asked: str, signed_in: SignedIn) -> None:
    page = signed_in("ministry", asked)
    expect(page.locator(".s-tile").first).to_be_visible()
    assert not re.search(r"K-\d+", page.content())


def test_no_data_is_said_in_words(signed_in: SignedIn) -> None:
    page = signed_in("coordination", "/?from=1990-01-01&to=1990-02-01&region=01")
    expect(page.locator(".s-tile").filter(has_text="No data").first).to_be_visible()
    assert "NaN" not in page.content()
