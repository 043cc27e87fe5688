"""What README and CONTRIBUTING say is compared with the tree, the Makefile and the command line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "expectations" / "README.md"])


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: the list of files is unknown")
    return listed.stdout.split()


def test_the_readmes_tree_names_every_folder_at_the_top_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^([a-z]+)/ ", readme, flags=re.M))
    real = {path.split("/")[0] for path in tracked() if "/" in path and not path.startswith(".")}
    assert drawn == real


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not link.startswith("http")
    ]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8"))}
    assert named
    assert named <= targets


def test_every_verb_of_the_command_line_has_help_and_stands_in_the_reference() -> None:
    from typer.main import get_command

    from seika.cli import app

    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert len(commands) >= 10
    assert [name for name, command in commands.items() if not command.help or f"## seika {name}" not in reference] == []


def test_help_appears_without_loading_the_heavy_libraries() -> None:
    heavy = ["pandas", "dbt", "duckdb", "great_expectations", "pyarrow", "airflow", "sqlalchemy"]
    code = f"import sys; from seika.cli import app; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
