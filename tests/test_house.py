"""The house rules that a machine can hold: imports go down, files stay small, docs say what the code says."""

import ast
import re
from pathlib import Path

import pytest

from commands.description import as_markdown as as_description
from commands.description import described
from config.retention import read_retention
from manage import app
from tests.indicators_page import PAGE, as_markdown

HOME = Path(__file__).parent.parent
ALLOWED = {
    "config": set(),
    "measures": {"config"},
    "store": {"measures", "config"},
    "queries": {"store", "measures", "config"},
    "indicators": {"queries", "measures", "config"},
    "charts": {"config"},
    "documents": {"charts", "config"},
    "screen": {"documents", "charts", "queries", "indicators", "store", "measures", "config"},
    "pages": {"screen", "documents", "charts", "indicators", "config"},
}
QUERIES_SEE = {"store.case", "store.facts"}
SCREEN_SEES_OF_QUERIES = {"queries.access", "queries.filters"}
DOCUMENTS = [Path("README.md"), *sorted(file.relative_to(HOME) for file in (HOME / "docs").glob("*.md"))]
PARTS = [*ALLOWED, "commands", "dashboard.py", "manage.py"]


def source_files(part: str) -> list[Path]:
    return [HOME / part] if part.endswith(".py") else sorted((HOME / part).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("part", ALLOWED)
def test_imports_only_go_down(part: str) -> None:
    for file in source_files(part):
        ours = {name.split(".")[0] for name in imported(file)} & {*ALLOWED, "dashboard", "manage", "tests"}
        assert ours - {part} <= ALLOWED[part], f"{file} imports {ours - {part} - ALLOWED[part]}"


def test_questions_see_only_tables_and_facts_of_the_store() -> None:
    for file in source_files("queries"):
        assert {name for name in imported(file) if name.startswith("store")} <= QUERIES_SEE, file


def test_the_screen_sees_only_filters_of_the_questions() -> None:
    for file in source_files("screen"):
        assert {name for name in imported(file) if name.startswith("queries")} <= SCREEN_SEES_OF_QUERIES, file


@pytest.mark.parametrize("part", PARTS)
def test_only_settings_and_the_administrators_door_know_the_environment(part: str) -> None:
    for file in source_files(part):
        if file not in (HOME / "config" / "settings.py", HOME / "manage.py"):
            text = file.read_text(encoding="utf-8")
            assert "os.environ" not in text, file
            assert "getenv" not in text, file


@pytest.mark.parametrize("part", PARTS)
def test_no_file_outgrows_one_idea(part: str) -> None:
    for file in source_files(part):
        if "migrations" not in file.parts:
            assert len(file.read_text(encoding="utf-8").splitlines()) <= 300, file


@pytest.mark.parametrize("part", PARTS)
def test_functions_fit_on_a_screen(part: str) -> None:
    for file in source_files(part):
        if "migrations" not in file.parts:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    assert (node.end_lineno or 0) - node.lineno < 50, f"{file}: {node.name}"


@pytest.mark.parametrize("part", [part for part in PARTS if not part.endswith(".py")])
def test_no_folder_has_more_modules_than_a_reader_takes_in(part: str) -> None:
    for folder in {file.parent for file in source_files(part)}:
        assert len([file for file in folder.glob("*.py") if file.name != "__init__.py"]) <= 20, folder


def test_a_page_only_defines_functions() -> None:
    for file in source_files("pages"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.AnnAssign)
            is_guarded = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
            assert is_docstring or is_guarded or isinstance(node, allowed), f"{file}:{node.lineno} runs on import"


def test_readme_stays_short() -> None:
    assert len((HOME / "README.md").read_bytes()) <= 7_000


@pytest.mark.parametrize("file", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", (HOME / file).read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            place, _hash, heading = target.partition("#")
            there = (HOME / file.parent / place) if place else HOME / file
            assert there.exists(), f"{file} links to {target}"
            assert not heading or heading in headings(there), f"{file} links to {target}"


def test_security_goes_through_every_chapter_and_names_tests_that_are_there() -> None:
    text = (HOME / "docs" / "security.md").read_text(encoding="utf-8")
    assert [chapter for chapter in range(1, 15) if not re.search(rf"^\| V{chapter}[ .]", text, re.MULTILINE)] == []
    for name in set(re.findall(r"`(test_\w+\.py)`", text)):
        assert f"[`{name}`](" in text, f"{name} is nowhere linked"
    attacks = "".join(file.read_text(encoding="utf-8") for file in (HOME / "tests" / "attacks").glob("test_*.py"))
    assert set(re.findall(r"^def (test_\w+)\(", attacks, re.MULTILINE)) == set(re.findall(r"`(test_\w+)`", text))


def headings(file: Path) -> set[str]:
    """The names by which links reach the headings of a Markdown file."""
    found = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("file", sorted((HOME / "tests").rglob("*.py")), ids=lambda file: str(file.relative_to(HOME)))
def test_tests_use_public_names_alone(file: Path) -> None:
    ours = [
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ALLOWED
    ]
    names = {name.asname or name.name for node in ours for name in node.names}
    assert not [name for name in names if name.startswith("_") and name != "_"]
    used = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    }
    assert not [name for name in used if re.search(r"\._(?!fields|replace|asdict)[a-z]", name)]


def test_the_page_of_indicators_shows_them_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_the_system_description_says_what_the_code_says() -> None:
    shipped = read_retention(HOME / "config" / "retention.toml")
    made = as_description(shipped, described(app))
    assert (HOME / "docs" / "system.md").read_text(encoding="utf-8") == made, "python manage.py describe"


def test_a_page_lives_at_the_name_of_its_file() -> None:
    door = (HOME / "dashboard.py").read_text(encoding="utf-8")
    for file in source_files("pages"):
        assert f"Place({file.stem}.page, " in door
        assert re.search(rf'"{file.stem}"(, (reads|kept|by_filters|ignores)=.+)?\),', door)
