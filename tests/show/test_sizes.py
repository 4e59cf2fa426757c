"""Pictures of any graph are small enough to be read: modules collapse, and repeats are folded."""

import shutil

import graphviz
import numpy as np
import pytest

import tinygrad_edu as tg
from tests.show.networks import NETWORKS, named, recurrent, residual
from tests.show.pictures import arrows, nodes, words
from tinygrad_edu import nn
from tinygrad_edu.show.picture import draw as drawing
from tinygrad_edu.show.picture import picture as pictures
from tinygrad_edu.show.picture import plan as plans
from tinygrad_edu.show.picture.draw import ACROSS, ALONG
from tinygrad_edu.show.picture.plan import make_plan
from tinygrad_edu.show.player.states import played
from tinygrad_edu.show.record.story import tell

pytestmark = pytest.mark.drawn

# what the networks show by default, besides single tensors
SHOWN = {
    "mlp": [],
    "digits": [
        *("0: Linear(784 → 16)", "1: Sigmoid", "2: Linear(16 → 16)", "3: Sigmoid"),
        *("4: Linear(16 → 10)", "5: Sigmoid"),
    ],
    "normalised": [
        *("0: Linear(3 → 8)", "1: BatchNorm1d(8)", "2: ReLU"),
        *("3: Linear(8 → 8)", "4: BatchNorm1d(8)", "5: ReLU", "6: Linear(8 → 2)", "CrossEntropy"),
    ],
    "transformer": [
        *("norm1: LayerNorm(8)", "attention: Attention", "norm2: LayerNorm(8)", "mlp: Sequential"),
    ],
    "residual": ["9 more like 0: Residual"],
    "recurrent": [
        *("Linear(2 → 3)", "Linear(3 → 3, bias=False)") * 2,
        "6 more like Linear(2 → 3) … v₈",
    ],
    "convolution": [
        *("0: Conv2d(1 → 4, 3 × 3)", "1: ReLU", "2: MaxPool2d(2 × 2)"),
        *("3: Conv2d(4 → 8, 3 × 3)", "4: ReLU", "5: MaxPool2d(2 × 2)"),
        *("6: Flatten", "7: Linear(200 → 10)", "CrossEntropy"),
    ],
    "iterated": ["23 more like v₁ … v₃"],
    "chained": ["248 more like v₁ … v₂"],
}


