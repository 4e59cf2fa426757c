"""What tensors are called, where they live, and what part they play."""

from weakref import ref

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.show.record.story import tell


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def told(root, names=None):
    """The path and role of each tensor that is no result."""
    return [(e.path, e.role) for e in tell(root, names).entries if not e.op]


def names_of(root, names=None):
    return [e.name for e in tell(root, names).entries]


def test_a_given_name_goes_before_an_attributes_before_a_variables():
    layer = tg.nn.Module()
    layer.first = tg.Tensor(1.0, requires_grad=True, name="given")
    layer.second = tg.Tensor(1.0, requires_grad=True)
    variable = tg.Tensor(1.0, requires_grad=True)
    layer.forward = lambda: layer.first * layer.second + variable
    names = {"a": layer.first, "b": layer.second, "c": variable, "layer": layer}
    assert [e.name for e in tell(layer(), names).entries if not e.op] == ["given", "second", "c"]


def test_what_has_no_name_gets_a_letter_by_its_role():
    w, b = (tg.Tensor(k, requires_grad=True) for k in ([1.0, 2], [0.5, 1]))
    x = tg.Tensor([2.0, 1])
    assert names_of(((w * x + b) * 2).sum()) == ["w", "x", "v₁", "w₂", "v₂", "2", "v₃", "L"]


def test_two_tensors_with_the_same_name_are_distinguished():
    a, b, c = (tg.Tensor(float(k), requires_grad=True, name="w") for k in range(3))
    story = tell(a * b + c)
    assert [e.name for e in story.entries] == ["w", "w₂", "v₁", "w₃", "L"]
    assert story.entries[2].formula == "w × w₂"
    assert story.uses[0].rule == "g · w₂"


def test_the_same_tensor_twice_keeps_its_one_name():
    w = tg.Tensor(2.0, requires_grad=True, name="w")
    assert names_of(w * w + w) == ["w", "v₁", "L"]


def test_a_tensor_called_g_is_not_taken_for_what_comes_in():
    g = tg.Tensor(2.0, requires_grad=True, name="g")
    use = tell(g * g).uses[0]
    assert use.source.name == "g₁"
    assert use.rule == "g · g₁"


def test_a_tensor_called_l_is_not_taken_for_the_loss():
    x = tg.Tensor([2.0], requires_grad=True, name="L")
    story = tell((x * x).sum())
    assert story.root.name == "L₂"
    assert story.of[x].label == "∂L₂/∂L"


def test_items_of_lists_are_named_but_not_what_a_notebook_keeps():
    x, y = (tg.Tensor(k, requires_grad=True) for k in (1.0, 2.0))
    assert names_of(x * y, {"_": y, "Out": [y], "xs": [x, y]})[:2] == ["xs[0]", "xs[1]"]


def test_a_hostile_name_is_a_name_in_one_line():
    x = tg.Tensor([1.0], requires_grad=True, name='a:b <"\n> 😀')
    story = tell((x * x).sum())
    assert story.of[x].name == 'a:b <" > 😀'
    assert 'a:b <" > 😀 × a:b' in story.entries[1].formula


# --- real networks ----------------------------------------------------------------------------


def network(rng):
    return tg.nn.Sequential(
        tg.nn.Linear(6, 4, rng=rng), tg.nn.Sigmoid(), tg.nn.Linear(4, 3, rng=rng)
    )


WEIGHTS = [
    ("model.0.weight", "parameter"),
    ("model.0.bias", "parameter"),
    ("model.2.weight", "parameter"),
    ("model.2.bias", "parameter"),
]


@pytest.mark.parametrize("loss", ["MSE", "L1", "Huber", "BCEWithLogits"])
def test_a_network_with_a_loss_of_numbers(rng, loss):
    model, images = network(rng), tg.Tensor(rng.normal(size=(5, 6)))
    digits = tg.Tensor(rng.random((5, 3)))
    cost = getattr(tg.nn, loss)()(model(images), digits)
    found = told(cost, locals())
    assert found[0] == ("images", "input")
    assert [x for x in found if x[1] == "parameter"] == WEIGHTS
    assert ("digits", "target") in found
    assert tell(cost, locals()).root.role == "loss"


