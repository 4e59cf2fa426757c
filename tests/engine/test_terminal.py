"""Words and tables come out on every terminal and pipe, and no name can steer it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import _files as files
from tinygrad_edu import _terminal as terminal
from tinygrad_edu import nn, optim

ROOT = Path(__file__).parents[2]
PRINTS = r"""
import tinygrad_edu as tg
x = tg.Tensor([3.0, 1.0], requires_grad=True, name="gr\xf6\xdfe")
model = tg.nn.Sequential(tg.nn.Linear(2, 2), tg.nn.Tanh())
with tg.profile() as p:
    loss = (model(x * x) * x).sum()
tables = tg.explain(loss), tg.explain(loss, of=x), tg.nudge(loss, x), tg.draw(loss).text(), p
for thing in (*tables, model, tg.health(model, x.data), tg.play(loss), tg.quiz(loss), x):
    print(thing)
    print(repr(thing))
print(tg.explain(tg.tanh))
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp850", "latin-1", "koi8-r"])
def test_everything_prints_in_any_encoding(encoding):
    command, environment = [sys.executable, "-c", PRINTS], {"PYTHONIOENCODING": encoding}
    run = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | environment)
    assert run.returncode == 0, run.stderr
    printed = run.stdout.decode(encoding)
    assert "dL/dgr" in printed
    assert " -> " in printed
    assert "\\u" not in printed
    assert "\\x" not in printed.replace("\\xf6", "").replace("\\xdf", "")  # the learner's own


def test_the_c_locale_prints_as_well():
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONIOENCODING"}
    environment |= {"LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", PRINTS]
    run = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment)
    assert run.returncode == 0, run.stderr


def test_utf_8_is_left_as_it_is():
    command, environment = [sys.executable, "-c", PRINTS], {"PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | environment)
    assert "∂L/∂größe" in run.stdout.decode("utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850"])
def test_a_file_of_the_user_takes_plain_letters_or_utf_8(tmp_path, encoding):
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    words, path = str(tg.explain(x * x, of=x)), tmp_path / "walk.txt"
    path.write_text(words, encoding=encoding, errors="tinygrad_edu.plain")
    assert "dL/dx" in path.read_text(encoding)
    path.write_text(words, encoding="utf-8")
    assert path.read_text("utf-8") == words


def handlers(encoding):
    """How stdout and stderr handle errors before and after the import."""
    code = """if 1:
        import sys
        before = sys.stdout.errors, sys.stderr.errors
        import tinygrad_edu
        print(*before, sys.stdout.errors, sys.stderr.errors)"""
    command, environment = [sys.executable, "-c", code], {"PYTHONIOENCODING": encoding}
    run = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | environment)
    words = run.stdout.decode("ascii").split()
    return words[:2], words[2:]


@pytest.mark.parametrize("errors", ["replace", "ignore", "backslashreplace", "xmlcharrefreplace"])
def test_a_choice_of_the_user_stands(errors):
    before, after = handlers(f"ascii:{errors}")
    assert before[0] == after[0] == errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8:surrogateescape", "gb18030"])
def test_a_stream_that_has_all_letters_is_left_as_it_is(encoding):
    before, after = handlers(encoding)
    assert before == after


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_a_stream_that_lacks_letters_gets_plain_ones(encoding):
    assert handlers(encoding)[1] == [terminal.HANDLER] * 2


def test_the_bytes_of_a_file_name_come_out_as_they_are():
    name = b"gr\xf6\xdfe".decode("ascii", "surrogateescape")
    assert f"∂ {name} →".encode("ascii", terminal.HANDLER) == b"d gr\xf6\xdfe ->"


def test_errors_and_warnings_come_out_in_plain_letters():
    code = """if 1:
        import warnings
        import tinygrad_edu as tg
        x = tg.Tensor(3.0, requires_grad=True)
        warnings.warn("∂L/∂x → 0")
        tg.draw(x, direction="∂")"""
    command, environment = [sys.executable, "-c", code], {"PYTHONIOENCODING": "cp1252"}
    run = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | environment)
    assert b"dL/dx -> 0" in run.stderr
    assert b"direction='d'" in run.stderr
    assert b"Unicode" not in run.stderr


def test_a_stdout_that_is_no_file_or_none_is_left_alone(monkeypatch):
    for stream in (None, io.StringIO()):
        monkeypatch.setattr(sys, "stdout", stream)
        terminal.print_anywhere()


