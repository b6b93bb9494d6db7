"""What may stand in the project's own files, and where."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".html", ".css", ".js", ".md", ".txt", ".toml", ".yml", ".yaml", ".svg", ""}
REFUSED_NAMES = {"utils", "helpers", "helper", "common", "services", "service", "manager", "core"}


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(re.escape(str(ROOT)) + r"/|/(?:Users|root)/")

    assert [
        str(path.relative_to(ROOT))
        for path in project_files()
        if path != Path(__file__).resolve() and place.search(path.read_text())
    ] == []


def test_modules_stay_short_enough_to_read():
    long = {
        str(path.relative_to(ROOT)): length
        for path in project_files()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and not path.is_relative_to(ROOT / "tests")
        and (length := len(path.read_text().splitlines())) > 400
    }

    assert long == {}


def test_email_is_spelt_one_way():
    other_way = re.compile("e" + "-mail", re.IGNORECASE)

    assert [
        str(path.relative_to(ROOT))
        for path in project_files()
        if "migrations" not in path.parts and other_way.search(path.read_text())
    ] == []


def test_no_module_is_a_drawer_for_anything():
    assert [
        str(path.relative_to(ROOT)) for path in project_files() if path.stem in REFUSED_NAMES
    ] == []


def test_packages_are_pinned_with_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==[\w.]+", text, re.MULTILINE)

        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
        assert re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links", text) == []
