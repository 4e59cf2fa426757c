"""A wrong call of an op is a ValueError, an IndexError or a TypeError that names what is wrong."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.ops.conv import conv2d, max_pool2d

X = tg.Tensor(np.ones((2, 3)), requires_grad=True)
V = tg.Tensor(np.ones(3), requires_grad=True)
N = tg.Tensor(2.0, requires_grad=True)

# the call, and what the message must contain
WRONG = {
    "add": (lambda: X + np.ones((4, 3)), r"add.*\(2, 3\).*\(4, 3\)"),
    "multiply on the left": (lambda: np.ones((4, 3)) * X, r"multiply.*\(4, 3\).*\(2, 3\)"),
    "matmul": (lambda: X @ X, r"matmul.*\(2, 3\) @ \(2, 3\).*3 and 2.*x @ y"),
    "matmul of a vector": (lambda: X @ np.ones(2), r"matmul.*\(2, 3\) @ \(2,\)"),
    "matmul of a number": (lambda: X @ 2.0, r"matmul.*number"),
    "matmul of stacks": (
        lambda: np.ones((2, 2, 2)) @ tg.Tensor(np.ones((3, 2, 2))),
        r"matmul.*\(2, 2, 2\).*\(3, 2, 2\)",
    ),
    "linear": (lambda: tg.linear(X, np.ones((4, 2)), np.ones(4)), r"linear.*\(2, 3\).*\(4, 2\)"),
    "linear without bias": (lambda: tg.linear(X, tg.Tensor(np.ones((4, 2)))), r"linear.*\(2, 3\)"),
    "sum axis": (lambda: X.sum(axis=2), r"sum.*axis 2"),
    "mean axis": (lambda: X.mean(axis=-3), r"mean.*axis -3"),
    "sum axis twice": (lambda: X.sum(axis=(0, 0)), r"sum.*axis"),
    "max axis": (lambda: X.max(axis=5), r"max.*axis 5"),
    "max of nothing": (lambda: tg.Tensor(np.ones((0, 3))).max(), r"max.*\(0, 3\)"),
    "max along an empty axis": (
        lambda: tg.Tensor(np.ones((3, 0))).max(axis=1), r"max: an axis has no entries.*\(3, 0\)",
    ),
    "cumprod axis": (lambda: X.cumprod(axis=2), r"cumprod.*axis 2"),
    "prod axis": (lambda: X.prod(axis=2), r"prod.*axis 2"),
    "var axis": (lambda: X.var(axis=2), r"axis 2"),
    "var with nothing to divide by": (lambda: X.var(axis=0, ddof=2), r"var.*2 entries.*ddof=2"),
    "cumsum axis": (lambda: X.cumsum(axis=2), r"cumsum.*axis 2"),
    "softmax axis": (lambda: X.softmax(axis=2), r"softmax.*axis 2"),
    "log_softmax axis": (lambda: X.log_softmax(axis=-3), r"log_softmax.*axis -3"),
    "logsumexp axis": (lambda: X.logsumexp(axis=2), r"logsumexp.*axis 2"),
    "reshape": (lambda: X.reshape(4, 2), r"reshape.*\(4, ?2\)"),
    "reshape with two unknowns": (lambda: X.reshape(-1, -1), r"reshape.*unknown"),
    "transpose": (lambda: X.transpose(0, 0), r"transpose"),
    "transpose of too few": (lambda: X.transpose(0), r"transpose"),
    "transpose beyond": (lambda: X.transpose(0, 2), r"transpose.*2"),
    "swapaxes": (lambda: X.swapaxes(0, 2), r"swapaxes.*2"),
    "moveaxis": (lambda: tg.moveaxis(X, 0, 2), r"moveaxis.*2"),
    "expand_dims": (lambda: tg.expand_dims(X, 4), r"axis 4"),
    "squeeze": (lambda: tg.squeeze(X, 0), r"squeeze"),
    "flatten": (lambda: tg.flatten(X, 2), r"axis 2"),
    "broadcast_to": (lambda: tg.broadcast_to(X, (2, 4)), r"broadcast_to.*\(2, ?3\).*\(2, ?4\)"),
    "concatenate": (
        lambda: tg.concatenate([X, np.ones((2, 4))]), r"concatenate.*\(2, 3\).*\(2, 4\)",
    ),
    "concatenate axis": (lambda: tg.concatenate([X, X], axis=2), r"concatenate.*axis 2"),
    "concatenate of nothing": (lambda: tg.concatenate([]), r"concatenate.*at least one"),
    "concatenate of numbers": (lambda: tg.concatenate([N, N]), r"concatenate"),
    "stack": (lambda: tg.stack([X, V]), r"stack.*\(2, 3\)"),
    "stack of nothing": (lambda: tg.stack([]), r"at least one"),
    "stack axis": (lambda: tg.stack([X, X], axis=4), r"axis 4"),
    "split": (lambda: tg.split(V, 2), r"split.*3.*2"),
    "split axis": (lambda: tg.split(V, 3, axis=1), r"split.*axis 1"),
    "split of a number": (lambda: tg.split(N, 1), r"split.*axis"),
    "pad": (lambda: tg.pad(X, ((1, 1), (1, 1), (1, 1))), r"pad"),
    "pad by less than nothing": (lambda: tg.pad(X, -1), r"pad"),
    "index beyond": (lambda: X[2], r"getitem.*index 2.*\(2, 3\)"),
    "too many indices": (lambda: X[0, 0, 0], r"getitem.*too many indices"),
    "a float index": (lambda: X[0.5], r"getitem.*indices"),
    "a mask of wrong shape": (lambda: X[np.array([True, False, True])], r"getitem.*boolean"),
    "a text index": (lambda: X["a"], r"getitem.*indices"),
    "take": (lambda: tg.take(V, [3]), r"index 3"),
    "take axis": (lambda: tg.take(V, [0], axis=1), r"axis 1"),
    "repeat": (lambda: tg.repeat(V, [1, 2]), r"broadcast|repeat"),
    "diagonal": (lambda: tg.diagonal(V), r"diag"),
    "diag": (lambda: tg.diag(np.ones((2, 2, 2))), r"diag.*\(2, 2, 2\)"),
    "einsum count": (lambda: tg.einsum("ij,jk", X), r"einsum.*2 operands.*1"),
    "einsum rank": (lambda: tg.einsum("ijk", X), r"einsum.*'ijk'.*\(2, 3\)"),
    "einsum sizes": (lambda: tg.einsum("ij,ij", X, X.T), r"einsum.*(size|i has).*2 and 3|3 and 2"),
    "einsum output": (lambda: tg.einsum("ij->k", X), r"'ij->k': each label of the output"),
    "einsum output twice": (lambda: tg.einsum("ij->ii", X), r"'ij->ii': each label of the output"),
    "einsum symbols": (lambda: tg.einsum("i1->i", X), r"einsum.*1"),
    "einsum without a string": (lambda: tg.einsum(X, "ij"), r"einsum.*string"),
    "tensordot": (lambda: tg.tensordot(X, X, 1), r"tensordot|einsum"),
    "einsum hides nothing": (lambda: tg.einsum("i", X), r"einsum.*'i'.*\(2, 3\)"),
    "einsum hides less than nothing": (lambda: tg.einsum("...ijk", X), r"einsum.*'...ijk'"),
    "tensordot of two axes with one": (
        lambda: tg.tensordot(X, X, ([0, 1], [0])), r"tensordot: .* pairs 2 axes of x with 1 of y",
    ),
    "matmul the other way round": (lambda: X @ X, r"did you mean x @ y.mT\?"),
    "matmul from the left": (
        lambda: X @ np.ones((2, 4)), r"inner sizes 3 and 2 differ; did you mean x.mT @ y\?",
    ),
    "matmul of what never fits": (lambda: X @ np.ones((4, 5)), r"sizes 3 and 4 differ$"),
    "matmul of a stack that never fits": (lambda: X @ np.ones((2, 4, 5)), r"3 and 4 differ$"),
    "matmul of a vector that never fits": (lambda: V @ np.ones((4, 5)), r"3 and 4 differ$"),
    "matmul of a vector from the left": (lambda: V @ np.ones((2, 3)), r"mean x @ y.mT\?"),
    "norm of a matrix of a third kind": (lambda: tg.norm(X, 3), r"norm: ord=3 .*there are None"),
    "norm of a vector by name": (lambda: tg.norm(V, "fro"), r"norm: ord='fro' is not a vec"),
    "norm that counts": (lambda: tg.norm(V, 0), r"norm: ord=0 .*\(x != 0\).sum\(\) counts"),
    "norm of a stack": (lambda: tg.norm(X[None], 1), r"norm: ord=1 is for .*; give an axis"),
    "tensordot axes": (lambda: tg.tensordot(X, X, 3), r"tensordot.*3"),
    "dot": (lambda: tg.dot(X, X), r"\(2, 3\).*\(2, 3\)"),
    "inv": (lambda: tg.inv(X), r"inv.*\(2, 3\)|inv.*square"),
    "inv of a singular one": (lambda: tg.inv(np.zeros((2, 2)) * N), r"inv|[Ss]ingular"),
    "det": (lambda: tg.det(X), r"det.*\(2, 3\)"),
    "solve": (lambda: tg.solve(np.eye(2), V), r"solve.*\(3,\)|solve.*\(3, 1\)"),
    "norm": (lambda: tg.norm(X, ord="max"), r"norm.*'max'.*'nuc'"),
    "unknown setting": (lambda: tg.sum(X, axes=1), r"axes"),
    "too many arguments": (lambda: tg.exp(X, 1, 2), r"exp.*argument"),
    "too few arguments": (lambda: tg.add(X), r"add.*argument"),
    "text": (lambda: X + "a", r"text|str"),
    "None": (lambda: X * None, r"None"),
    "a dict": (lambda: X + {}, r"dict"),
    "complex": (lambda: X * 1j, r"complex"),
    "where with text": (lambda: tg.where("a", X, X), r"numbers or booleans, not text"),
    "clip with text": (lambda: X.clip("a"), r"clip|str"),
    "clip between parameters": (lambda: X.clip(N, None), r"constant.*tg\.minimum and tg\.maximum"),
    "gelu of a kind": (lambda: tg.gelu(X, "fast"), r"gelu: approximate='fast' is neither"),
    "pooling what is no image": (
        lambda: max_pool2d(X, 2), r"max_pool2d: images have shape .*not \(2, 3\).*reshape",
    ),
    "pooling mostly the frame": (
        lambda: max_pool2d(X.reshape(1, 1, 2, 3), 2, padding=2), r"padding .* is more than half",
    ),
    "an axis by PyTorch's name": (lambda: X.sum(dim=0), r"'dim'.*; NumPy's name for it is axis"),
    "stacked without a list": (lambda: tg.stack(X, X), r"stack: axis=.*a list: stack\(\[x, y\]\)"),
    "split into nothing": (lambda: tg.split(V, 0), r"split: 0 sections"),
    "array_split into nothing": (lambda: tg.array_split(V, 0), r"array_split: 0 sections"),
    "split into True": (lambda: tg.split(V, True), r"split: sections=True is not an integer"),
    "split into a half": (lambda: tg.split(V, 1.5), r"split: sections=1.5 is not an integer$"),
    "split by a quotient": (lambda: tg.split(V, 6 / 2), r"3\.0 is not an integer; write 3,.*//"),
    "split into parts of a size": (
        lambda: tg.split(V, 2), r"PyTorch's split.*split\(x, range\(2, 3, 2\)\)",
    ),
    "an axis that is true": (lambda: tg.flatten(X, True), r"flatten: axis=True is not an integer"),
    "axes that are true": (lambda: X.transpose(True, 0), r"axis=True is not an integer"),
    "two of three axes": (
        lambda: X.reshape(1, 2, 3).transpose(0, 1),
        r"all of its 3 axes must be named, not 2.*swapaxes, or \.mT",
    ),
    "an index of floats": (
        lambda: V[tg.Tensor([0, 2])], r"getitem: .*integers.*float64; a list .*dtype=int",
    ),
    "a list of floats as an index": (lambda: V[[0.0, 2.0]], r"getitem: .*integers.*float64"),
    "floats to take": (lambda: tg.take(V, tg.Tensor([0, 2])), r"take: .*integers.*float64"),
    "too many of the largest": (lambda: tg.topk(X, 4), r"topk: k=4, .*axis -1.*\(2, 3\).* 3 ent"),
    "a cross product in the plane": (lambda: tg.cross(np.ones(2), V[:2]), r"cross: axis -1 .* 3"),
    "differences a negative number of times": (lambda: tg.diff(V, -1), r"diff: n=-1"),
    "moveaxis of two to one": (
        lambda: tg.moveaxis(X, (0, 1), 0), r"moveaxis: .*names 2 axes, .* 1 positions",
    ),
    "squeeze of a longer axis": (lambda: X.squeeze(0), r"squeeze: .*x has shape \(2, 3\)"),
    "squeeze axis": (lambda: X.squeeze(5), r"squeeze: axis 5 .*\(2, 3\)"),
    "roll axis": (lambda: tg.roll(X, 1, 5), r"roll: axis 5 .*\(2, 3\)"),
    "repeat axis": (lambda: tg.repeat(X, 2, axis=5), r"repeat: axis 5 .*\(2, 3\)"),
    "repeat less than never": (lambda: tg.repeat(X, -1), r"repeat: .*\(2, 3\)"),
    "tile by a fraction": (lambda: tg.tile(X, 1.5), r"tile: .*\(2, 3\)"),
    "take along axis 5": (lambda: tg.take(X, 0, axis=5), r"take: axis 5 .*\(2, 3\)"),
    "stacking nothing": (lambda: tg.vstack([]), r"vstack: the list is empty"),
    "vstack without a list": (lambda: tg.vstack(V, V), r"in a list: vstack\(\[x, y\]\)"),
    "hstack without a list": (lambda: tg.hstack(V, V, V), r"in a list: hstack\(\[x, y\]\)"),
    "vstack of a generator": (lambda: tg.vstack(V for _ in "ab"), r"vstack: generator is not"),
    "stack of a generator": (lambda: tg.stack(V for _ in "ab"), r"stack: generator is not a list"),
    "the order of a norm that is learned": (lambda: tg.norm(V, N), r"setting is a constant"),
    "a ddof that is learned": (lambda: V.std(ddof=N), r"setting is a constant"),
    "a correction that is learned": (lambda: V.var(correction=N), r"setting is a constant"),
    "a slope that is learned": (
        lambda: tg.leaky_relu(X, N), r"setting is a constant.*a gradient.*\.data.*tg\.where",
    ),
    "an alpha that is learned": (lambda: tg.elu(X, N), r"setting is a constant.*gradient"),
    "a beta that is learned": (lambda: tg.softplus(X, N), r"setting is a constant.*gradient"),
    "a frame that is learned": (
        lambda: tg.pad(X, 1, constant_values=N), r"setting is a constant.*gradient",
    ),
    "numbers for nan that are learned": (
        lambda: tg.nan_to_num(X, nan=N), r"setting is a constant.*gradient",
    ),
    "a norm along PyTorch's axis": (lambda: tg.norm(X, dim=0), r"norm: .*name for it is axis"),
    "convolving what is no image": (lambda: conv2d(X, X), r"conv2d: x has shape \(2, 3\)"),
}  # fmt: skip


for mode in ("mean", "maximum", "minimum", "median", "linear_ramp", "empty", "odd"):
    WRONG[f"pad by {mode}"] = (
        lambda m=mode: np.pad(V, 1, mode=m),
        rf"pad: mode='{mode}' has no rule",
    )


@pytest.mark.promise(26)
@pytest.mark.parametrize(("call", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_says_what_is_wrong(call, message):
    with pytest.raises((ValueError, IndexError, TypeError), match=f"(?s){message}"):
        call()


def test_a_rule_without_defaults_or_with_another_count_is_refused():
    with pytest.raises(TypeError, match=r"scaled: the setting by has no default.*`by=\.\.\.`"):

        @tg.elementwise
        def scaled(x, /, by):
            return x * by, lambda: by

    with pytest.raises(TypeError, match=r"product: the docstring has 1 lines .* for 2 inputs"):

        @tg.elementwise
        def product(x, y, /):
            """x * y

            ∂/∂x = y
            """
            return x * y, lambda: y, lambda: x


def test_a_rule_with_two_inputs_and_no_slash_is_shown_both():
    with pytest.raises(TypeError, match=r"write `def product\(x, y, /, \.\.\.\)`"):

        @tg.elementwise
        def product(x, y, by=1.0):
            return x * y * by, lambda: y * by, lambda: x * by


@pytest.mark.parametrize("name", ["elementwise", "differentiable", "linear_map"])
def test_a_decorator_with_brackets_says_to_leave_them_out(name):
    with pytest.raises(TypeError, match=f"@tg.{name} goes .* without brackets"):
        getattr(tg, name)()
