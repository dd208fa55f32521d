"""What was chosen outlives the older address that the browser still sends, until the browser is known to have it."""

from streamlit.testing.v1 import AppTest

from tests.screen.address.controls import address, buttons, of, opened, ran


def test_what_was_chosen_outlives_the_browsers_older_address_until_the_browser_has_it() -> None:
    app = opened(buttons, region="unknown")
    of(app).set_value("sector").run()
    del app.query_params["by"]
    assert address(after_news(app)) == {"region": ["unknown"], "by": ["sector"]}
    assert of(app).value == "sector"
    after_news(app)
    app.query_params.clear()
    assert (address(after_news(app)), of(app).value) == ({}, "agency")


def test_going_back_right_after_a_choice_takes_it_back() -> None:
    app = opened(buttons)
    of(app).set_value("sector").run()
    app.query_params.clear()
    assert (address(ran(app)), of(app).value) == ({}, "agency")


def test_a_later_choice_replaces_one_that_the_browser_does_not_have_yet() -> None:
    app = opened(buttons)
    of(app).set_value("sector").run()
    of(app).set_value("agency").run()
    app.query_params["by"] = "sector"
    assert (address(after_news(app)), of(app).value) == ({}, "agency")


def after_news(app: AppTest) -> AppTest:
    """The run that news ask for, with whatever address the browser has."""
    app.session_state["heard"] = True
    return ran(app)


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
