"""What a layer makes inside is shown as what it is, with the learner's data that it was made of."""

import gc
import weakref

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.show.pictures import nodes, words
from tinygrad_edu import nn
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.watch.origins import kept

RNG = np.random.default_rng(0)


def story_of(root, **names):
    return tell(root, names)


def entry(story, name):
    (found,) = [x for x in story.entries if x.full_name == name]
    return found


def made_of(story, name):
    """Role, shape, and the names of what it was made of."""
    x = entry(story, name)
    return x.role, x.value.shape, [use.source.name for use in x.inputs]


def images(channels=1):
    return tg.Tensor(RNG.random((2, channels, 6, 6)))


# --- layers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{}, {"groups": 2}, {"padding": "same"}, {"stride": 2}], ids=str
)
def test_a_convolution_shows_the_images_and_its_patches(options):
    x = images(2)
    story = story_of(nn.Conv2d(2, 4, 3, rng=RNG, **options)(x).sum(), images=x)
    assert made_of(story, "images") == ("input", (2, 2, 6, 6), [])
    role, _, sources = made_of(story, "patches")
    assert (role, sources) == ("computed", ["images"])


@pytest.mark.parametrize("kind", [nn.Conv1d, nn.Conv2d])
def test_a_convolution_of_an_array_shows_it_too(kind):
    array = RNG.random((2, 1, 6, 6)[: kind.axes + 2])
    story = story_of(kind(1, 4, 3, rng=RNG)(array).sum())
    assert made_of(story, "x") == ("input", array.shape, [])
    assert made_of(story, "patches")[2] == ["x"]


def test_patches_are_called_so_in_later_layers_too():
    model = nn.Sequential(nn.Conv2d(1, 2, 3, rng=RNG), nn.ReLU(), nn.Conv2d(2, 2, 2, rng=RNG))
    story = story_of(model(images()).sum())
    assert made_of(story, "model.0.patches")[0] == "computed"
    assert (entry(story, "model.2.patches").role, entry(story, "model.2.patches").op) == (
        "result",
        "unfold",
    )


NORMS = {
    "LayerNorm": (lambda: nn.LayerNorm(3), "standardised"),
    "BatchNorm": (lambda: nn.BatchNorm1d(3), "standardised"),
    "BatchNorm in eval mode": (lambda: nn.BatchNorm1d(3).eval(), "standardised"),
    "RMSNorm": (lambda: nn.RMSNorm(3), "normalised"),
}


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.filterwarnings("ignore:.*has never seen a batch")
def test_the_skip_connection_of_a_normalised_block_comes_from_x(norm):
    make, name = NORMS[norm]
    x = tg.Tensor(RNG.normal(size=(4, 3)))
    y = make()(x) + x
    story = story_of(y.sum(), x=x, y=y)
    assert made_of(story, name) == ("computed", (4, 3), ["x"])
    assert {use.result.name for use in entry(story, "x").uses} == {name, "y"}


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.filterwarnings("ignore:.*has never seen a batch")
def test_what_needs_a_gradient_keeps_its_op_and_has_the_name(norm):
    make, name = NORMS[norm]
    x = tg.Tensor(RNG.normal(size=(4, 3)), requires_grad=True)
    story = story_of(make()(x).sum(), x=x)
    assert entry(story, name).role == "result"
    assert entry(story, name).gradient.shape == (4, 3)


@pytest.mark.parametrize("needed", [True, False])
def test_a_dropout_mask_is_a_mask_and_comes_from_nowhere(needed):
    w = tg.Tensor(RNG.normal(size=(4, 3)), requires_grad=True)
    x = w if needed else tg.Tensor(RNG.normal(size=(4, 3)))
    y = nn.Dropout(rng=RNG)(x) * w
    story = story_of(y.sum(), x=x, w=w)
    if needed:
        assert made_of(story, "mask") == ("computed", (4, 3), [])
    else:  # the mask was used before the graph begins
        assert made_of(story, "v₁") == ("computed", (4, 3), ["x"])


PREPARE = {
    "Flatten": nn.Flatten(),
    "MaxPool": nn.MaxPool2d(2),
    "AvgPool": nn.AvgPool2d(2),
    "ReLU": nn.ReLU(),
}


@pytest.mark.parametrize("layer", PREPARE)
def test_layers_that_prepare_data_show_the_data(layer):
    x = images()
    model = nn.Sequential(PREPARE[layer], nn.Flatten(), nn.Tanh())
    weight = tg.Tensor(2.0, requires_grad=True)
    story = story_of((model(x) * weight).sum(), images=x)
    (made,) = [x for x in story.entries if x.role == "computed"]
    assert [use.source.name for use in made.inputs] == ["images"]
    assert made.name != "patches"


