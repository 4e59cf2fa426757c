"""PyTorch's names are answered with what there is here, and the table stays true."""

import ast
import builtins
import copy
import doctest
import inspect
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu._pytorch.answers import NEXT_DOOR, answer, rows
from tinygrad_edu._pytorch.names import ROOMS

X = tg.Tensor(np.ones((2, 3)), requires_grad=True)
M = nn.Linear(3, 2)
SGD = optim.SGD(M.parameters(), lr=0.1)
OWNERS = {
    "tg": tg,
    "nn": nn,
    "nn.init": nn.init,
    "optim": optim,
    "datasets": tg.datasets,
    "Batches": tg.datasets.batches(np.zeros(3), np.zeros(3), 2),
    "Tensor": X,
    "Module": M,
    "Optimizer": SGD,
    "Schedule": optim.cosine(SGD, 10),
}
LIST = Path(__file__).parent / "pytorch_names.txt"


def tutorial_names():
    """The names that courses use: (room, name)."""
    room = ""
    for line in LIST.read_text("utf-8").splitlines():
        if line.endswith(":") and not line.startswith("#"):
            room = line.removesuffix(":").replace("torch", "tg")
        elif line.startswith("  "):
            yield from ((room, word.partition(":")[0]) for word in line.split())


NAMES = list(tutorial_names())


def test_the_list_has_several_hundred_names_of_all_rooms():
    assert len(NAMES) > 400
    assert {room for room, _ in NAMES} >= {
        "tg",
        "nn",
        "nn.functional",
        "nn.init",
        "optim",
        "Tensor",
    }


@pytest.mark.parametrize(("room", "name"), NAMES)
def test_a_name_that_tutorials_use_is_here_or_answered(room, name):
    if room not in OWNERS:  # a module that is answered as a whole, and name by name on the page
        assert rows(room)[name]
    elif not hasattr(OWNERS[room], name):
        with pytest.raises(AttributeError, match=r"; (here:|it is|a tensor|arrays|write) ?"):
            getattr(OWNERS[room], name)


EVERY_ROW = [(room, name) for room in ROOMS for name in rows(room)]


@pytest.mark.parametrize("room", [room for room in ROOMS if room in OWNERS])
def test_no_row_answers_for_a_name_that_is_here(room):
    assert [name for name in rows(room) if hasattr(OWNERS[room], name)] == []


def found(chain, space):
    """Whether a.b.c leads somewhere."""
    first, *rest = chain.split(".")
    thing = space[first]
    for name in rest:
        if not hasattr(thing, name):
            return False
        thing = getattr(thing, name)
    return True


SPACE = {
    **{"tg": tg, "nn": nn, "optim": optim, "np": np, "x": X, "y": X, "w": X, "m": M},
    **{"rng": np.random.default_rng(0), "optimizer": SGD, "schedule": OWNERS["Schedule"]},
}


@pytest.mark.parametrize(("room", "name"), EVERY_ROW)
def test_what_an_answer_names_exists(room, name):
    words = rows(room)[name]
    assert words
    for chain in re.findall(
        r"(?<![\w.])((?:tg|nn|optim|np|x|y|w|m|rng|optimizer)\.[\w.]*\w)", words
    ):
        assert found(chain, SPACE), f"{room}.{name}: {chain}"
    for path in re.findall(r"(?:examples|docs)/[\w-]+\.\w+", words):
        assert (LIST.parents[2] / path).exists(), path
    try:
        code = ast.parse(words)
    except SyntaxError:
        return  # a sentence
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert hasattr(builtins, node.func.id) or node.func.id in ("margin", "f"), words


RUN = [
    *("tg.clip(x, 0, 1)", "x**2", "x.T", "x.reshape(2, 3)", "tg.arctan2(y, x)", "x.size"),
    *("tg.concatenate([x, y], axis=1)", "tg.Tensor([1.0, 2.0], requires_grad=True)"),
    *("tg.sqrt(((x[:, None] - y) ** 2).sum(axis=2))", "x / (1 + tg.abs(x))"),
]


@pytest.mark.parametrize("code", RUN)
def test_a_line_of_code_in_the_table_runs(code):
    assert code in {rows(room)[name] for room, name in EVERY_ROW}
    eval(code, dict(SPACE))


# --- how it is asked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "from tinygrad_edu.nn import MSELoss",
        "from tinygrad_edu.nn import functional as F",
        "import tinygrad_edu.nn.functional as F",
        "from tinygrad_edu.nn.functional import cross_entropy",
        "import tinygrad_edu.utils.data",
        "from tinygrad_edu.utils.data import DataLoader",
        "from tinygrad_edu.nn.init import normal_",
        "from tinygrad_edu.optim import lr_scheduler",
        "from tinygrad_edu.optim.lr_scheduler import StepLR",
        "from tinygrad_edu.datasets import DataLoader",
        "from tinygrad_edu.autograd import grad",
        "from tinygrad_edu import randn",
        "import tinygrad_edu.cuda",
    ],
)
def test_an_import_of_pytorchs_is_answered(line):
    with pytest.raises(ImportError, match=r"; here: .*(tg|nn|optim|w|rng|CPU)"):
        exec(line, {})


