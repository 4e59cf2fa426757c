"""What a picture shows."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tests.show.pictures import Net, arrows, chain, layer, module, nodes, parsed, words
from tinygrad_edu.nn import Linear, Sequential, Tanh


def drawn(**options):
    """The layer in DOT."""
    given = layer()
    return tg.draw(given["L"], names=given, **options).source


def card_of(source, name):
    """The texts of the card of this name."""
    cards = [words(line) for line in nodes(source).values()]
    return next(card for card in cards if name in card[:2])


# --- cards ------------------------------------------------------------------------------------


def test_a_card_says_name_role_shape_value_and_gradient():
    card = "b|parameter (3,)|value|0.1|−0.1|0|∂L/∂b|0.0210|0.0250|0.0492"
    assert card_of(drawn(), "b") == card.split("|")


def test_the_op_is_a_badge_of_its_result_and_leaves_have_none():
    source = drawn()
    badges = [card_of(source, name)[0] for name in "xWbypzadsL"]
    assert badges == ["x", "W", "b", "y", "@", "+", "σ", "−", "x²", "mean"]


SIGNS = {
    "@": lambda x: x @ x.T,
    "+": lambda x: x + x,
    "−": lambda x: -x,
    "×": lambda x: x * x,
    "÷": lambda x: x / 2.0,
    "σ": tg.sigmoid,
    "tanh": tg.tanh,
    "relu": tg.relu,
    "x²": lambda x: x**2,
    "x³": lambda x: x**3,
    "exp": tg.exp,
    "log": lambda x: tg.log(x * x),
    "Σ": tg.sum,
    "mean": tg.mean,
    "max": lambda x: x.max(),
    "T": lambda x: x.T,
    "reshape": lambda x: x.reshape(-1),
    "[ ]": lambda x: x[0],
}


@pytest.mark.parametrize("sign", SIGNS)
def test_each_op_has_its_sign(sign):
    y = SIGNS[sign](tg.Tensor([[1.0, 2.0]], requires_grad=True))
    last = list(nodes(tg.draw(y, gradients=False).source).values())[-1]
    assert words(last)[0] == sign


def test_roles_are_words():
    found = {text for text in words(drawn()) if text.endswith(")")}
    assert {"parameter (2, 3)", "parameter (3,)", "input (2, 2)", "target (2, 3)"} <= found
    assert {"loss ()", "(2, 3)"} <= found


def test_a_root_that_is_no_loss_is_an_output():
    assert "output (2,)" in words(tg.draw(tg.Tensor([1.0, 2.0], requires_grad=True) * 2).source)


def test_a_tensor_that_needs_no_gradient_has_no_gradient_rows():
    assert card_of(drawn(), "x") == ["x", "input (2, 2)", "value", "1.0", "0.5", "−1.0", "2.0"]


def test_contributions_are_added_up_in_the_card():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    card = card_of(tg.draw(x * x + x).source, "x")
    assert card[-4:] == ["∂L/∂x", "7", "added up from", "3 + 3 + 1"]


def test_contributions_of_arrays_are_counted():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    assert card_of(tg.draw((x * x + x).sum()).source, "x")[-2:] == ["added up from", "3 arrows"]


def test_arrays_of_up_to_twenty_entries_show_every_number():
    def card(shape):
        x = tg.Tensor(np.arange(float(np.prod(shape))).reshape(shape), name="x")
        return card_of(tg.draw(x * 1.0).source, "x")

    for shape in ((4, 5), (5,), (8,), (1, 8), (6, 3), (8, 1), (1, 1, 2, 3)):
        assert card(shape)[3:] == [str(k) for k in range(np.prod(shape))]
    for shape in ((9,), (3, 7), (2, 10), (2, 2, 2), (2, 2, 1, 3)):
        n = np.prod(shape)
        assert card(shape)[3].startswith(f"mean {(n - 1) / 2:.3g}".rstrip("0"))
        assert card(shape)[4] == f"min 0 · max {n - 1}"


def heights(source, name="n0"):
    """Those of a histogram's bars, without the empty ones; and how many bars are left of 0."""
    card = nodes(source)[name]
    before, zero, _ = card.partition('<TD WIDTH="1" BGCOLOR="#59636E">')
    found = re.findall(r'WIDTH="5" HEIGHT="(\d+)"', card)
    return [int(h) for h in found], before.count('WIDTH="6" HEIGHT="23"') if zero else None


