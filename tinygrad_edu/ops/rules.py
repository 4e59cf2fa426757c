"""Three decorators that make an op from its rule.

A rule's inputs come before the `/`, its settings after it, with defaults.  It returns the value
and, for each input, a function that computes the derivative when called.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec

from .._pytorch.keywords import unexpected
from ..engine.graph import Node, record
from ..engine.saved import DIFFERENTIABLE, ELEMENTWISE, LINEAR_MAP, NO_SETTINGS, Rule
from ..watch.referee import first_use
from ..watch.referee.custom import check_rule, refuse_learned, well_formed
from ..watch.rule_errors import explained
from ..watch.tensor_rules import on_tensors
from .facts import FACTS, NOTHING

if TYPE_CHECKING:  # for editors and type checkers
    from .._tensor import Tensor

    Result = Tensor
else:
    Result = Any  # what an op returns: a Tensor, or an array if all inputs are arrays

P = ParamSpec("P")


def elementwise(rule: Callable[P, Any] | None = None) -> Callable[P, Result]:
    """An op on each entry; its derivatives are local: `lambda: ∂y/∂x`, as in a calculus class."""
    return make_op(rule, ELEMENTWISE)


def linear_map(rule: Callable[P, Any] | None = None) -> Callable[P, Result]:
    """An op that is linear in its inputs; its derivatives `lambda g: ∂L/∂x` are mirror ops."""
    return make_op(rule, LINEAR_MAP)


def differentiable(rule: Callable[P, Any] | None = None) -> Callable[P, Result]:
    """An op of any kind; its derivatives are vector–Jacobian products: `lambda g: ∂L/∂x`."""
    return make_op(rule, DIFFERENTIABLE)


def make_op(rule: Callable[P, Any] | None, kind: str) -> Callable[P, Result]:
    """The function that records `rule`; a user's rule is checked here and on its first use."""
    if not callable(rule):
        decorator = f"@tg.{kind.replace(' ', '_')}"
        raise TypeError(f"{decorator} goes above a rule without brackets: write {decorator}")
    signature = inspect.signature(rule)
    parameters = list(signature.parameters.values())
    count = sum(p.kind is p.POSITIONAL_ONLY for p in parameters)
    variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    most = math.inf if variadic else count
    check_definition(rule, parameters, most)
    known = {p.name for p in parameters}
    custom = not str(rule.__module__).startswith("tinygrad_edu.")
    uses = Uses()

    def op(*inputs: Any, **settings: Any) -> Any:
        if settings and not settings.keys() <= known:
            return op.more(*inputs, **settings)  # type: ignore[attr-defined]
        if len(inputs) != count and not variadic:  # settings by position, or a wrong count
            try:
                settings = signature.bind(*inputs, **settings).arguments
            except TypeError as error:
                raise TypeError(f"{op.__name__}: {error}") from None
            inputs = tuple(settings.pop(name) for name in list(settings)[:count])
        if custom:
            return uses.record(op, run, inputs, settings)
        return record(op, rule, inputs, settings or NO_SETTINGS)  # type: ignore[arg-type]

    def refuse(*inputs: Any, **settings: Any) -> Any:
        raise unexpected(op, [name for name in settings if name not in known])

    functools.update_wrapper(op, rule)
    name = rule.__name__.lstrip("_")  # `where` calls `_where`
    facts = NOTHING if custom else FACTS.get(name, NOTHING)
    op.__name__ = op.__qualname__ = facts.name or name
    op.rule = rule  # type: ignore[attr-defined]
    op.kind = kind  # type: ignore[attr-defined]
    op.facts = facts  # type: ignore[attr-defined]
    op.more = refuse  # type: ignore[attr-defined]  # for keywords that the rule does not have
    op.on_tensors = on_tensors(op.__name__, rule)  # type: ignore[attr-defined]
    op.explained = functools.partial(explained, op)  # type: ignore[attr-defined]
    run = well_formed(op, rule)
    return op


class Uses:
    """The uses of a custom op that were checked: the inputs that need a gradient, and settings."""

    most = 8  # this many different uses are checked

    def __init__(self) -> None:
        self.tried: set[Any] = set()
        self.trusted = False  # it was first used while the check was off

    def record(self, op: Any, rule: Rule, inputs: tuple[Any, ...], settings: Any) -> Any:
        """Record the op; if this use is new, check its rule before, and the result after."""
        if settings:
            refuse_learned(op, settings)
        sought = tuple([isinstance(x, Node) and x.needs_gradient for x in inputs])
        use = sought, in_short(settings)
        new = not self.trusted and len(self.tried) < self.most and use not in self.tried
        if new and first_use.enabled:
            check_rule(op, inputs, settings)
        result = record(op, rule, inputs, settings or NO_SETTINGS)
        if new and isinstance(result, Node) and result.inputs:
            first_use.check_first_use(result)
            self.tried.add(use)
            self.trusted = not first_use.enabled
        return result


def in_short(settings: dict[str, Any]) -> Any:
    """The settings in a comparable form: their values, or their types if one is an array."""
    try:
        hash(tuple(settings.values()))
        return tuple(settings.items())
    except TypeError:
        return tuple([(name, type(value)) for name, value in settings.items()])


def check_definition(rule: Rule, parameters: list[inspect.Parameter], most: float) -> None:
    """Raise a TypeError that says what is missing in the signature or the docstring."""
    name = rule.__name__
    if most == 0:
        inputs = [p.name for p in parameters if p.default is p.empty] or ["x"]
        raise TypeError(
            f"{name}: no input comes before a `/`, so nothing can be differentiated; "
            f"write `def {name}({', '.join(inputs)}, /, ...)`: inputs first, settings after the `/`"
        )
    for p in parameters:
        setting = p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        if p.kind is p.VAR_KEYWORD or (setting and p.default is p.empty):
            raise TypeError(
                f"{name}: the setting {p.name} has no default; write `{p.name}=...`, or put it "
                "before the `/` if it is an input to be differentiated"
            )
    lines = [line.strip() for line in (rule.__doc__ or "").splitlines()]
    derivatives = [line for line in lines if line.startswith(("∂/∂", "∂L/∂"))]
    if derivatives and most != math.inf and len(derivatives) != most:
        raise TypeError(
            f"{name}: the docstring has {len(derivatives)} lines ∂/∂… for {most} inputs; "
            "give one to each input, or none at all"
        )