def test_an_import_of_an_unknown_name_gets_pythons_message():
    for line in ("from tinygrad_edu import bogus", "import tinygrad_edu.bogus"):
        with pytest.raises(ImportError) as caught:
            exec(line, {})
        assert "here:" not in str(caught.value)


def test_an_import_from_the_wrong_room_is_shown_the_way():
    with pytest.raises(ImportError, match=r"it is tg\.nn\.Linear"):
        exec("from tinygrad_edu import Linear", {})


@pytest.mark.parametrize("room", OWNERS)
def test_what_is_not_here_is_still_not_there(room):
    name = next(iter(rows(room if room in ROOMS else NEXT_DOOR[room][0])))
    assert not hasattr(OWNERS[room], name)
    assert getattr(OWNERS[room], name, 7) == 7
    assert name not in dir(OWNERS[room])
    with pytest.raises(AttributeError, match=r"has no attribute 'bogus'$"):
        _ = OWNERS[room].bogus


def test_python_adds_no_suggestion_to_an_answer():
    program = "import tinygrad_edu as tg\ntg.Tensor([1.0]).numel()"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert run.stderr.strip().endswith("here: x.size")


def test_files_of_ours_do_not_answer_for_pytorchs_functions():
    for owner, name in ((tg, "tensor"), (tg, "mode"), (nn, "linear"), (nn, "cross_entropy")):
        with pytest.raises(AttributeError, match="here:"):
            getattr(owner, name)
    for owner in (tg, nn, optim, tg.datasets):
        files = {k for k, v in vars(owner).items() if inspect.ismodule(v)}
        assert not files & {name for room in NEXT_DOOR["tg"] for name in rows(room)}
    assert pickle.loads(pickle.dumps(tg.Tensor([1.0]))).data == 1


def test_tools_that_ask_for_anything_are_not_disturbed():
    exec("from tinygrad_edu import *", {})
    for thing in (X, M, SGD, OWNERS["Schedule"]):
        copy.copy(thing)
        copy.deepcopy(thing)
        pickle.loads(pickle.dumps(thing))
        inspect.getmembers(thing, inspect.isroutine)
    for module in (tg, nn, optim, nn.init, tg.datasets):
        assert inspect.unwrap(module) is module
        inspect.getmembers(module)
        doctest.DocTestFinder().find(module)


def test_a_property_that_fails_keeps_its_own_error():
    class Net(nn.Module):
        @property
        def children(self):
            return [].bogus

    with pytest.raises(AttributeError, match="'list' object has no attribute 'bogus'"):
        _ = Net().children


def test_an_attribute_of_a_subclass_is_not_overruled():
    class Net(nn.Module):
        def apply(self):
            return 7

    assert Net().apply() == 7


def test_in_place_methods_are_answered_whatever_their_name():
    for name in ("hypot_", "masked_fill_", "neg_", "sigmoid_", "scatter_", "unsqueeze_"):
        with pytest.raises(AttributeError, match="nothing changes a tensor in place"):
            getattr(X, name)


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (lambda: X.masked_fill_(X > 0, 0), r"write x = tg\.where\(mask, value, x\), or"),
        (lambda: X.lgamma_(), r"write x = \.\.\., or"),
        (lambda: X.split(1), "the number of parts here"),
        (lambda: X.where(X > 0, 0), r"tg\.where\(condition, x, y\)"),
        (lambda: X.H, r"x\.T"),
        (lambda: tg.unbind(X, dim=1), r"tg\.moveaxis"),
        (lambda: tg.std_mean(X), r"x\.std\(ddof=1\)"),
        (lambda: tg.full_like(X, 2), r"np\.full_like\(x\.data, 1\.0\)"),
        (lambda: tg.datasets.MNIST("."), r"tg\.datasets\.mnist\(\)"),
        (lambda: OWNERS["Batches"].dataset, r"len\(x\)"),
    ],
)
def test_an_answer_is_what_stands_for_the_call(look, words):
    with pytest.raises(AttributeError, match=words):
        look()


def test_the_words_of_micrograd_are_answered():
    for owner, name in ((tg, "Value"), (tg, "draw_dot"), (X, "_backward"), (X, "_prev")):
        with pytest.raises(AttributeError, match="here:"):
            getattr(owner, name)
    assert answer("Tensor", "label").startswith("x.name")


@pytest.mark.parametrize("device", ["cpu", "cuda", "cuda:0"])
def test_a_model_sent_to_a_device_says_that_everything_runs_on_the_cpu(device):
    with pytest.raises(TypeError, match="on the CPU"):
        M.to(device)
    with pytest.raises(TypeError, match="on the CPU"):
        M.to(device=device)
    with pytest.raises(AttributeError, match="on the CPU"):
        X.to(device)