HISTOGRAMS = {  # values, the ends below, and how many of the eleven bars are below 0
    "both signs": ([-1.0, 0.0, 0.0, 0.5, 1.2], ("−1.0", "1.2"), 5),
    "nearly all above": ([-0.001, 1.0, 1.0], ("−0.0010", "1.00"), 1),
    "above": ([0.0, 2.0, 3.0], ("0", "3"), 0),
    "near 0": ([1.0, 2.0, 3.0], ("0", "3"), 0),
    "far from 0": ([7.0, 8.0, 9.0], ("7", "9"), None),
    "below": ([-7.0, -8.0, -9.0], ("−9", "−7"), None),
    "near 0 from below": ([-1.0, -2.0, -3.0], ("−3", "0"), 11),
    "huge": ([-1e308, 1e308, 1e308], ("−1e308", "1e308"), 6),
}


@pytest.mark.parametrize("case", HISTOGRAMS)
def test_a_histogram_says_where_it_ends_and_has_a_line_at_zero(case):
    values, ends, below = HISTOGRAMS[case]
    x = tg.Tensor(np.tile(values, 99), name="x")
    source = tg.draw(x + 0.0).source
    assert tuple(card_of(source, "x")[-2:]) == ends
    found, left = heights(source)
    assert left == below
    assert len(found) == len({*values})
    assert max(found) == 22


def test_a_histogram_counts_zeros_to_the_right_of_its_line():
    x = tg.Tensor(np.tile([-1.0, 0.0, 0.0, 0.0, 1.0], 99), name="x")
    assert heights(tg.draw(x + 0.0).source) == ([8, 22, 8], 6)
    relu = tg.Tensor(np.tile([0.0, 0.0, 0.0, 1.0], 99), name="x")
    assert heights(tg.draw(relu + 0.0).source) == ([22, 8], 0)


def test_many_equal_numbers_have_no_histogram():
    assert heights(tg.draw(tg.Tensor(np.ones(99), name="x") + 0.0).source) == ([], None)


