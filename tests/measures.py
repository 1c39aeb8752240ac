"""The measures of the house: each with its aim. `python -m tests.measures` prints the table; tests/test_house.py keeps it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
NEVER = {"utils", "helpers", "common", "core", "misc", "services", "managers", "base", "handlers"}
# Without a build step each further file is a further request of every page; see docs/decisions.md.
HELD_AT = {"script": 48, "style sheet": 105}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Measure:
    """`held_at`: where a measure misses its aim, what it may not go beyond until it is met."""

    what: str
    actual: float
    aim: float
    held_at: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.actual <= max(self.aim, self.held_at or 0)

    @property
    def verdict(self) -> str:
        if self.actual <= self.aim:
            return "met"
        return f"missed, held at {self.held_at:g}" if self.is_kept else "SLIPPED"


@cache
def modules() -> dict[Path, ast.Module]:
    paths = [path for folder in ("stories", "storyteller") for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths if "migrations" not in path.parts}


def functions() -> Iterator[tuple[Path, Function]]:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def measures() -> list[Measure]:
    return [*_functions(), *_files("Python file", _lines_of_modules(), 60, 250), *_front(), *_habits()]


def _functions() -> list[Measure]:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for _, node in functions()]
    return [
        Measure("function length, median", median(lengths), 8),
        Measure("function length, p90", quantiles(lengths, n=10)[8], 20),
        Measure("function length, longest", max(lengths), 40),
        Measure("functions not fully annotated", sum(not _annotated(node) for _, node in functions()), 0),
    ]


def _files(kind: str, lengths: list[int], middle: int, longest: int) -> list[Measure]:
    held = HELD_AT.get(kind)
    return [Measure(f"{kind}, median of lines", median(lengths), middle, held), Measure(f"{kind}, longest", max(lengths), longest)]


def _lines_of_modules() -> list[int]:
    return [lines for path in modules() if (lines := _lines(ROOT / path)) > 2]


def _front() -> list[Measure]:
    kinds = {"template": ("templates", "*.html"), "script": ("static/js", "*.js"), "style sheet": ("static/css", "*.css")}
    return [
        row
        for kind, (folder, name) in kinds.items()
        for row in _files(kind, [_lines(path) for path in (ROOT / folder).rglob(name)], 40, 200)
    ]


def _habits() -> list[Measure]:
    names = [path for path in modules() if path.stem in NEVER]
    rooms = [
        path.parent
        for path in modules()
        if path.name == "__init__.py" and path.parent.parent == Path("stories") and path.parent.name in ROOMS
    ]
    return [
        Measure("`except Exception`", sum(_broad(node) for tree in modules().values() for node in ast.walk(tree)), 2),
        Measure("modules with a name that says nothing", len(names), 0),
        Measure("settings, lines", _lines(ROOT / "storyteller/settings.py"), 200),
        Measure("first-party imports inside a function", sum(_hidden_imports(path, node) for path, node in functions()), 0),
        Measure(
            "rooms without a sentence on what they are for",
            sum(not ast.get_docstring(modules()[room / "__init__.py"]) for room in rooms),
            0,
        ),
    ]


ROOMS = {"catalogue", "delivery", "spending", "reading", "telling", "library", "tuning"}


def _annotated(node: Function) -> bool:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, *filter(None, [node.args.vararg, node.args.kwarg])]
    return node.returns is not None and all(one.annotation or one.arg in ("self", "cls") for one in given)


def _broad(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))


def _hidden_imports(path: Path, node: Function) -> int:
    if path.name == "apps.py" and node.name == "ready":
        return 0
    return sum(bool(re.match(r"stor(ies|yteller)\b", name)) for inner in ast.walk(node) for name in imported(inner))


def imported(node: ast.AST) -> list[str]:
    """The modules, and what is taken from them, that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def table() -> str:
    rows = [f"| {row.what} | {row.aim:g} | {row.actual:g} | {row.verdict} |" for row in measures()]
    return "\n".join(["| what | aim, at most | actual | |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
