"""Write docs/pytorch-names.md: PyTorch's names and keywords, and what each is here.

python docs/generators/make_names.py
"""

import ast
import re
from pathlib import Path

from tinygrad_edu._pytorch.answers import rows
from tinygrad_edu._pytorch.keywords import HERE, SAYING, WORDS
from tinygrad_edu._pytorch.names import ROOMS

PAGE = Path(__file__).parents[1] / "pytorch-names.md"
HEAD = """\
# PyTorch's names, and what they are here

Whoever writes one of these names is answered with the same words:
`tg.cat` raises an AttributeError that says `tg.concatenate([x, y], axis=1)`,
`from tinygrad_edu.nn import MSELoss` an ImportError that says `nn.MSE()`.
Names that mean the same in both, such as `tg.relu`, `nn.Linear` or `x.sum`, are not listed.

In the answers `x` and `y` are tensors, `w` is a parameter, `m` a model,
and `rng` is `np.random.default_rng(0)`.
The page is made by `python docs/generators/make_names.py` from the tables in
[`pytorch_names.py`](../tinygrad_edu/_pytorch/names.py) and
[`keywords.py`](../tinygrad_edu/_pytorch/keywords.py).
The other way round, for those who go on, is [from here to PyTorch](from-here-to-pytorch.md).

## The same name, another meaning

Nothing stops you here: both libraries take the line, and mean different things by it.

"""
# fmt: off
MEANINGS = [  # written, in PyTorch, here, what was meant
    ("x.max(1), x.min(1)", "a pair: values and places", "the values", "x.max(axis=1), x.argmax(axis=1)"),
    ("x.max(1)[0]", "the values", "the value of the first row", "x.max(axis=1)"),
    ("v, i = x.max(1)", "values and places", "takes two rows apart", "x.max(axis=1), x.argmax(axis=1)"),
    ("v, i = tg.sort(x)", "values and places", "takes two rows apart", "tg.sort(x), x.argsort()"),
    ("x.repeat(2, 1)", "the whole, twice below itself", "each entry twice, along axis 1", "tg.tile(x, (2, 1))"),
    ("tg.split(x, 2)", "parts of size 2", "2 parts", "tg.split(x, len(x) // 2)"),
    ("tg.split(x, [2, 3])", "parts of sizes 2 and 3", "cuts at 2 and at 3", "tg.split(x, [2])"),
    ("x.transpose(0, 1)", "exchanges two axes", "names all axes in their new order", "x.swapaxes(0, 1), x.mT"),
    ("x.std(), x.var()", "divide by n − 1", "divide by n", "x.std(ddof=1)"),
    ("tg.cumsum(x)", "an error: needs an axis", "of all entries in a row", "tg.cumsum(x, axis=0)"),
    ("tg.pad(x, (1, 1))", "pads the last axis", "pads every axis", "tg.pad(x, ((0, 0), (1, 1)))"),
    ("tg.flip(x)", "an error: needs the axes", "turns around all axes", "tg.flip(x, 0)"),
    ("tg.max(x, y)", "the larger of each pair", "an error: y would be the axis", "tg.maximum(x, y)"),
    ("tg.squeeze(x, 0)", "leaves an axis that is not 1", "an error, if it is not 1", "x"),
    ("tg.grad(y, x)[0]", "the gradient, from a tuple", "the first row of the gradient", "tg.grad(y, x)"),
    ("x.size()", "the shape", "TypeError: 'int' object is not callable, since it is the number of entries", "x.shape, x.size"),
    ("tg.Tensor([1, 2])", "of float32", "of float64", "tg.set_default_dtype(np.float32)"),
    ("x == y", "a tensor of booleans", "an array of booleans", "(x == y).mean()"),
    ("w.data, w.grad", "tensors", "NumPy's arrays: see below", "w.data, w.grad"),
]
NO = "AttributeError: 'numpy.ndarray' object has no attribute "
SAID = [  # written, the error, what to write
    ("w.grad.zero_()", NO + "'zero_'", "w.grad = None"),
    ("w.data.zero_()", NO + "'zero_'", "w.data[...] = 0"),
    ("w.data.normal_(0, 0.01)", NO + "'normal_'", "w.data = rng.normal(0, 0.01, w.shape)"),
    ("w.data.uniform_(-1, 1)", NO + "'uniform_'", "w.data = rng.uniform(-1, 1, w.shape)"),
    ("w.data.fill_(0)", NO + "'fill_'", "w.data[...] = 0"),
    ("w.data.copy_(a)", NO + "'copy_'", "w.data = a"),
    ("w.data.sub_(0.1 * w.grad)", NO + "'sub_'", "w.data -= 0.1 * w.grad"),
    ("w.data.add_(a)", NO + "'add_'", "w.data += a"),
    ("(p == y).float().mean()", NO + "'float'", "(p == y).mean()"),
    ("w.grad.norm()", NO + "'norm'", "np.linalg.norm(w.grad)"),
    ("w.grad.abs()", NO + "'abs'", "np.abs(w.grad)"),
    ("w.grad.clone()", NO + "'clone'", "w.grad.copy()"),
    ("w.grad.detach()", NO + "'detach'", "w.grad"),
    ("w.data.numpy()", NO + "'numpy'", "w.data"),
    ("w.grad.data.zero_()", "AttributeError: 'memoryview' object has no attribute 'zero_'", "w.grad = None"),
]
# fmt: on
ARRAYS = """

## What arrays say

`.data`, `.grad`, `argmax` and comparisons give NumPy's arrays,
and NumPy cannot know what you meant.

"""
TITLES = {
    "tg": "`torch`",
    "Tensor": "A tensor's methods and attributes",
    "Module": "A module's methods and attributes",
    "Optimizer": "An optimiser's",
    "Schedule": "A schedule's",
}
CODE = re.compile(r"(?<![\w.])(?:@?(?:tg|nn|optim|np|rng|x|w|m|optimizer|schedule)\.|examples/)\w")


