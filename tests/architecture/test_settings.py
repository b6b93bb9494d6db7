"""The variables that the settings read are the ones that README and .env.example name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "number", "words", "hours"}


def variables_read() -> set[str]:
    names = set()
    for path in (ROOT / "recoverycollege").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.func.attr in READERS
            ):
                names.add(ast.literal_eval(node.args[0]))
    return names


def test_readme_lists_every_variable():
    section = (ROOT / "README.md").read_text().split("## Settings")[1].split("\n## ")[0]

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)) == variables_read()


def test_the_example_file_names_only_variables_that_are_read():
    named = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert named
    assert set(named) <= variables_read()


@pytest.mark.parametrize("module", ["base", "production"])
def test_settings_stay_short_enough_to_read(module):
    lines = (ROOT / "recoverycollege" / "settings" / f"{module}.py").read_text().splitlines()

    assert len(lines) < 250
