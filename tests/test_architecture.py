"""The shape of the code: which way imports point, how views reach rows, how long things may get."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alpha", "analytics", "interventions")

# Files that answer requests. They find rows through access, selectors and QuerySet names only.
ANSWERING = ("views", "api", "exports", "feeds")
# path: reason. Empty, and best kept so.
MAY_USE_MANAGERS: dict[str, str] = {}
# Django asks for the import inside ready(): models are not loaded before it.
MAY_IMPORT_INSIDE = {"ready"}

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def source_files() -> list[Path]:
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in paths if "migrations" not in path.parts)


def answering_files() -> list[Path]:
    return [path for path in source_files() if names_of(path) & set(ANSWERING)]


def names_of(path: Path) -> set[str]:
    relative = path.relative_to(ROOT)
    return {*relative.parent.parts, relative.stem}


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def manager_uses(source: str) -> list[ast.Attribute]:
    """Every `<model>.objects`, however it goes on."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]


def test_imports_point_down_only():
    # In a process of its own: it silences every logger of the one it runs in.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_stand_at_the_top_of_their_file():
    inside = [
        place(path, node)
        for path in source_files()
        for function in functions_in(path)
        if function.name not in MAY_IMPORT_INSIDE
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_views_never_touch_a_model_manager():
    found = [
        place(path, node)
        for path in answering_files()
        if str(path.relative_to(ROOT)) not in MAY_USE_MANAGERS
        for node in manager_uses(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "Student.objects.get(pk=1)",
        "rows = models.Student.objects",
        "get_object_or_404(Student._default_manager, pk=1)",
    ],
)
def test_the_manager_check_sees_each_way_of_asking(source):
    assert len(manager_uses(source)) == 1


def test_every_view_file_is_among_the_answering_ones():
    paths = [str(path.relative_to(ROOT)) for path in answering_files()]

    assert [path for path in paths if path == "alpha/views.py"] == ["alpha/views.py"]
    assert [path for path in paths if "/models" in path or "/selectors" in path] == []


def test_files_stay_short_enough_to_read():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in source_files()
    }

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_short_enough_to_read():
    long = {
        f"{place(path, node)} {node.name}": node.end_lineno - node.lineno + 1
        for path in source_files()
        for node in functions_in(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }

    assert long == {}