NUMBERS = {
    "three digits": ([0.4, -0.25], ["0.40", "−0.25"]),
    "whole": ([3.0, 12.0], ["3", "12"]),
    "long": ([1 / 3, 10.0, 200.0], ["0.33", "10", "200"]),
    "mixed": ([0.3, -150.0, 0.04], ["0.30", "−150", "0.040"]),
    "a small one": ([0.003, -1.5, 0.0004], ["0.0030", "−1.50", "4e−4"]),
    "zeros": ([0.0182, 0.0, 0.0], ["0.0182", "0", "0"]),
    "rounding noise": ([1.0, 2e-17], ["1", "≈ 0"]),
    "all of it noise": ([0.0, 6.9e-18, 1.7e-16], ["0", "6.9e−18", "1.7e−16"]),
    "tiny": ([1.4e-4, 0.0], ["1.4e−4", "0"]),
    "huge": ([123456.0], ["1.2e5"]),
    "no minus zero": ([-0.0, 1.5], ["0", "1.5"]),
    "not finite": ([np.nan, np.inf, -np.inf], ["nan", "∞", "−∞"]),
    "booleans": (np.array([True, False]), ["True", "False"]),
    "integers": (np.array([-3, 70000]), ["−3", "70000"]),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_the_numbers_of_an_array_have_one_format(case):
    array, expected = NUMBERS[case]
    x = tg.Tensor(array, name="x")
    assert card_of(tg.draw(tg.where(x.data == x.data, x, x)).source, "x")[3:] == expected


scales = st.floats(-30, 6).map(lambda power: 10.0**power)
entries = st.one_of(st.just(0.0), scales, scales.map(lambda v: -v))


@given(st.lists(entries, min_size=2, max_size=4))
def test_only_zero_is_ever_written_as_zero(values):
    """In a card, in text, in words, in the player and in a nudge; rounding noise is ≈ 0."""
    x = tg.Tensor(values, requires_grad=True, name="x")
    y = (x * x).sum()
    printed = [(card_of(tg.draw(x * 1.0, gradients=False).source, "x")[3:], values)]
    for array in tg.play(y).data["arrays"]:
        printed.append(([text for row in array["rows"] for text in row], array["exact"]))
    for texts, true in printed:
        assert len(texts) == len(true)
        for text, v in zip(texts, true, strict=True):
            if text == "≈ 0":
                assert 0 < abs(v) <= 1e-15 * max(map(abs, true))
            else:
                shown = float(text.replace("−", "-"))
                assert (text == "0") == (shown == 0) == (v == 0)
                assert abs(shown - v) <= 0.06 * max(map(abs, true))
    words = tg.draw(y).text() + str(tg.explain(y)) + str(tg.nudge(y, x))
    assert not re.search(r"(?<![\d.])[−-]?0\.0+(?![\d.])", words)


# --- arrows -----------------------------------------------------------------------------------


def test_there_is_one_arrow_for_each_use():
    x = tg.Tensor(3.0, requires_grad=True)
    ends = [ends for ends, _ in arrows(tg.draw(x * x + x).source).values()]
    assert ends == ["n0 -> n1", "n0 -> n1", "n1 -> n2", "n0 -> n2"]


def test_the_arrow_says_the_rule_in_the_names_of_the_caller():
    rules = {ends: words(rest) for ends, rest in arrows(drawn()).values()}
    assert rules == {
        "n0 -> n2": [],
        "n1 -> n2": ["x.T @ g"],
        "n2 -> n4": ["g"],
        "n3 -> n4": ["g summed over axis 0"],
        "n4 -> n5": ["g · a × (1 − a)"],
        "n5 -> n7": ["g"],
        "n6 -> n7": [],
        "n7 -> n8": ["g · 2d"],
        "n8 -> n9": ["g / 6 to each entry"],
    }


def test_a_gradient_makes_the_arrow_red_and_lets_it_point_back():
    for ends, rest in arrows(drawn()).values():
        back = ends not in ("n0 -> n2", "n6 -> n7")
        assert ('dir=back color="#B3261E"' in rest) is back
        assert ("style=dashed" in rest) is not back


def test_without_gradients_the_arrows_are_grey_and_point_forwards():
    source = drawn(gradients=False)
    assert "dir=back" not in source
    assert 'edge [fontname="Arial" fontsize=10 color="#6E7781"' in source
    assert "only the forward pass" in words(source)


def widths(source):
    """The widths of the red arrows."""
    return [float(w) for w in re.findall(r"dir=back color=\S+ penwidth=(\S+)", source)]


def test_an_arrow_is_the_wider_the_larger_the_gradient():
    x = tg.Tensor([1.0, 1.0], requires_grad=True)
    for factor, width in ((1.0, 4.5), (0.1, 3.4), (0.01, 2.3), (0.001, 1.2), (100.0, 4.5)):
        assert widths(tg.draw((x * factor).sum()).source)[0] == width


def test_deep_networks_have_a_longer_scale_and_the_legend_says_which():
    x = tg.Tensor(1.0, requires_grad=True)
    shallow = tg.draw(x * 0.001, legend=True).source
    deep = tg.draw(x * 0.001 * 0.1, legend=True).source
    assert "width: its size (rms), 0.001 … 1" in words(shallow)
    assert "width: its size (rms), 1e−6 … 1" in words(deep)
    assert widths(deep)[0] == pytest.approx(1.2 + 3.3 * 2 / 6, abs=0.06)


def test_a_gradient_of_nothing_has_the_thinnest_arrow_and_nan_the_widest():
    x = tg.Tensor(1.0, requires_grad=True)
    assert widths(tg.draw(x * 0.0).source) == [1.2]
    assert widths(tg.draw(x * np.nan).source) == [4.5]


def test_the_card_in_which_a_number_is_first_not_finite_says_so():
    x = tg.Tensor([1.0, -1.0, 0.0], requires_grad=True, name="x")
    with np.errstate(all="ignore"):
        y = tg.log(x)
        source = tg.draw((y * 2.0).sum(), names={"y": y, "x": x}).source
    said = {n: [t for t in words(line) if "arises" in t] for n, line in nodes(source).items()}
    assert said["n0"] == ["∞ arises here"]  # the gradient g / x
    assert said["n1"] == ["nan arises here"]
    assert sum(map(len, said.values())) == 2


def test_what_is_not_finite_stands_out():
    x = tg.Tensor([np.nan, -np.inf, 1.0], name="x")
    line = nodes(tg.draw(x + 0.0).source)["n0"]
    found = re.findall(r'COLOR="#9C1191" POINT-SIZE="11"><B>([^<]+)<', line)
    assert found == ["nan", "−∞"]


def test_the_shape_on_an_arrow_into_a_collapsed_module_is_not_red():
    found = arrows(tg.draw(module(), modules="collapsed").source).values()
    shapes = [rest for _, rest in found if "&#160;(2, 3)" in rest]
    assert shapes
    assert not any("fontcolor" in rest for rest in shapes)


# --- legend, colours, direction ---------------------------------------------------------------


def legend(picture):
    """The words of the legend."""
    found = re.search(r"labelloc=b label=<(.*)>\]$", picture.source, re.MULTILINE)
    return " ".join(words(f"label=<{found[1]}>")) if found else ""


def test_the_legend_says_what_the_arrows_and_colours_mean_that_are_there():
    x = tg.Tensor(1.0, requires_grad=True)
    small = legend(tg.draw(x * x))
    assert small == (
        "parameter operation loss red: the gradient flows back "
        "g: the gradient where the arrow starts width: its size (rms), 0.001 … 1"
    )
    given = layer()
    assert "data" in legend(tg.draw(given["L"]))
    assert "dashed: needs no gradient" in legend(tg.draw(given["L"]))
    assert legend(tg.draw(given["L"], gradients=False)).endswith("only the forward pass")
    assert "red" not in legend(tg.draw(given["L"], gradients=False))


@pytest.mark.parametrize(("size", "said"), [(8, ""), (64, "entry < 0 entry > 0"), (65, "line in")])
def test_the_legend_explains_heat_maps_and_histograms_where_there_are_some(size, said):
    found = legend(tg.draw(tg.Tensor(np.arange(float(size)), requires_grad=True).sum()))
    for words_ in ("entry < 0 entry > 0", "line in"):
        assert (words_ in found) is (words_ == said)


def test_the_legend_does_not_explain_images_by_the_colours_of_maps():
    images = tg.Tensor(np.eye(12)[None, None], name="images")
    assert "entry" not in legend(tg.draw(images))


def test_the_legend_can_be_turned_off():
    assert "labelloc=b" not in drawn(legend=False)
    assert legend(tg.draw(layer()["L"])) == legend(tg.draw(layer()["L"], legend=True)) != ""


def test_dark_has_other_colours_and_nothing_else():
    light, dark = drawn(), drawn(theme="dark")
    assert re.sub(r"#[0-9A-F]{6}", "#", light) == re.sub(r"#[0-9A-F]{6}", "#", dark)
    assert 'bgcolor="#FFFFFF"' in light
    assert 'bgcolor="#0D1117"' in dark


def test_the_direction_can_be_changed():
    assert "rankdir=TB" in drawn()
    across = drawn(direction="LR")
    assert "<BR/>&#160;>" in across  # an empty line: a label on a level arrow stands above it
    assert across.replace("<BR/>&#160;>", ">") == drawn().replace("rankdir=TB", "rankdir=LR")


def test_a_layer_that_is_called_twice_stands_where_it_is_called_first():
    shared = Linear(3, 3, rng=np.random.default_rng(0))
    model = Sequential(shared, Tanh(), shared, Tanh(), shared)
    source = tg.draw((model(np.ones((2, 3))) ** 2).mean()).source
    below = {(a, b) for a, b in re.findall(r"(n\d+) -> (n\d+) \[", source)}
    assert "style=invis" in source
    waiting = {b for _, b in below}
    while ready := {b for b in waiting if not any(a in waiting for a, c in below if c == b)}:
        waiting -= ready
    assert not waiting, "the arrows, those that are not seen among them, form a circle"


def test_results_and_the_first_input_stand_in_one_column():
    spine = [name for name, line in nodes(drawn()).items() if "group=spine" in line]
    assert spine == ["n0", "n2", "n4", "n5", "n7", "n8", "n9"]


# --- before, after, and what stays as it is ---------------------------------------------------


def test_the_picture_is_the_same_before_and_after_backward():
    given = layer()
    before = tg.draw(given["L"], names=given).source
    given["L"].backward()
    assert tg.draw(given["L"], names=given).source == before


def test_drawing_leaves_every_grad_as_it_is():
    given = layer()
    tg.draw(given["L"])
    assert given["W"].grad is None
    given["L"].backward()
    grad = given["W"].grad
    kept = grad.copy()
    tg.draw(given["L"])
    assert given["W"].grad is grad
    np.testing.assert_array_equal(grad, kept)


def test_a_changed_leaf_is_told_instead_of_a_wrong_gradient():
    w = tg.Tensor(2.0, requires_grad=True)
    y = w * w
    w.data = w.data - 1.0
    source = tg.draw(y).source
    assert "dir=back" not in source
    assert any("no gradients" in text for text in words(source))


def test_a_leaf_that_has_changed_since_is_named_under_the_picture():
    given = layer()
    given["L"].backward()
    tg.optim.SGD([given["W"], given["b"]], lr=1.0).step()
    note = "changed since, and shown with their new values: W, b"
    assert note in words(tg.draw(given["L"], names=given).source)
    assert note not in words(drawn())


def test_a_seed_gives_gradients_to_a_root_of_several_elements():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    y = x * x
    assert any("reduce it" in line for line in words(tg.draw(y).source))
    assert card_of(tg.draw(y, seed=[1.0, 10.0]).source, "x")[-4:-2] == ["2", "40"]


# --- modules ----------------------------------------------------------------------------------


def test_a_model_is_drawn_with_its_input():
    picture = tg.draw(Net(), [[1.0, 0.5], [-1.0, 2.0]])
    texts = words(picture.source)
    assert {"x", "weight", "bias", "layer: Linear(2 → 3)", "act: Sigmoid"} <= set(texts)
    assert "only the forward pass" in texts


def test_a_model_whose_output_is_one_number_has_gradients():
    model = tg.nn.Sequential(tg.nn.Linear(2, 1), tg.nn.Sigmoid())
    assert "dir=back" in tg.draw(model, [[1.0, 2.0]]).source


def test_a_model_may_have_several_inputs():
    class Product(tg.nn.Module):
        def forward(self, x, y):
            return x * y

    source = tg.draw(Product(), (tg.Tensor([1.0], requires_grad=True), [3.0])).source
    assert card_of(source, "x₂") == ["x₂", "input (1,)", "value", "3"]


def test_modules_are_frames_one_in_the_other():
    source = tg.draw(module()).source
    assert source.count("subgraph cluster_") == 4
    titles = [t for t in words(source) if t in ("Net", "MSE") or ":" in t]
    assert titles[:4] == ["Net", "layer: Linear(2 → 3)", "act: Sigmoid", "MSE"]
    assert "subgraph" not in tg.draw(module(), modules="off").source


def test_a_weight_stands_before_its_bias():
    layers = [tg.nn.Linear(2, 3), tg.nn.Sigmoid(), tg.nn.Linear(3, 1)]
    for model in (Net(), tg.nn.Sequential(*layers)):
        svg = tg.draw(model, [[1.0, 0.5], [-1.0, 2.0]]).svg()
        places = [
            [float(x) for x in re.findall(rf'x="([\d.]+)"[^>]*>{name}<', svg)]
            for name in ("weight", "bias")
        ]
        assert all(weight < bias for weight, bias in zip(*places, strict=True))


def test_a_collapsed_module_shows_its_parameters_in_figures():
    source = tg.draw(module(), modules="collapsed").source
    card = words(nodes(source)["m0"])
    assert card[:4] == ["layer: Linear(2 → 3)", "9 parameters", "weight", "(3, 2)"]
    assert re.fullmatch(r"mean [−\d.]+ · std 0\.\d+", card[4])
    assert card[5].startswith("grad rms 0.")
    assert nodes(source)["m0"].count('<TD HEIGHT="1"') == 4  # histograms
    assert "act: Sigmoid" in words(nodes(source)["m1"])


def test_the_parameters_of_a_collapsed_module_have_their_names_inside_of_it():
    inner = Sequential(Linear(3, 3), Tanh())
    source = tg.draw(Sequential(inner, Linear(3, 1)), np.ones((2, 3)), modules="collapsed").source
    names = [text for text in words(nodes(source)["m0"]) if text.endswith(("weight", "bias"))]
    assert names == ["weight", "bias"]
    source = tg.draw(Sequential(inner, Linear(3, 1)), np.ones((2, 3)), depth=1).source
    names = [text for text in words(nodes(source)["m0"]) if text.endswith(("weight", "bias"))]
    assert names == ["0.weight", "0.bias"]


def titles(source):
    """The titles of the modules that are cards."""
    return [words(line)[0] for name, line in nodes(source).items() if name[0] in "mr"]


def test_depth_1_shows_the_parts_of_a_model_and_2_the_parts_of_those():
    source = tg.draw(module(), depth=1).source
    assert titles(source) == ["layer: Linear(2 → 3)", "act: Sigmoid", "MSE"]
    assert source.count("subgraph cluster_") == 1  # the model
    model = Sequential(Sequential(Linear(2, 2), Tanh()), Linear(2, 1))
    assert titles(tg.draw(model, [[1.0, 2.0]], depth=1).source) == [
        "0: Sequential",
        "1: Linear(2 → 1)",
    ]
    inner = ["0: Linear(2 → 2)", "1: Tanh"]
    assert titles(tg.draw(model, [[1.0, 2.0]], depth=2).source) == inner


def test_without_a_single_model_around_all_depth_1_collapses_the_outermost_modules():
    first, second = Sequential(Linear(2, 2), Tanh()), Sequential(Linear(2, 1), Tanh())
    y = second(first(tg.Tensor([[1.0, 2.0]])) + 1.0)
    source = tg.draw(y, names={"first": first, "second": second}, depth=1).source
    assert titles(source) == ["first: Sequential", "second: Sequential"]
    assert titles(tg.draw(Linear(2, 1), [[1.0, 2.0]], depth=1).source) == ["Linear(2 → 1)"]


def test_a_module_called_twice_has_two_frames_and_one_weight():
    linear = tg.nn.Linear(2, 2)
    x = tg.Tensor([[1.0, 2.0]])
    source = tg.draw(linear(linear(x)).sum()).source
    assert source.count("subgraph cluster_") == 2
    assert words(source).count("weight") == 1
    assert sum(words(line)[0] == "weight" for line in nodes(source).values()) == 1
    weight = next(name for name, line in nodes(source).items() if words(line)[0] == "weight")
    assert sum(ends.startswith(f"{weight} ->") for ends, _ in arrows(source).values()) == 2


def test_a_collapsed_module_called_twice_is_two_cards():
    linear = tg.nn.Linear(2, 2)
    source = tg.draw(linear(linear(tg.Tensor([[1.0, 2.0]]))).sum(), modules="collapsed").source
    assert [name for name in nodes(source) if name[0] == "m"] == ["m0", "m1"]


def test_a_collapsed_module_shows_what_leaves_it_not_its_last_op():
    class Two(tg.nn.Module):
        def forward(self, x):
            y = x * 2
            return y, y + 1

    y, more = Two()(tg.Tensor([1.0, 2.0, 3.0], requires_grad=True))
    source = tg.draw([(y * y).sum(), more], modules="collapsed").source
    assert "out mean 4 · from 2 to 6" in words(nodes(source)["m0"])


# --- other graphs -----------------------------------------------------------------------------


def test_the_graph_of_a_derivative_has_gradients_of_its_own():
    x = tg.Tensor(2.0, requires_grad=True, name="x")
    s = tg.grad(x**3, x, create_graph=True)
    source = tg.draw(s, names={"s": s}).source
    assert card_of(source, "x")[-2:] == ["∂s/∂x", "12"]
    assert card_of(source, "v₁")[0] == "x²"


def test_an_unrolled_network_adds_up_one_arrow_for_each_moment():
    W = tg.Tensor(0.5, requires_grad=True, name="W")
    h = tg.Tensor(1.0)
    for _ in range(3):
        h = tg.tanh(W * h)
    sums = card_of(tg.draw(h).source, "W")[-1]
    assert sums.count("+") == 2


def test_a_residual_connection_is_an_arrow_past_the_layer():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    found = [ends for ends, _ in arrows(tg.draw((x + tg.tanh(x)).sum()).source).values()]
    assert "n0 -> n1" in found
    assert "n0 -> n2" in found


def test_a_custom_op_shows_its_name_and_its_rule():
    @tg.elementwise
    def gaussian(x, /):
        """exp(-x * x)

        ∂/∂x = -2 * x * y
        """
        y = np.exp(-x * x)
        return y, lambda: -2 * x * y

    u = tg.Tensor(1.0, requires_grad=True, name="u")
    w = gaussian(u)
    source = tg.draw(w, names={"w": w}).source
    assert words(nodes(source)["n1"])[0] == "gaussian"
    assert words(arrows(source)["e0"][1]) == ["−g · 2u × w = −0.736"]


def test_an_op_without_a_docstring_is_drawn_with_its_gradient():
    @tg.differentiable
    def twice(x, /):
        return x * 2, lambda g: g * 2

    x = tg.Tensor(1.0, requires_grad=True, name="x")
    source = tg.draw(twice(x)).source
    assert words(nodes(source)["n1"])[0] == "twice"
    assert card_of(source, "x")[-1] == "2"


def test_one_tensor_alone_is_a_picture():
    assert words(nodes(tg.draw(tg.Tensor(2.0, name="x")).source)["n0"])[:2] == ["x", "input ()"]


def test_three_hundred_cards_become_boxes_with_the_same_arrows():
    source = tg.draw(chain(400), modules="open").source
    assert "shape=box" in source
    assert "<TABLE" not in nodes(source)["n5"]
    assert len(arrows(source)) == 800


def test_a_name_of_brackets_alone_does_not_stop_dot():
    x = y = tg.Tensor(1.0, requires_grad=True, name="]")
    for _ in range(100):
        y = y * x
    picture = tg.draw(y, modules="open")
    assert "x [id=" in picture.source  # where x stands far away, a box says its name and no more
    assert parsed(picture)[1].count("]") > 50