@pytest.mark.parametrize("folder", ["tinygrad_edu", "examples"])
def test_every_letter_in_use_has_a_plain_one(folder):
    for path in (ROOT / folder).rglob("*.py"):
        for letter in set(path.read_text("utf-8")) - {"\\"}:
            plain = letter.encode("ascii", terminal.HANDLER).decode()
            assert "\\" not in plain, (path, letter)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("∂L/∂x = −1 × 10⁻³", "dL/dx = -1 x 10^-3"),
        ("x², xᵀ, v₁ → L", "x^2, x^T, v1 -> L"),
        ("├─ 0\n└─ 1", "|- 0\n`- 1"),
        ("5 µs ± ½", "5 us +- 1/2"),
        ("ŷ = μ… é 🐍", "y^ = u... \\xe9 \\U0001f40d"),
    ],
)
def test_plain_letters_say_the_same(text, plain):
    assert text.encode("ascii", terminal.HANDLER).decode() == plain


def test_decoding_is_none_of_its_business():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", terminal.HANDLER)


# --- control characters -------------------------------------------------------------------------

STEERS = "a\x1b[31mred\x07\x9b2J\r\nb\u202e"


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = {STEERS: nn.Linear(2, 2)}

    def extra_repr(self):
        return STEERS

    def forward(self, x):
        return self.parts[STEERS](x)


def what_is_printed():
    x = tg.Tensor([[3.0, 1.0]], requires_grad=True, name=STEERS)
    y = tg.Tensor([[3.0, 1.0]], requires_grad=True)
    model = Layer()
    loss = (model(x) * y).sum()
    names = {STEERS: y, STEERS + "m": model}
    yield from (tg.explain(loss, names=names), tg.explain(loss, of=x), tg.nudge(loss, x))
    yield from (tg.nudge(loss, y, name=STEERS), tg.draw(loss, names=names).text(), model, x)
    yield from (tg.health(model, x.data), tg.play(loss, names=names), tg.quiz(loss, names=names))
    with tg.profile() as p:
        model(x)
    yield p
    with pytest.raises(ValueError, match="nudge") as caught:
        tg.nudge(loss, tg.Tensor(1.0, name=STEERS))
    yield caught.value


def test_no_control_character_of_a_name_reaches_the_terminal():
    for thing in what_is_printed():
        for text in (str(thing), repr(thing)):
            assert text.replace("\n", "").isprintable(), (type(thing), text)


def leaf(*values):
    return tg.Tensor([*values], requires_grad=True, name=STEERS)


def changed():
    x = leaf(1.0, 2.0)
    y = (x * x).sum()
    x.data = [5.0, 5.0]
    y.backward()


def decremented():
    x = leaf(1.0)
    x -= 1


ERRORS = {
    "twice in an optimiser": lambda: optim.SGD([p := leaf(1.0), p], lr=0.1),
    "without a gradient": lambda: optim.SGD([tg.Tensor([1.0], name=STEERS)], lr=0.1),
    "of another optimiser": lambda: optim.SGD([leaf(1.0)], 0.1).load_state_dict(
        {"lr": 0.1, STEERS: 1}
    ),
    "no path": lambda: tg.grad(leaf(1.0).sum(), leaf(1.0)),
    "a wrong gradient": lambda: tg.gradcheck(lambda x: x * x.data, leaf(1.0, 2.0)),
    "changed": changed,
    "decremented": decremented,
    "missing in a state": lambda: Layer().load_state_dict({}),
    "unknown in a state": lambda: Layer().load_state_dict({STEERS: 1.0}),
    "unfit in a state": lambda: Layer().load_state_dict(dict.fromkeys(Layer().state_dict(), "")),
    "saved": lambda: tg.save("never.npz", **{STEERS: object()}),
    "saved as safetensors": lambda: files._flat(object(), STEERS),
    "not in the graph": lambda: tg.explain(leaf(1.0).sum(), of=leaf(1.0)),
}


@pytest.mark.parametrize("fails", ERRORS.values(), ids=ERRORS)
def test_no_control_character_of_a_name_is_in_an_error(fails):
    with pytest.raises(Exception, match=r"red\ufffd") as caught:
        fails()
    assert str(caught.value).replace("\n", "").isprintable()
    assert "\nb" not in str(caught.value)


def made_outside():
    model = nn.Linear(1, 1)
    model.__dict__[STEERS] = leaf(1.0) * 2
    list(model.parameters())


def infinite():
    (leaf(np.inf) * 0).sum().backward()


@pytest.mark.parametrize("warns", [made_outside, infinite])
@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_no_control_character_of_a_name_is_in_a_warning(warns):
    with pytest.warns(UserWarning, match=r"red\ufffd") as caught:
        warns()
    assert all(str(warning.message).isprintable() for warning in caught)