def code(text):
    """Code in a table."""
    return "`" + text.replace("|", "\\|") + "`"


def cell(words):
    """An answer: all of it is code, or there is code in it."""
    try:
        ast.parse(words)
    except SyntaxError:
        return with_code(words)
    return code(words)


def with_code(words):
    """A sentence, with its code marked: from a name such as tg.sum to its closing bracket."""
    start = CODE.search(words)
    if start is None:
        return words
    end, depth = start.start(), 0
    while end < len(words) and (depth or words[end] not in " ,;:)"):
        depth += (words[end] in "([{") - (words[end] in ")]}")
        end += 1
    return words[: start.start()] + code(words[start.start() : end]) + with_code(words[end:])


def lined(heads, lines):
    """A table."""
    everything = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in everything)


def meanings():
    """The names that mean something else here, and what arrays say."""
    same = [(code(a), b, c, code(d)) for a, b, c, d in MEANINGS]
    said = [tuple(map(code, line)) for line in SAID]
    first = lined(["written", "in PyTorch", "here, as in NumPy", "what was meant is"], same)
    return first + ARRAYS + lined(["written", "the error", "write"], said) + "\n\n"


def table(room):
    """The rows of a room; names with one answer share a row."""
    answers = {}
    for name, words in rows(room).items():
        answers.setdefault(words, []).append(name)
    lines = [(", ".join(map(code, names)), cell(words)) for words, names in answers.items()]
    return lined(["in PyTorch", "here"], lines)


def keywords():
    """The keywords, with what they are called here or what there is to say."""
    lines = []
    for word in sorted({*HERE, *WORDS}, key=str.lower):
        words = with_code(WORDS.get(word, "").format(word))
        if word in HERE:
            words = " or ".join(code(f"{name}=") for name in HERE[word])
        if word in SAYING and not SAYING[word].endswith("for it is {}"):
            words = with_code(SAYING[word].format(HERE[word][0]))
        lines.append((code(f"{word}="), words))
    return lined(["in PyTorch or NumPy", "here"], lines)


def page():
    """The whole page."""
    parts = [HEAD, meanings()]
    for room in ROOMS:
        parts.append(f"## {TITLES.get(room, code('torch.' + room))}\n\n{table(room)}\n\n")
    parts.append(f"## Keywords\n\n{keywords()}\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
