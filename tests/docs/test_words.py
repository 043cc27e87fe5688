"""Language and manners of the code that no linter knows."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = sorted([*(ROOT / "include" / "seika").rglob("*.py"), *(ROOT / "dags").glob("*.py"), *(ROOT / "plugins").glob("*.py")])


def docstrings(tree: ast.Module) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    return {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}


def test_japanese_text_stands_beside_the_code_and_not_in_it() -> None:
    assert len(CODE) > 30
    found = []
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = docstrings(tree)
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in told
            and not node.value.isascii()
            and any(ord(letter) >= 0x3000 for letter in node.value)
        ]
    assert found == []


def test_no_module_has_grown_to_two_jobs() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}
