"""The lock files say what to install, never where one machine happened to fetch it."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def declared(group):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    entries = {**project["dependency-groups"], "runtime": project["project"]["dependencies"]}
    return {name_of(entry) for entry in entries[group]}


def name_of(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement).group().lower()


def locked(file_name):
    """Name to version, whatever markers follow."""
    return dict(
        re.findall(
            r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", (ROOT / file_name).read_text(), re.MULTILINE
        )
    )


@pytest.mark.parametrize("file_name", [*PYTHON_LOCKS, "package-lock.json"])
def test_lock_holds_no_address_of_an_index(file_name):
    text = re.sub(
        r'"url": "https://(github\.com|opencollective\.com)/[^"]*"',
        "",
        (ROOT / file_name).read_text(),
    )

    assert re.findall(r"\w+://\S+|--(?:index|extra-index|find-links)\S*", text) == []


@pytest.mark.parametrize(
    "file_name, groups",
    [
        ("requirements.txt", ["runtime"]),
        ("requirements-dev.txt", ["runtime", "dev"]),
        ("requirements-node.txt", ["node"]),
    ],
)
def test_lock_names_every_declared_library(file_name, groups):
    names = set().union(*(declared(group) for group in groups))

    assert names - set(locked(file_name)) == set()


def test_tests_run_with_the_versions_that_production_gets():
    production, tests = locked("requirements.txt"), locked("requirements-dev.txt")

    assert {name: tests.get(name) for name in production} == production


def test_front_end_lock_holds_a_hash_of_every_package():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
