"""Mutants of the policy: each small change of ``access/rules.py`` must make something turn red."""

import ast
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from beneficiary_app.access import rules
from beneficiary_app.access.asked import Allowed
from prove import helped
from prove.matrix import Cell, cells, oracle, reasons

Change = Callable[[Any], Any]
SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}


def changes(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Every mutant, with its line and its change; what decides nothing (types, decorators) is left alone."""
    tree = ast.parse(source)
    idle = {id(inner) for node in ast.walk(tree) for part in _idle(node) for inner in ast.walk(part)}
    for at, node in enumerate(ast.walk(tree)):
        for name, change in () if id(node) in idle else _of(node):
            # Reading it again is quicker than copying it.
            other = ast.parse(source)
            change(next(islice(ast.walk(other), at, None)))
            yield f"line {getattr(node, 'lineno', 0)} {name}", ast.fix_missing_locations(other)


def _idle(node: ast.AST) -> list[ast.AST]:
    found = list(getattr(node, "decorator_list", []))
    found += [getattr(node, name) for name in ("annotation", "returns") if getattr(node, name, None) is not None]
    return found


def _of(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        yield from ((other.__name__, _set("ops", [other()])) for other in SWAPS.get(type(node.ops[0]), ()))
    elif isinstance(node, ast.BoolOp):
        yield from ((other.__name__, _set("op", other())) for other in SWAPS[type(node.op)])
        yield from ((f"without operand {index}", _without("values", index)) for index in range(len(node.values)))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", _set("op", ast.UAdd())
    elif isinstance(node, ast.Set) or (isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)):
        yield from ((f"without element {index}", _without("elts", index)) for index in range(len(node.elts)))
    else:
        yield from _of_a_value(node)


def _of_a_value(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "the other constant", _set("value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "one more", _set("value", node.value + 1)
    elif isinstance(node, ast.Lambda):
        yield from ((f"always {value}", _set("body", ast.Constant(value))) for value in (True, False))
    elif isinstance(node, ast.IfExp):
        yield "the other branch", _set("test", ast.UnaryOp(ast.Not(), node.test))


def _set(name: str, value: object) -> Change:
    return lambda node: setattr(node, name, value)


def _without(name: str, index: int) -> Change:
    return lambda node: getattr(node, name).pop(index)


def _loaded(tree: ast.Module) -> types.ModuleType:
    module = types.ModuleType("mutant")
    module.__dict__["__name__"] = "beneficiary_app.access.mutant"
    # Dataclasses look their module up there.
    sys.modules["beneficiary_app.access.mutant"] = module
    exec(compile(tree, "mutant", "exec"), module.__dict__)  # noqa: S102 - our own source, changed
    return module


def survivors(every: int, *, helped_every: int = 7) -> tuple[list[str], int]:
    """The mutants that nothing noticed, and how many there were, looking at one square in so many of each matrix."""
    source = Path(str(rules.__file__)).read_text(encoding="utf-8")
    asked = Asked(
        [(cell, oracle(cell)) for cell in cells(every=every)],
        [(square, square.decide().because) for square in helped.squares(every=helped_every)],
        reasons(rules),
    )
    found, tried = [], 0
    for name, mutant in changes(source):
        tried += 1
        if not _is_killed(mutant, asked):
            found.append(name)
    return found, tried


@dataclass(frozen=True)
class Asked:
    """What every mutant is asked, and what the policy answers: made once for all of them."""

    cells: list[tuple[Cell, bool]]
    helped: list[tuple[helped.Square, str]]
    why: dict[str, str]


def _is_killed(mutant: ast.Module, asked: Asked) -> bool:
    try:
        policy = _loaded(mutant)
        return (
            # The first answer that differs is enough.
            any((type(cell.decide(policy)).__name__ == Allowed.__name__) != expected for cell, expected in asked.cells)
            or any(square.decide(policy).because != because for square, because in asked.helped)
            or reasons(policy) != asked.why
        )
    except Exception:  # noqa: BLE001 - a mutant that breaks is noticed
        return True
