"""What no browser of ours would say is refused with one line in the log, and leaves everybody else alone."""

import json
from collections.abc import Callable, Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from tests.attacks.conftest import Attacked, says_why
from tests.attacks.line import Answer, Tab, pressed, state, text

HUGE = "x" * 800_000
WRONG = (
    ("bool_value", True),
    ("int_value", 2**40),
    ("double_value", float("nan")),
    ("string_value", "made up"),
    ("string_array_value", ["made up"]),
    ("int_array_value", [-1]),
    ("json_value", "{"),
    ("json_value", "[1]"),
    ("json_trigger_value", "{"),
    ("json_trigger_value", '{"act": 1}'),
    ("bytes_value", b"\0"),
)
PAGES = ("", "cooperation", "handovers", "lists", "meeting", "explain")


@pytest.fixture(autouse=True)
def whole(attacked: Attacked) -> Iterator[None]:
    """After each attack the log holds no traceback, and who is signed in sees their figures as before."""
    with attacked.tab("coordination") as tab, attacked.log() as lines:
        assert tab.ask().shows_figures
        yield
        assert tab.ask().shows_figures
        assert not [line for line in lines() if "Traceback" in line or 'File "' in line], lines()


def clears() -> BackMsg:
    return BackMsg(clear_cache=True)


def asks_for_uploads() -> BackMsg:
    asked = BackMsg()
    asked.file_urls_request.request_id = "1"
    asked.file_urls_request.file_names.append("a.csv")
    return asked


def installs() -> BackMsg:
    asked = BackMsg()
    asked.backend_operation_request.request_id = "1"
    asked.backend_operation_request.install_skills.SetInParent()
    return asked


KINDS: dict[str, Callable[[], BackMsg]] = {
    "clear the memory": clears,
    "uploads": asks_for_uploads,
    "install": installs,
    "git": lambda: BackMsg(load_git_info=True),
    "run on save": lambda: BackMsg(set_run_on_save=True),
    "disconnect": lambda: BackMsg(debug_disconnect_websocket=True),
    "shut down": lambda: BackMsg(debug_shutdown_runtime=True),
}


