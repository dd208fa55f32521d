"""Meeting: the weekly meeting, slide by slide, what it agrees, and the figures that it keeps."""

from screen.frame import shell
from screen.sections.meeting import meeting
from screen.view.view import View


def page(view: View) -> None:
    """Draw the meeting for those who may see figures of places and agencies; no case rows stand on its slides."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    meeting.draw(view)


if __name__ == "__main__":
    shell.through_the_door("meeting")