def test_a_network_with_a_loss_of_classes(rng):
    model, images = network(rng), tg.Tensor(rng.normal(size=(5, 6)))
    cost = tg.nn.CrossEntropy()(model(images), np.array([0, 1, 2, 1, 0]))
    assert [x for x in told(cost, locals()) if x[1] != "constant"] == [
        ("images", "input"),
        *WEIGHTS,
    ]
    assert tell(cost).root.role == "loss"


def test_without_the_callers_names_a_network_still_has_its_own(rng):
    cost = tg.nn.MSE()(network(rng)(rng.normal(size=(5, 6))), np.zeros((5, 3)))
    assert told(cost) == [
        ("x", "input"),
        ("0.weight", "parameter"),
        ("0.bias", "parameter"),
        ("2.weight", "parameter"),
        ("2.bias", "parameter"),
        ("y", "target"),
    ]


class Residual(tg.nn.Module):
    """x + f(x), twice, from a list of layers."""

    def __init__(self, rng):
        self.layers = [tg.nn.Linear(3, 3, rng=rng) for _ in range(2)]

    def forward(self, x):
        for layer in self.layers:
            x = x + tg.tanh(layer(x))
        return x


def test_layers_in_a_list_have_their_number_in_the_name(rng):
    net, x = Residual(rng), tg.Tensor(rng.normal(size=(2, 3)))
    loss = tg.nn.MSE()(net(x), np.zeros((2, 3)))
    assert [path for path, role in told(loss, locals()) if role == "parameter"] == [
        "net.layers.0.weight",
        "net.layers.0.bias",
        "net.layers.1.weight",
        "net.layers.1.bias",
    ]
    assert [e.formula for e in tell(loss, locals()).entries if e.op == "add"] == [
        "x + v₂",
        "v₃ + v₅",
    ]


class Cell(tg.nn.Module):
    """tanh(x U + h W), as often as one likes."""

    def __init__(self, rng):
        self.U, self.W = (tg.Tensor(rng.normal(size=(2, 2)), requires_grad=True) for _ in "UW")

    def forward(self, x, h):
        return tg.tanh(x @ self.U + h @ self.W)


def test_a_cell_that_runs_three_times_has_its_parameters_once(rng):
    cell, h = Cell(rng), np.zeros((1, 2))
    for _ in range(3):
        h = cell(rng.normal(size=(1, 2)), h)
    found = told(((h - 1) ** 2).sum(), locals())
    assert [x for x in found if x[1] == "parameter"] == [
        ("cell.U", "parameter"),
        ("cell.W", "parameter"),
    ]
    assert sum(role == "input" for _, role in found) == 4


def test_a_shared_layer_has_its_parameters_once(rng):
    layer, x = tg.nn.Linear(3, 3, rng=rng), tg.Tensor(rng.normal(size=(2, 3)))
    story = tell(layer(layer(x)).sum(), locals())
    weight = story.of[layer.weight]
    assert (weight.path, len(weight.contributions)) == ("layer.weight", 2)


def test_two_layers_without_names_are_distinguished(rng):
    first, second = (tg.nn.Linear(3, 3, rng=rng) for _ in range(2))
    loss = second(first(rng.normal(size=(2, 3)))).sum()
    assert [p for p, role in told(loss) if role == "parameter"] == [
        "weight",
        "bias",
        "weight₂",
        "bias₂",
    ]
    assert told(loss, locals())[1][0] == "first.weight"


def test_a_variable_that_is_called_like_an_attribute_is_told_apart(rng):
    layer, weight = tg.nn.Linear(3, 3, rng=rng), tg.Tensor(np.ones((2, 3)), requires_grad=True)
    story = tell(layer(weight).sum(), locals())
    assert story.of[layer.weight].path == "layer.weight"
    assert story.of[weight].name == "weight₂"


# --- roles ------------------------------------------------------------------------------------


def role(x, root):
    return tell(root).of[x].role


def test_a_number_in_a_formula_is_a_constant():
    x = tg.Tensor(3.0, requires_grad=True)
    assert [(e.name, e.role) for e in tell(x * 2 - 1.5).entries if e.role == "constant"] == [
        ("2", "constant"),
        ("1.5", "constant"),
    ]