@pytest.mark.parametrize("user", ["", "ministry"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_for_developers_is_refused(attacked: Attacked, kind: Callable[[], BackMsg], user: str) -> None:
    with attacked.log() as lines, attacked.tab(user) as tab:
        tab.ask()
        tab.say(kind())
        with pytest.raises(ConnectionClosed) as ended:
            tab.heard(2)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1008
        assert len(lines()) == 1


@pytest.mark.parametrize("nonsense", [b"\xff" * 100, "text", b"\0" * 10], ids=["bytes", "text", "zeros"])
def test_nonsense_is_refused(attacked: Attacked, nonsense: bytes | str) -> None:
    with attacked.log() as lines, attacked.tab() as tab:
        tab.socket.send(nonsense)
        with pytest.raises(ConnectionClosed):
            tab.heard(2)
        assert len(lines()) == 1


def forge(tab: Tab, page: str, before: Answer) -> Iterator[tuple[str, str, object]]:
    """Send each widget of a page each wrong kind of value, one by one; which it was."""
    for widget in sorted(set(before.widgets())):
        for kind, value in WRONG:
            tab.ask(page, "", state(widget, kind, value))
            yield widget, kind, value


@pytest.mark.parametrize("page", PAGES)
def test_no_widget_takes_what_is_of_another_kind(attacked: Attacked, page: str) -> None:
    with attacked.log() as lines, attacked.tab("agency") as tab:
        before = tab.ask(page)
        written = 0
        for what in forge(tab, page, before):
            now = len(lines())
            assert now - written <= 1, (what, lines()[written:])
            written = now


def test_the_form_of_strangers_takes_no_forged_value(attacked: Attacked) -> None:
    with attacked.log() as lines, attacked.tab() as tab:
        before = tab.ask()
        for what in forge(tab, "", before):
            assert "Traceback" not in "\n".join(lines()), what


@pytest.mark.parametrize("widget", ["", "no", "meeting-open", "user-name", "session"])
def test_a_name_that_no_widget_can_have_closes_the_line(attacked: Attacked, widget: str) -> None:
    with attacked.log() as lines, attacked.tab("ministry") as tab, pytest.raises(ConnectionClosed):
        tab.ask("", "", pressed(widget))
    assert len(lines()) == 1


def test_unknown_and_huge_widgets_do_nothing(attacked: Attacked) -> None:
    with attacked.tab("ministry") as tab:
        for widget in ("$$ID-0-meeting-open", "$$ID-" + "f" * 32 + "-" + HUGE):
            assert tab.ask("", "", pressed(widget), text("$$ID-a", value=HUGE[: 900_000 - len(widget)])).shows_figures
        many = [text(f"$$ID-{number:032x}-None", value="x") for number in range(10_000)]
        assert tab.ask("", "", *many).shows_figures


def entries(attacked: Attacked, event: str) -> int:
    with attacked.own.connect() as connection:
        return len(connection.exec_driver_sql(f"SELECT 1 FROM access_log WHERE event = '{event}'").all())


def test_a_meeting_is_held_by_nobody_but_the_coordination(attacked: Attacked) -> None:
    acts_of_meeting = ("meeting_opened", "meeting_closed", "meeting_fixed", "meeting_room", "action_added")
    with attacked.tab("coordination") as tab:
        running = tab.ask("meeting")
        before = [entries(attacked, event) for event in acts_of_meeting]
        if opening := running.widgets("-meeting-open"):
            press_in_every_other_role(attacked, opening)
            assert [entries(attacked, event) for event in acts_of_meeting] == before
            running = tab.ask("meeting", "", pressed(opening[0]))
            before[0] += 1
        press_in_every_other_role(attacked, [one for one in running.widgets() if "-meeting-" in one])
        refused = entries(attacked, "refused")
        say_on_the_wall(attacked, "agency")
        assert entries(attacked, "refused") == refused + 2, "those alone came so far that are as the deck asks"
        assert [entries(attacked, event) for event in acts_of_meeting] == before


def press_in_every_other_role(attacked: Attacked, buttons: list[str]) -> None:
    for user in ("", "agency", "ministry", "rapporteur", "administration", "guest"):
        with attacked.tab(user) as other:
            other.ask("meeting")
            for button in buttons:
                other.ask("meeting", "", pressed(button))


def say_on_the_wall(attacked: Attacked, user: str) -> None:
    """Ask for actions as the deck does, rightly and wrongly, in a role that only looks on."""
    with attacked.tab(user) as tab:
        slides = tab.ask("meeting", "", pressed(tab.ask("meeting").widget("-meeting-start")))
        [deck] = [one.id for one in slides.of("bidi_component") if one.id.endswith("meeting-deck")]
        typed = {"what": "x", "who": "x", "by": "2099-01-01", "about": "nothing"}
        acts: tuple[object, ...] = (
            {"kind": "add", "asked": 1, "typed": typed},
            {"kind": "add", "asked": 1, "typed": {**typed, "about": "handover:H-000001"}},
            {"kind": "add"},
            {"kind": ["x"], "asked": {}, "typed": 1},
            "x",
            [],
            1,
        )
        for act in acts:
            tab.ask("meeting", "", *of_component(slides, deck, "act", act))


def of_component(answer: Answer, component: str, name: str, value: object) -> tuple[WidgetState, ...]:
    """What the script of a component tells, as a browser sends it."""
    told = json.dumps([{"event": name, "value": value}])
    events = state(f"$$STREAMLIT_INTERNAL_KEY_{component}__events", "json_trigger_value", told)
    return events, state(component, "json_value", "{}")


def test_a_reason_is_one_of_the_list(attacked: Attacked) -> None:
    before = entries(attacked, "reason_given")
    with attacked.tab("coordination") as tab:
        answer = says_why(tab, "case", "because")
        assert "Choose a reason." in answer.html
        assert entries(attacked, "reason_given") == before
