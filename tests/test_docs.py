"""What is written about the project is so: links, commands, and the pins against setup.cfg."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z0-9-]*):(?!=)", MAKEFILE, re.M))


def setup_cfg() -> configparser.ConfigParser:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return settings


def requirements(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line.strip()]


def pins(task: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{task}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_commands_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^\s*)make ([a-z][a-z0-9-]*)", text, re.M))
    assert named - targets() == set()


def test_every_script_the_makefile_calls_exists() -> None:
    scripts = set(re.findall(r"(?<![\w/(])((?:[\w-]+/)+[\w-]+\.(?:py|sh))\b", MAKEFILE))
    modules = {name.replace(".", "/") + ".py" for name in re.findall(r"-m (\w+\.\w+)", MAKEFILE)}
    assert modules
    assert [name for name in sorted(scripts | modules) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("task", "section", "option"),
    [
        ("run", "options", "install_requires"),
        ("dev", "options", "install_requires"),
        ("dev", "options.extras_require", "test"),
        ("dev", "options.extras_require", "dev"),
    ],
)
def test_pins_satisfy_setup_cfg(task: str, section: str, option: str) -> None:
    pinned = pins(task)
    wanted = requirements(setup_cfg().get(section, option))
    assert wanted
    unmet = [
        str(need)
        for need in wanted
        if not need.specifier.contains(pinned.get(canonicalize_name(need.name), "0"))
    ]
    assert unmet == [], "run `make lock`"


def test_every_library_imported_is_declared_and_every_one_declared_is_imported() -> None:
    ours = {"app", "main", "models", "ui", "validators"}
    files = [ROOT / "main.py", *(path for name in ours for path in (ROOT / name).rglob("*.py"))]
    imported = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    providers = packages_distributions()
    used = {
        canonicalize_name(name)
        for module in imported - ours - sys.stdlib_module_names
        for name in providers.get(module, [f"nothing-for-{module}"])
    }
    wanted = requirements(setup_cfg().get("options", "install_requires"))
    declared = {canonicalize_name(need.name) for need in wanted}
    by_others = {"defusedxml"}  # openpyxl parses with it where it is installed
    assert (used - declared - {"shiboken6"}, declared - used - by_others) == (set(), set())


def test_development_pins_hold_all_that_running_needs() -> None:
    assert pins("run").items() <= pins("dev").items()
