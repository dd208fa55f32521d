"""The door: every visit comes in here, is asked who it is, and is shown the page that its address names."""

from config.toml_file import SettingRefused
from pages import (
    access_log,
    administration,
    case,
    cooperation,
    data_quality,
    deadlines,
    explain,
    handovers,
    imports,
    lists,
    meeting,
    open_cases,
    overview,
    regions,
    sessions,
    settings,
    users,
    yearly,
)
from screen.address.address import CODES, PERIOD
from screen.frame import log, shell
from screen.frame.visit import Place
from screen.language.words import _
from store.errors import StoreError


def places() -> list[Place]:
    """The pages of the menu."""
    return [
        Place(overview.page, _("Overview"), "overview", reads="figures", by_filters=True),
        Place(open_cases.page, _("Open cases"), "open_cases", by_filters=True),
        Place(handovers.page, _("Handovers"), "handovers", by_filters=True),
        Place(cooperation.page, _("Cooperation"), "cooperation", by_filters=True),
        Place(regions.page, _("Regions"), "regions", ignores=("region", "county")),
        Place(deadlines.page, _("Deadlines"), "deadlines", by_filters=True),
        Place(meeting.page, _("Meeting"), "meeting", kept=False, fixed=meeting.fixed, has_its_own=meeting.runs),
    ]


def more() -> list[Place]:
    """The pages of the menu's second part."""
    return [
        Place(case.page, _("Case"), "case", reads="rows", ignores=(*CODES, *PERIOD)),
        Place(lists.page, _("Lists"), "lists", reads="rows", kept=False, asked_for=lists.asked_for),
        Place(yearly.page, _("Yearly report"), "yearly", reads="figures", by_filters=True, ignores=PERIOD),
        Place(data_quality.page, _("Data quality"), "data_quality", reads="figures"),
        Place(explain.page, _("Explain"), "explain", reads="figures"),
        Place(administration.page, _("Administration"), "administration", reads="administration", kept=False),
        Place(settings.page, _("Settings"), "settings", reads="administration", kept=False),
        Place(users.page, _("Users"), "users", reads="administration", kept=False),
        Place(sessions.page, _("Sessions"), "sessions", reads="administration", kept=False),
        Place(imports.page, _("Imports"), "imports", reads="administration", kept=False),
        Place(access_log.page, _("Access log"), "access_log", reads="administration", kept=False),
    ]


def main() -> None:
    """One run of the app for one session."""
    log.keep()
    shell.dress()
    try:
        shell.enter(shell.viewer(), places(), more())
    except (SettingRefused, StoreError) as error:
        shell.not_ready(error)


if __name__ == "__main__":
    main()