def test_what_a_prediction_is_compared_with_is_the_target():
    w, x, y = tg.Tensor([1.0, 2], requires_grad=True), tg.Tensor([1.0, 1]), tg.Tensor([0.0, 1])
    loss = ((w * x - y) ** 2).sum()
    assert [role(t, loss) for t in (w, x, y, loss)] == ["parameter", "input", "target", "loss"]


def test_what_is_taken_off_before_the_parameters_is_an_input():
    w, x, middle = tg.Tensor([1.0, 2], requires_grad=True), tg.Tensor([1.0, 1]), tg.Tensor([0.5, 1])
    loss = (w * (x - middle)).sum() + (w * x).sum()
    assert role(x, loss) == "input"


def test_a_root_of_many_entries_or_with_a_name_of_its_own_is_an_output():
    x = tg.Tensor([1.0, 2], requires_grad=True)
    assert tell(x * x, seed=[1, 1]).root.role == "output"
    y = (x * x).sum()
    assert tell(y, {"area": y}).root.role == "output"
    assert tell(y, {"loss": y}).root.role == "loss"


# --- the caller's variables -------------------------------------------------------------------


def test_tensors_are_called_as_the_callers_variables_are():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    x = tg.Tensor([3.0, 4.0])
    twice = again = w * x
    cost = twice.sum()
    text = tg.draw(cost).text()
    assert "w → v₁" in text  # `twice` has two names, so it gets neither
    assert "cost = 11" in text
    assert again is twice
    assert "∂L/∂w = g · x" in tg.explain(cost)
    assert repr(tg.play(cost)).startswith("<Page: the forward and backward pass of cost = ")


def test_names_that_are_given_take_the_place_of_variables():
    w = tg.Tensor(1.0, requires_grad=True)
    assert "slope → L" in tg.draw(w * 2, names={"slope": w}).text()
    assert "w → L" in tg.draw(w * 2, names={}).text()


def test_an_item_of_a_list_is_called_by_its_place_unless_a_variable_holds_it():
    layers = [tg.Tensor(1.0, requires_grad=True), tg.Tensor(2.0, requires_grad=True)]
    second = layers[1]
    text = tg.draw(layers[0] * second).text()
    assert "layers[0] → L" in text
    assert "second → L" in text


def test_arrays_are_called_as_the_callers_variables_are_too():
    rng = np.random.default_rng(0)
    pictures, answers = rng.random((3, 4)), np.eye(2)[[0, 1, 1]]
    loss = tg.nn.MSE()(tg.nn.Linear(4, 2, rng=rng)(pictures), answers)
    text = tg.draw(loss).text()
    assert "pictures   input (3, 4)" in text
    assert "answers   target (3, 2)" in text
    copy = pictures.copy()
    assert "pictures" not in tg.draw(loss).text()  # it might as well be the other one
    del copy
    assert "pictures" in str(tg.explain(loss))
    images = rng.random((2, 1, 6, 6))
    text = tg.draw(tg.nn.Conv2d(1, 2, 3, rng=rng)(images).sum()).text()
    assert "images   input (2, 1, 6, 6)" in text
    assert "patches from images" in text


def test_a_look_at_variables_holds_nothing_and_spoils_no_dict_of_theirs():
    w = tg.Tensor(1.0, requires_grad=True)
    loss = w * 2
    alive = ref(loss)
    repr(tg.draw(loss))
    del loss
    assert alive() is None
    loss = w * 3
    mine = locals()
    repr(tg.draw(loss))
    assert mine["w"] is w
    assert mine["loss"] is loss


def test_a_product_with_a_vector_is_one_op():
    x = tg.Tensor([1.0, 2.0])
    w = tg.Tensor([3.0, 4.0], requires_grad=True)
    m = tg.Tensor([[1.0, 0.0], [0.0, 2.0]], requires_grad=True)
    lines = tg.draw((m @ w) @ x).text().splitlines()
    assert [line.split()[1] for line in lines if " → " in line] == ["→"] * 3
    assert [e.op for e in tell((m @ w) @ x).entries if e.op] == ["matmul", "matmul"]
    assert [e.op for e in tell(x @ m).entries if e.op] == ["matmul"]
    plain = tg.nn.Linear(2, 2, bias=False, rng=np.random.default_rng(0))
    assert [e.op for e in tell(plain(x)).entries if e.op] == ["linear"]
    assert [e.op for e in tell(plain([[x.tolist()]])).entries if e.op] == ["linear"]
