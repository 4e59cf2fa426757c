"""Every small mistake that can be planted into a module, one at a time.

A mutant is the module with one node of its syntax tree changed: a sign, a comparison, a constant,
an argument that is dropped, a statement that is left out.  Messages and docstrings are left alone.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip

NAMES = dict(
    pair
    for a, b in (
        *(("max", "min"), ("maximum", "minimum"), ("sin", "cos"), ("sinh", "cosh")),
        *(("any", "all"), ("sum", "mean"), ("zeros", "ones"), ("argmax", "argmin")),
        *(("append", "remove"), ("cumsum", "cumprod"), ("log", "exp"), ("floor", "ceil")),
    )
    for pair in ((a, b), (b, a))
)


@dataclass(frozen=True)
class Mutant:
    """The module's tree with one mistake, where it stands, and what was there before."""

    tree: ast.Module
    function: str
    line: int
    before: str
    after: str

    @property
    def label(self) -> str:
        """How a report names it, whatever its line."""
        return f"{self.function}: {self.before} → {self.after}"

    @property
    def key(self) -> str:
        """The same for the same mistake in the same function or class of the module."""
        outermost = self.function.split(".")[0]
        whole = next(node for node in self.tree.body if getattr(node, "name", "") == outermost)
        return hashlib.sha256(ast.unparse(whole).encode()).hexdigest()[:16]


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its lines."""
    tree = ast.parse(source)
    for place, (function, node) in enumerate(inside_functions(tree)):
        for k, changed in enumerate(changes(node)):
            twin = copy.deepcopy(tree)
            _, target = list(inside_functions(twin))[place]
            replace(twin, target, list(changes(target))[k])
            before, after = spelling(node), spelling(changed)
            yield Mutant(ast.fix_missing_locations(twin), function, node.lineno, before, after)


def spelling(node: ast.AST) -> str:
    """The code of a node on one line, of a branch its condition alone."""
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())


def inside_functions(tree: ast.Module) -> list[tuple[str, ast.expr | ast.stmt]]:
    """The statements and expressions that run when a function is called, with its name."""
    found: list[tuple[str, ast.expr | ast.stmt]] = []

    def visit(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.Raise | ast.arguments | ast.AnnAssign | ast.JoinedStr):
            return  # messages, defaults and annotations
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if function and isinstance(node, ast.expr | ast.stmt):
            found.append((function, node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{function}.{node.name}" if function else node.name
            inner = name if isinstance(node, ast.FunctionDef) or function else ""
            for child in node.body:
                visit(child, inner or (name if isinstance(child, ast.FunctionDef) else ""))
            return
        if isinstance(node, ast.Attribute | ast.Name) and not isinstance(node.ctx, ast.Load):
            return
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(tree, "")
    return found


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """The same node with each of the mistakes that fit it."""
    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
            yield changed(node, op=SWAPS[type(op)]())
        case ast.BinOp(left=a, op=ast.MatMult(), right=b):
            yield changed(node, left=b, right=a)
        case ast.Compare(ops=[op, *rest]) if type(op) in SWAPS:
            yield changed(node, ops=[SWAPS[type(op)](), *rest])
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield changed(node, value=not value)
        case ast.Constant(value=int(value) | float(value)):
            yield changed(node, value=value + 1)
        case ast.Attribute(value=value, attr="T" | "mT"):
            yield value
        case ast.Attribute(attr=name) if name in NAMES:
            yield changed(node, attr=NAMES[name])
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.If(test=test) | ast.While(test=test):
            if not isinstance(test, ast.UnaryOp):  # there, what it denies is enough
                yield changed(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=ast.expr()):
            yield changed(node, value=None)
    if isinstance(node, ast.AugAssign):  # overwrite for accumulate
        yield ast.copy_location(ast.Assign([node.target], node.value), node)
    if isinstance(node, ast.Call):
        for k in range(len(node.keywords)):
            yield changed(node, keywords=node.keywords[:k] + node.keywords[k + 1 :])
        if len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
            yield changed(node, args=[node.args[1], node.args[0], *node.args[2:]])
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Continue | ast.Break | ast.Expr):
        yield ast.copy_location(ast.Pass(), node)


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of the node with other fields."""
    twin = copy.copy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                setattr(parent, name, [new if item is old else item for item in value])
