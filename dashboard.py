"""The door: every visit comes in here, is asked who it is, and is shown the page that its address names."""

import logging

import streamlit as st

from config.settings import SettingRefused
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
from screen.frame import parts, shell
from screen.language.words import _
from store.errors import StoreError


def main() -> None:
    """One run of the app for one session."""
    shell.dress()
    try:
        user = shell.viewer()
        shell.enter(
            user,
            [
                shell.Place(overview.page, _("Overview"), "overview", reads="figures"),
                shell.Place(open_cases.page, _("Open cases"), "open_cases"),
                shell.Place(handovers.page, _("Handovers"), "handovers"),
                shell.Place(cooperation.page, _("Cooperation"), "cooperation"),
                shell.Place(regions.page, _("Regions"), "regions"),
                shell.Place(deadlines.page, _("Deadlines"), "deadlines"),
                shell.Place(meeting.page, _("Meeting"), "meeting"),
            ],
            more=[
                shell.Place(case.page, _("Case"), "case", reads="rows"),
                shell.Place(yearly.page, _("Yearly report"), "yearly", reads="figures"),
                shell.Place(data_quality.page, _("Data quality"), "data_quality", reads="figures"),
                shell.Place(explain.page, _("Explain"), "explain", reads="figures"),
            ],
        )
    except (SettingRefused, StoreError):
        logging.getLogger(__name__).exception("the dashboard cannot show anything")
        st.html(parts.notice(_("Saumaton is not ready. Its administrator finds the reason in the server’s log.")))


if __name__ == "__main__":
    main()
