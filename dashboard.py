"""The door: every visit comes in here, is asked who it is, and is shown the page that its address names."""

from config.toml_file import SettingRefused
from pages import (
    case,
    cooperation,
    data_quality,
    deadlines,
    explain,
    handovers,
    meeting,
    open_cases,
    overview,
    regions,
    yearly,
)
from screen.frame import log, shell
from screen.frame.visit import Place
from screen.language.words import _
from store.errors import StoreError


def main() -> None:
    """One run of the app for one session."""
    log.keep()
    shell.dress()
    try:
        user = shell.viewer()
        shell.enter(
            user,
            [
                Place(overview.page, _("Overview"), "overview", reads="figures"),
                Place(open_cases.page, _("Open cases"), "open_cases"),
                Place(handovers.page, _("Handovers"), "handovers"),
                Place(cooperation.page, _("Cooperation"), "cooperation"),
                Place(regions.page, _("Regions"), "regions"),
                Place(deadlines.page, _("Deadlines"), "deadlines"),
                Place(meeting.page, _("Meeting"), "meeting", kept=False, fixed=meeting.fixed),
            ],
            more=[
                Place(case.page, _("Case"), "case", reads="rows"),
                Place(yearly.page, _("Yearly report"), "yearly", reads="figures"),
                Place(data_quality.page, _("Data quality"), "data_quality", reads="figures"),
                Place(explain.page, _("Explain"), "explain", reads="figures"),
            ],
        )
    except (SettingRefused, StoreError) as error:
        shell.not_ready(error)


if __name__ == "__main__":
    main()