def test_what_a_layer_made_of_data_can_be_drawn_alone_and_beside_other_outputs():
    x = tg.Tensor(np.ones((2, 2, 2)))
    y = nn.Flatten()(x)
    w = tg.Tensor(1.0, requires_grad=True)
    for picture in (tg.draw(y), tg.draw([y, w * 3]), tg.draw(nn.Flatten(), x)):
        rows = [line.split() for line in picture.text().splitlines()]
        (made,) = [row for row in rows if "computed" in row]
        assert made[1:6] == ["computed", "(2,", "4)", "from", "x"]


def test_a_layer_of_ones_own_shows_both_data_that_it_mixes():
    class Mix(nn.Module):
        def forward(self, x, y):
            return x * y + np.ones(3)

    x, y = tg.Tensor([1.0, 2, 3]), tg.Tensor([4.0, 5, 6])
    w = tg.Tensor(2.0, requires_grad=True)
    story = story_of((Mix()(x, y) * w).sum(), x=x, y=y, w=w)
    (made,) = [x for x in story.entries if x.role == "computed"]
    assert [use.source.name for use in made.inputs] == ["x", "y"]


# --- pictures and words -----------------------------------------------------------------------


def test_a_dashed_arrow_leads_from_the_data():
    images = tg.Tensor(RNG.random((8, 1, 28, 28)))
    picture = tg.draw(nn.Conv2d(1, 4, 3, rng=RNG)(images).sum())
    cards = {words(line)[0]: name for name, line in nodes(picture.source).items()}
    (arrow,) = [
        line
        for line in picture.source.splitlines()
        if f"{cards['images']} -> {cards['patches']} " in line
    ]
    assert "style=dashed" in arrow
    assert "patches from images" in picture.text()


def test_changed_data_is_told_of():
    x = tg.Tensor(RNG.normal(size=(4, 3)))
    loss = nn.LayerNorm(3)(x).sum()
    x.data = x.data * 2
    assert "changed since" in tg.draw(loss).source


def test_numbers_inside_a_layer_stand_in_the_formula_and_those_outside_have_cards():
    x = tg.Tensor(RNG.normal(size=(4, 3)), requires_grad=True)
    picture = tg.draw((nn.LayerNorm(3)(x) * 3).sum(), modules="open")
    cards = [words(line) for line in nodes(picture.source).values()]
    assert [card[:2] for card in cards if "constant ()" in " ".join(card)] == [["3", "constant ()"]]
    assert "+ 1e−5" in picture.text()
    assert "constant" not in tg.draw(nn.LayerNorm(3)(x).sum(), modules="off").text()


def test_a_number_that_nothing_uses_has_a_card():
    assert "constant ()" in words(nodes(tg.draw(tg.Tensor(3.0)).source)["n0"])
    w = tg.Tensor(1.0, requires_grad=True)
    lines = tg.draw([tg.Tensor(2.0), w * 3], names={}).text().splitlines()[2:]
    assert [line.split()[0] for line in lines] == ["2", "w", "3", "v₁"]


def test_the_player_plays_a_layer_with_numbers_of_its_own():
    x = tg.Tensor(RNG.normal(size=(4, 3)), requires_grad=True)
    for modules in ("open", "collapsed"):
        data = tg.play((nn.LayerNorm(3)(x) * 3).sum(), modules=modules).data
        ids = {card for step in data["steps"] for card in [*step["from"], *step["into"]]}
        assert ids <= data["nodes"].keys()


# --- what it costs ----------------------------------------------------------------------------


def test_nothing_is_kept_longer_than_the_graph():
    gc.collect()
    before = len(kept)
    x = images()
    loss = nn.Sequential(nn.Conv2d(1, 2, 3, rng=RNG), nn.BatchNorm2d(2), nn.Dropout(rng=RNG))(
        x
    ).sum()
    assert len(kept) > before
    alive = weakref.ref(x)
    del x, loss
    gc.collect()
    assert len(kept) == before
    assert alive() is None


def test_nothing_is_noted_without_a_graph():
    before = dict(kept)
    with tg.no_grad():
        nn.LayerNorm(3)(nn.Dropout(rng=RNG).eval()(tg.Tensor(np.ones((2, 3)))))
    tg.Tensor([1.0]) * 2  # in no module
    assert kept.keys() <= before.keys()
