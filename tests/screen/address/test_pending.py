"""What was chosen outlives the older address that the browser still sends, until the browser is known to have it."""

from streamlit.testing.v1 import AppTest

from tests.screen.address.controls import address, buttons, of, opened, ran


def test_what_was_chosen_outlives_the_browsers_older_address_until_the_browser_has_it() -> None:
    app = opened(buttons, region="unknown")
    of(app).set_value("sector").run()
    del app.query_params["by"]
    assert address(ran(app)) == {"region": ["unknown"], "by": ["sector"]}
    assert of(app).value == "sector"
    confirm(app)
    app.query_params.clear()
    assert (address(ran(app)), of(app).value) == ({}, "agency")


def test_it_is_kept_where_the_heartbeat_still_brings_the_older_address() -> None:
    app = opened(buttons)
    of(app).set_value("sector").run()
    app.query_params.clear()
    confirm(app)
    assert address(ran(app)) == {"by": ["sector"]}


def test_a_later_choice_replaces_one_that_the_browser_does_not_have_yet() -> None:
    app = opened(buttons)
    of(app).set_value("sector").run()
    of(app).set_value("agency").run()
    app.query_params["by"] = "sector"
    assert (address(ran(app)), of(app).value) == ({}, "agency")


def confirm(app: AppTest) -> None:
    """A heartbeat with the address that the browser has."""
    beat = AppTest.from_function(_beat, default_timeout=30)
    beat.session_state["pending_choices"] = app.session_state["pending_choices"]
    for name, value in app.query_params.items():
        beat.query_params[name] = value
    app.session_state["pending_choices"] = ran(beat).session_state["pending_choices"]


def _beat() -> None:
    from screen.address import pending

    pending.confirm()


def test_what_no_run_has_drawn_waits_and_is_never_confirmed() -> None:
    app = AppTest.from_function(_chosen_with_a_heartbeat, default_timeout=30)
    assert ran(app).markdown[0].value == "True True False"


def _chosen_with_a_heartbeat() -> None:
    import streamlit as st

    from screen.address import pending

    pending.write("by", ["sector"])
    before = pending.is_waiting()
    pending.confirm()
    unconfirmed = pending.is_waiting()
    pending.settle(moved=False)
    st.markdown(f"{before} {unconfirmed} {pending.is_waiting()}")


def test_on_another_page_its_own_address_holds_but_for_what_nothing_has_drawn() -> None:
    app = AppTest.from_function(_moved, default_timeout=30)
    app.query_params["by"] = "agency"
    assert address(ran(app)) == {"by": ["agency"], "search": ["K-1"]}


def _moved() -> None:
    import streamlit as st

    from screen.address import pending

    pending.write("by", ["sector"])
    pending.settle(moved=False)
    pending.write("search", ["K-1"])
    st.query_params.from_dict({"by": "agency"})
    pending.settle(moved=True)
