"""The broken trainings do what their descriptions say: the losses, the warnings, tg.health."""

import warnings

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.learn import judge, spies
from tinygrad_edu.learn.catalogue import EXERCISES


def given(name):
    """The data of an exercise, and its training as it was given."""
    probes = EXERCISES[name].probes
    data = next(
        probes[k]
        for k in ("flats", "patterns", "moved", "two_groups", "crossed", "clouds")
        if k in probes
    )
    with judge.listening():
        train = judge.load_answer(name, EXERCISES[name].given)["train"]
    return data(), train


def losses_of(name):
    data, train = given(name)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return train(*data)[1]


DESCRIBED = {  # words of the description, and what they mean
    "bug_rate": (
        "from 26 to more than 10⁴⁰ in 60 rounds",
        lambda losses: (round(losses[0]), losses[-1] > 1e40, len(losses)) == (26, True, 60),
    ),
    "bug_pixels": (
        "After 40 rounds the loss is still 1.37; it began at 1.41, and ln 4 = 1.39",
        lambda losses: [f"{losses[k]:.2f}" for k in (0, 39)] == ["1.41", "1.37"],
    ),
    "bug_dead": (
        "jumps up in the second round; later it stays at 1.38",
        lambda losses: losses[1] > 2 * losses[0] and {f"{x:.2f}" for x in losses[30:]} == {"1.38"},
    ),
    "bug_zeros": (
        "The loss stays at 1.38",
        lambda losses: {f"{x:.2f}" for x in losses[1:]} == {"1.38"},
    ),
    "bug_frozen": ("all 40 losses are the same number", lambda losses: len({*losses}) == 1),
    "bug_softmax": (
        "the loss falls from 1.47 to 0.77",
        lambda losses: [f"{losses[k]:.2f}" for k in (0, -1)] == ["1.47", "0.77"],
    ),
    "bug_nan": (
        "The first losses are 0.5, 8 and 3, and from the fourth on all are nan",
        lambda losses: (
            [f"{x:.1g}" for x in losses[:3]] == ["0.5", "8", "3"] and np.isnan(losses[3:]).all()
        ),
    ),
    "bug_labels": (
        "After 12 epochs the loss is about 1.4",
        lambda losses: f"{losses[-1]:.1f}" == "1.4" and len(losses) == 12,
    ),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_losses_are_as_described(name):
    words, is_so = DESCRIBED[name]
    assert words in " ".join(EXERCISES[name].given.split())
    losses = losses_of(name)
    assert is_so(losses), losses


def test_softmax_twice_has_the_floor_that_is_described():
    (x, labels), _ = given("bug_softmax")
    longer = EXERCISES["bug_softmax"].given.replace("range(25)", "range(125)")
    with judge.listening():
        _, losses = judge.load_answer("bug_softmax", longer)["train"](x, labels)
    assert f"{losses[-1]:.2f}" == "0.75"
    assert f"{-np.log(np.e / (np.e + 3)):.3f}" == "0.744"


SAID = {  # the warning, and what tg.health says
    "bug_rate": ("loss explodes", "nothing"),
    "bug_pixels": ("inputs not scaled", "saturated"),
    "bug_dead": ("nothing", "all dead"),
    "bug_zeros": ("nothing", "alike"),
    "bug_frozen": ("step forgotten, wrong parameters", "nothing"),
    "bug_softmax": ("softmax twice", "nothing"),
    "bug_nan": ("loss not finite", "nothing"),
    "bug_labels": ("nothing", "nothing"),
}


@pytest.mark.parametrize("name", SAID)
def test_the_tools_say_what_is_described(name):
    data, train = given(name)
    with judge.listening():
        seen = spies.watched(train, data)
        health = spies.health_in_words(seen.model, data[0])
    assert (seen.kinds, health) == SAID[name]
    assert ("No warning comes" in EXERCISES[name].given) <= (seen.kinds == "nothing")
    assert ("warning that comes" in EXERCISES[name].given) <= (seen.kinds != "nothing")


def test_debug_stops_at_the_logarithm():
    (x, target), train = given("bug_nan")
    with (
        tg.debug(),
        np.errstate(all="ignore"),
        pytest.raises(FloatingPointError, match="log made inf, of 0"),
    ):
        train(x, target)


def test_what_is_printed_inside_a_training_is_shown_with_the_verdict():
    program = EXERCISES["bug_rate"].given.replace("losses = []", 'losses = []; print("here")')
    assert "here" in repr(judge.verdict_on("bug_rate", program))
