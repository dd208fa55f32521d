"""A page with every kind of part, for tests of what draws pages and of what makes files of them."""

from collections.abc import Callable

import pandas as pd

from charts import region_map
from charts.drawing import Recipe
from charts.sparkline import Point, Spark
from documents.page import (
    AllRows,
    Button,
    Choice,
    Code,
    Columns,
    Folded,
    Key,
    Link,
    Live,
    Page,
    Pictures,
    Popover,
    Row,
    Section,
    Several,
    Switch,
    Task,
    Tasks,
    TextField,
    Workbook,
)
from documents.sheet import Chart, Click, Column, Csv, Figure, Figures, Phrase, Table, Words
from tests.documents.sheets import a_chart

FRAME = pd.DataFrame({"agency": ["Poliisi"], "n": [3]})
BY_AGENCY = Table(
    "Waiting by agency", (Column("Agency", figures=False), Column("n")), ((Phrase("Poliisi"), Phrase("3")),)
)
BY_PLACE = Table(
    "By place", (Column("Place", figures=False), Column("n", indicator="open")), ((Phrase("Uusimaa"), Phrase("2")),)
)
LARGE = Figures((Figure("9", "waiting", indicator="waiting", spark=Spark((Point(8), Point(9)), None, "Rising")),))
LINK = Link("handovers", "See the handovers", (("past_target", "yes"),))
TASK = Task("Three cases", "are without a lead.", "Name one.", LINK, "Cases, by number")
ATTENTION = Tasks(("Needs attention", "What to do"), (TASK,))
EVERY = AllRows("every", lambda: FRAME, "lists/waiting")
CLICK = Click(region_map.CLICKED, (("region", "code"),))


def a_map() -> Chart:
    """A chart that can be clicked."""
    place = {"code": "01", "longitude": 25.0, "latitude": 60.2, "amount": 3, "past": 1, "chosen": False, "words": "3"}
    recipe = region_map.circles("region", pd.DataFrame([place]), "One region waits.")
    return Chart(recipe, name="map", click=CLICK)


def a_page(recipe: Recipe | None = None, draw: Callable[[], None] = lambda: None) -> Page:
    """The page; `draw` draws what only the screen has."""
    chart = Chart(recipe or a_chart(), name="waiting", numbers=BY_AGENCY, csv=Csv("waiting", FRAME))
    controls = (
        Choice("by", "Waiting by", (("agency", "By agency"), ("sector", "By sector")), "agency", "agency"),
        Several("columns", "Columns", (("n", "Number"), ("days", "Days")), ("n",)),
        Switch("all", "rows", "Show all 12", False),
        TextField("search", "Search", "", "Search the list"),
        Button("clear", "Clear the filters", (("region", ()),)),
        Live(draw),
    )
    left = (
        Section(
            "waiting",
            "Waiting by agency",
            (
                Key((("data", "waiting"), ("attention", "past target"))),
                chart,
                Row("files", (Csv("more", FRAME), EVERY)),
            ),
            below="As of now",
            indicator="waiting",
        ),
        Section("outer", "Outer", (Words("Outer words.", "Note", "note"), Section("inner", "", (BY_PLACE,)))),
    )
    question = Section("question-1", "", (Code("SELECT 1"), BY_AGENCY), caption="Question 1")
    right = (
        Section("attention", "Needs attention", (ATTENTION,), logged="page/attention", dense=True),
        Folded("question", "Question 1 of 1", (question,)),
        Section("controls", "Controls", (Row("controls", controls), Popover("more", "More", controls[:1]), LINK)),
        Section("map", "Map", (a_map(), Pictures("map", a_map()))),
    )
    book = Workbook("All tables as XLSX", "all.xlsx", (("Waiting", Csv("waiting", FRAME)),), "All years")
    return Page("3 of 9", "wait", "Last 12 months.", (LARGE, book, Columns((1, 1), (left, right))))