def titles(picture):
    """The titles of the cards that are modules or repeats."""
    found = nodes(picture.source)
    return [words(line)[0] for name, line in found.items() if name[0] in "mr"]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_picture_of_a_network_is_readable_by_default(name):
    picture = tg.draw(NETWORKS[name]())
    width, height = picture.size
    assert (width < ACROSS, height < 3000) == (True, True)
    assert titles(picture) == SHOWN[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_other_fonts_lead_to_the_same_plan(name, monkeypatch):
    """The bounds are nowhere near the size of a picture, which fonts decide."""
    for factor in (0.94, 1.06):
        monkeypatch.setattr(drawing, "ALONG", ALONG * factor)
        monkeypatch.setattr(drawing, "ACROSS", ACROSS * factor)
        assert titles(tg.draw(NETWORKS[name]())) == SHOWN[name]


@pytest.mark.skipif(shutil.which("dot") is None, reason="compares two programs")
@pytest.mark.parametrize("name", ["mlp", "digits", "residual", "transformer"])
def test_pygraphviz_leads_to_the_same_plan_as_dot(name, monkeypatch):
    pytest.importorskip("pygraphviz", reason="pip install pygraphviz")

    def missing(*args, **options):
        raise graphviz.ExecutableNotFound(["dot"])

    monkeypatch.setattr(graphviz, "pipe", missing)
    assert titles(tg.draw(NETWORKS[name]())) == SHOWN[name]


def test_a_picture_from_left_to_right_may_be_wide_and_not_high():
    rng = np.random.default_rng(0)
    x = named(rng.normal(size=(5, 4)), "x")
    picture = tg.draw(nn.Sequential(nn.Linear(4, 4, rng=rng), nn.Tanh())(x).sum(), direction="LR")
    width, height = picture.size
    assert ACROSS < width < ALONG
    assert height < ACROSS
    assert titles(picture) == []


def test_what_is_asked_for_is_not_measured_and_a_picture_is_laid_out_once(monkeypatch):
    laid_out = []
    render = pictures.render

    def counted(source, kind):
        laid_out.append(source)
        return render(source, kind)

    monkeypatch.setattr(pictures, "render", counted)
    loss = NETWORKS["digits"]()
    for options in ({"modules": "open"}, {"modules": "off"}, {"depth": 1}):
        tg.draw(loss, **options)
    tg.draw(NETWORKS["mlp"]())
    assert laid_out == []
    tg.draw(loss)
    assert len(laid_out) == 1  # open; collapsed there are only nine cards
    picture = tg.draw(NETWORKS["transformer"](), modules="auto")
    assert picture.svg().count("<svg") == picture._repr_svg_().count("<svg") == 1
    assert (
        len(laid_out) == len(set(laid_out)) == 5
    )  # and the block in four ways, from open to its parts


def test_where_nothing_can_lay_it_out_the_number_of_cards_decides(monkeypatch):
    def missing(source, kind):
        raise RuntimeError("no dot")

    monkeypatch.setattr(pictures, "render", missing)
    assert titles(tg.draw(NETWORKS["digits"]())) == []
    assert titles(tg.draw(NETWORKS["transformer"]())) == []
    monkeypatch.setattr(plans, "CARDS", 30)
    assert titles(tg.draw(NETWORKS["transformer"]())) == [
        *("norm1: LayerNorm(8)", "q: Linear(8 → 8)", "k: Linear(8 → 8)", "v: Linear(8 → 8)"),
        *("out: Linear(8 → 8)", "norm2: LayerNorm(8)"),
        *("0: Linear(8 → 32)", "1: GELU", "2: Linear(32 → 8)"),
    ]
    assert "x  " in tg.draw(NETWORKS["mlp"]()).text()


# --- modules collapse -------------------------------------------------------------------------


def growing(blocks):
    """Layers of which no two are alike, in blocks of two."""
    rng = np.random.default_rng(0)
    layers = [nn.Linear(k + 1, k + 2, rng=rng) for k in range(blocks)]
    model = nn.Sequential(*(nn.Sequential(layer, nn.Tanh()) for layer in layers))
    return model(named([[1.0]], "x")).sum()


def test_modules_collapse_from_the_inside_out_until_the_picture_is_readable():
    assert titles(tg.draw(growing(2))) == []
    found = titles(tg.draw(growing(5)))
    assert (len(found), found[:2]) == (10, ["0: Linear(1 → 2)", "1: Tanh"])
    found = titles(tg.draw(growing(12)))
    assert (len(found), found[:2]) == (12, ["0: Sequential", "1: Sequential"])
    assert titles(tg.draw(growing(30)))[-1] == "29: Sequential"  # there is nothing coarser


# --- repeats are folded -----------------------------------------------------------------------


def test_a_card_of_repeats_adds_up_their_parameters_and_shows_the_last_result():
    source = tg.draw(residual()).source
    card = words(nodes(source)["r0"])
    assert card[:2] == ["9 more like 0: Residual", "180 parameters"]
    assert card[2].startswith("out mean ")
    assert card[3].startswith("grad rms ")
    assert len(card) == 4
    assert 'tooltip="9 more like 0: Residual"' in nodes(source)["r0"]
    ends = [words(rest) for ends, rest in arrows(source).values() if ends.endswith("-> r0")]
    assert ends == [["2 uses"]]  # by the layer of the second block, and by the path around it


def test_all_uses_of_a_tensor_by_repeats_are_one_arrow_as_wide_as_their_sum():
    x = tg.Tensor(0.001, requires_grad=True, name="x")
    y = x
    for _ in range(101):
        y = y * 1.0 + x
    source = tg.draw(y).source
    found = [rest for ends, rest in arrows(source).values() if ends == "n0 -> r0"]
    assert words(found[0]) == ["99 uses"]
    assert "penwidth=4.5" in found[0]
    assert len(found) == 1


def test_results_of_repeats_that_are_used_later_are_one_arrow_and_the_last_one_its_own():
    h = tg.Tensor([[0.5, 1.0]], requires_grad=True, name="h")
    states = []
    for _ in range(30):
        h = tg.tanh(h)
        states.append(h)
    source = tg.draw(tg.concatenate(states).sum()).source
    found = [words(rest) for ends, rest in arrows(source).values() if ends.startswith("r0 -> ")]
    assert sorted(map(len, found)) == [1, 1]
    assert ["28 uses"] in found


def test_layers_side_by_side_are_no_repeats():
    rng = np.random.default_rng(0)
    x = named(rng.normal(size=(5, 4)), "x")
    heads = [nn.Sequential(nn.Linear(4, 4, rng=rng), nn.Tanh())(x) for _ in range(10)]
    assert not any("more like" in title for title in titles(tg.draw(tg.concatenate(heads).sum())))


def test_only_equal_parts_are_folded():
    rng = np.random.default_rng(0)
    layers = [layer for _ in range(7) for layer in (nn.Linear(4, 4, rng=rng), nn.Tanh())]
    x = named(rng.normal(size=(5, 4)), "x")
    alike = titles(tg.draw(nn.Sequential(*layers)(x).sum()))
    assert alike == ["6 more like 0: Linear(4 → 4) … 1: Tanh"]
    layers[7] = nn.Sigmoid()
    other = titles(tg.draw(nn.Sequential(*layers)(x).sum()))
    folded = [title for title in other if "more like" in title]
    assert folded == [f"2 more like {k}: Linear(4 → 4) … {k + 1}: Tanh" for k in (0, 8)]


def test_parts_of_the_same_ops_with_other_arrows_are_not_equal():
    y = tg.Tensor([0.5, 1.0], requires_grad=True, name="y")
    for k in range(24):
        t = tg.tanh(y)
        y = t * (y if k < 12 else t)
    found = titles(tg.draw(y.sum()))
    assert found == ["11 more like v₁ … v₂", "11 more like v₂₅ … v₂₆"]


def test_a_few_equal_parts_are_folded_if_nothing_else_fits():
    def title(steps):
        return [words for words in titles(tg.draw(recurrent(steps))) if "more like" in words]

    assert title(2) == []
    assert title(5) == ["3 more like Linear(2 → 3) … v₈"]


def test_two_rows_of_equal_parts_are_two_cards():
    rng = np.random.default_rng(0)
    sizes = [3] * 9 + [5] * 9
    layers = [nn.Linear(a, b, rng=rng) for a, b in zip(sizes, sizes[1:], strict=False)]
    y = nn.Sequential(*layers)(named(rng.normal(size=(2, 3)), "x"))
    found = titles(tg.draw(y.sum()))
    assert found == ["7 more like 0: Linear(3 → 3)", "7 more like 9: Linear(5 → 5)"]


def test_the_player_steps_through_repeats_as_through_a_module():
    story = tell(NETWORKS["residual"]())
    data = played(story, make_plan(story, "auto", None), None)
    assert data["nodes"]["r0"]["name"] == "9 more like 0: Residual"
    forward = [step["title"] for step in data["steps"] if step["part"] == "forward"]
    assert "27 ops, in 9 more like 0: Residual" in forward
    into = [step["title"] for step in data["steps"] if step["into"] == ["r0"]]
    assert into[1:3] == ["multiply", "add, in 9: Residual"]
    assert len(data["nodes"]["r0"]["slots"]) == 1  # the gradient of the last result


def test_the_text_has_all_tensors_of_repeats():
    text = tg.draw(NETWORKS["residual"]()).text()
    assert text.count("parameter (4, 4) in linear: Linear(4 → 4)") == 10
