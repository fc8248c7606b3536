"""Files made in the test, and the real ones where their folder is."""

import csv
import io
import os
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("ALPHA_DATA", ROOT.parent / "shared" / "data"))
REAL_FILES_ARE_HERE = (DATA / "assistments0910" / "as_log.csv").exists()

# Real logs may not be copied into the repository: without their folder their tests do not exist.
collect_ignore = [] if REAL_FILES_ARE_HERE else ["test_real_files.py"]


def pytest_report_collectionfinish():
    if REAL_FILES_ARE_HERE:
        return f"real practice logs: tested, from {DATA}"
    return f"real practice logs: NOT TESTED, there are none in {DATA} (set ALPHA_DATA)"


@pytest.fixture
def data():
    return DATA


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder the command is run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    """Writes a CSV from dictionaries and returns its path."""

    def write_rows(rows, name="log.csv", header=None):
        path = folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header or list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write_rows


@pytest.fixture
def run(db, folder):
    """Runs the command and returns what it printed, line by line."""

    def run_command(path, *options, school="maple"):
        out = io.StringIO()
        call_command("import_practice", str(path), "--school", school, *options, stdout=out)
        return [line.strip() for line in out.getvalue().splitlines()]

    return run_command


def counts(lines):
    """The table of a summary: kind → (new, known)."""
    words = [line.split() for line in lines]
    return {
        row[0]: (int(row[1].replace(",", "")), int(row[3].replace(",", "")))
        for row in words
        if len(row) == 5 and row[2::2] == ["new", "known"]
    }
