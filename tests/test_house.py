"""The house rules that a machine can hold: imports go down, files stay small, README says what the code says."""

import ast
from pathlib import Path

import pytest

from indicators.catalogue import as_markdown

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
SCREEN_SEES_OF_QUERIES = {"queries.filters"}
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
def test_no_file_outgrows_one_idea(part: str) -> None:
    for file in source_files(part):
        if "migrations" not in file.parts:
            assert len(file.read_text(encoding="utf-8").splitlines()) <= 300, file


def test_a_page_only_defines_functions() -> None:
    for file in source_files("pages"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.AnnAssign)
            is_guarded = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
            assert is_docstring or is_guarded or isinstance(node, allowed), f"{file}:{node.lineno} runs on import"


def test_readme_shows_the_indicators_as_they_are() -> None:
    assert as_markdown() in (HOME / "README.md").read_text(encoding="utf-8")


def test_a_page_lives_at_the_name_of_its_file() -> None:
    door = (HOME / "dashboard.py").read_text(encoding="utf-8")
    for file in source_files("pages"):
        assert f'shell.through_the_door("{file.stem}")' in file.read_text(encoding="utf-8")
        assert f"shell.Place({file.stem}.page, " in door
        assert f'"{file.stem}"),' in door or f'"{file.stem}", reads="' in door
