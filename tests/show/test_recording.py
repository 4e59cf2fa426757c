"""The film of a training: which frames it keeps, what is in them, and that it stays small."""

import gzip
from base64 import b64decode
from itertools import pairwise

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import CrossEntropy, Linear, ReLU, Sequential, Sigmoid, Tanh
from tinygrad_edu.show.digits.recording import Recording

RNG = np.random.default_rng(0)
DIGITS = RNG.random((50, 784)).astype(np.float32) - 0.5, RNG.integers(0, 10, 50)


def network(*hidden, last=Sigmoid):
    """A network of 784 inputs and 10 outputs, always with the same first weights."""
    rng, sizes, parts = np.random.default_rng(1), [784, *hidden, 10], []
    for n, m in pairwise(sizes):
        parts += [Linear(n, m, rng=rng), Tanh()]
    return Sequential(*parts[:-1], *([last()] if last else []))


def train(model, steps, watch=lambda cost: None):
    """A short training; `watch` gets the cost of each step after it."""
    images, labels = DIGITS
    targets = np.eye(10)[labels]
    optimizer = tg.optim.SGD(model.parameters(), lr=0.1)
    costs = []
    for _ in range(steps):
        cost = ((model(images) - targets) ** 2).sum(axis=1).mean()
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
        watch(cost)
    return costs


def weights_in(data, k):
    """The weights and biases of frame k, in turn, as a page reads them."""
    bytes_of_all = np.frombuffer(gzip.decompress(b64decode(data["weights"])), np.int8)
    shapes = [x for a in data["layers"] for x in ((a["m"], a["n"]), (a["m"],))]
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert len(bytes_of_all) == sum(sizes) * len(data["frames"])
    frame = np.split(bytes_of_all.reshape(len(data["frames"]), -1)[k], np.cumsum(sizes)[:-1])
    scales = data["frames"][k]["scales"]
    return [a.reshape(s) * scale for a, s, scale in zip(frame, shapes, scales, strict=True)]


def same_to_half_a_unit(data, k, arrays):
    """Whether the arrays are those of frame k, to half of 1/127 of the largest entry."""
    pairs = zip(weights_in(data, k), arrays, data["frames"][k]["scales"], strict=True)
    return all(np.abs(x - array).max() <= 0.51 * scale for x, array, scale in pairs)


@pytest.fixture(scope="module")
def film():
    """(what was recorded in 300 steps, the parameters after each of them, their costs)."""
    model = network(8)
    states = [[p.data.copy() for p in model.parameters()]]
    recording = Recording(model, steps=300, epochs=6, images=5_000, digits=DIGITS)

    def watch(cost):
        recording.step(cost)
        states.append([p.data.copy() for p in model.parameters()])

    costs = train(model, 300, watch)
    return recording.as_data(), states, costs


def test_it_begins_untrained_and_ends_with_the_last_step(film):
    data, states, _ = film
    steps = [frame["step"] for frame in data["frames"]]
    assert (steps[0], steps[-1]) == (0, 300)
    assert steps == sorted(set(steps))
    assert 30 <= len(steps) <= 40
    for k, step in enumerate(steps):
        assert same_to_half_a_unit(data, k, states[step])


def test_frames_lie_close_at_first_and_then_further_and_further_apart(film):
    data, _, _ = film
    gaps = np.diff([frame["step"] for frame in data["frames"]])
    assert gaps[:3].max() <= 2
    assert gaps[-1] > 10
    assert (np.diff(gaps) >= -1).all()  # whole steps


def test_a_frame_has_its_epoch_the_cost_of_the_steps_before_and_the_accuracy(film):
    data, states, costs = film
    images, labels = DIGITS
    last = 0
    for frame in data["frames"]:
        step = frame["step"]
        w1, b1, w2, b2 = states[step]
        answers = (np.tanh(images @ w1.T + b1) @ w2.T + b2).argmax(axis=1)
        assert frame["accuracy"] == pytest.approx((answers == labels).mean())
        assert frame["cost"] == pytest.approx(np.mean(costs[last:step] or costs[:1]))
        assert frame["epoch"] == pytest.approx(step / 50)
        last = step


def test_it_says_what_was_trained(film):
    data, _, _ = film
    assert data["layers"] == [
        {"n": 784, "m": 8, "activation": "tanh", "weight": True},
        {"n": 8, "m": 10, "activation": "sigmoid", "weight": True},
    ]
    assert (data["cost"], data["images"], data["settings"]) == ("squared error", 5_000, [])


def test_a_network_that_ends_in_scores_has_a_softmax_and_cross_entropy():
    model = Sequential(Linear(784, 8, rng=RNG), ReLU(), Linear(8, 10, rng=RNG))
    recording = Recording(model, steps=1, digits=DIGITS, settings="rate 0.2\ntwo epochs")
    recording.step(CrossEntropy()(model(DIGITS[0]), DIGITS[1]))
    data = recording.as_data()
    assert [x["activation"] for x in data["layers"]] == ["relu", "softmax"]
    assert (data["cost"], data["settings"]) == ("cross-entropy", ["rate 0.2", "two epochs"])


def test_zeros_stand_for_a_bias_that_is_not_there():
    model = Sequential(Linear(784, 10, bias=False, rng=RNG), Sigmoid())
    recording = Recording(model, steps=1, digits=DIGITS)
    recording.step(1.0)
    _, bias = weights_in(recording.as_data(), 0)
    np.testing.assert_array_equal(bias, np.zeros(10))


def test_watching_changes_nothing_in_the_training():
    watched, alone = network(8), network(8)
    train(watched, 20, Recording(watched, steps=20, digits=DIGITS).step)
    train(alone, 20)
    for a, b in zip(watched.parameters(), alone.parameters(), strict=True):
        np.testing.assert_array_equal(a.data, b.data)


def test_a_training_that_is_stopped_ends_with_its_last_weights():
    model = network(8)
    recording = Recording(model, steps=3_000, digits=DIGITS)
    train(model, 100, recording.step)
    for _ in range(2):  # to ask for it changes nothing
        data = recording.as_data()
        steps = [frame["step"] for frame in data["frames"]]
        assert steps[-2] < steps[-1] == 100
        assert same_to_half_a_unit(data, -1, [p.data for p in model.parameters()])


def test_a_training_that_goes_back_forgets_what_came_after():
    model = network(8)
    recording = Recording(model, steps=3_000, digits=DIGITS)
    train(model, 50, recording.step)
    kept = model.state_dict()
    train(model, 60, recording.step)
    model.load_state_dict(kept)
    recording.back_to(50)
    data = recording.as_data()
    assert data["frames"][-1]["step"] == 50
    assert data["frames"][-1]["cost"] == data["frames"][-2]["cost"]
    assert same_to_half_a_unit(data, -1, [p.data for p in model.parameters()])


def test_a_film_ends_before_a_weight_is_no_number():
    model = network(8)
    recording = Recording(model, steps=20, digits=DIGITS)
    train(model, 10, recording.step)
    model[0].weight.data = np.full_like(model[0].weight.data, np.nan)
    recording.step(float("nan"))
    frames = recording.as_data()["frames"]
    assert frames[-1]["step"] == 10
    assert np.isfinite([frame["cost"] for frame in frames]).all()


def test_the_film_of_the_videos_network_adds_at_most_three_quarters_of_a_megabyte():
    model = network(16, 16)
    recording = Recording(model, steps=51_570, digits=DIGITS)
    rng = np.random.default_rng(2)
    for step in range(1, 51_571):
        for p in model.parameters() if step in recording.due else ():
            p.data = rng.random(p.shape) - 0.5  # of all numbers, those that shrink least
        recording.step(1.0)
    data = recording.as_data()
    assert len(data["frames"]) == 40
    assert 690_000 < len(data["weights"]) < 750_000


@pytest.mark.parametrize(("hidden", "frames"), [((30,), 23), ((128, 64), 8)])
def test_a_larger_network_has_fewer_frames(hidden, frames):
    model = network(*hidden)
    recording = Recording(model, steps=30_000, digits=DIGITS)
    for _ in range(30_000):
        recording.step(1.0)
    steps = [frame["step"] for frame in recording.as_data()["frames"]]
    assert (len(steps), steps[0], steps[-1]) == (frames, 0, 30_000)


def test_it_is_read_from_a_file_as_it_was_written(film, tmp_path):
    tg.save(tmp_path / "recording.npz", **film[0])
    recording = Recording.from_data(tg.load(tmp_path / "recording.npz"))
    assert recording.as_data() == film[0]


def test_other_data_are_no_recording():
    with pytest.raises(ValueError, match="give what as_data gave"):
        Recording.from_data({"model": {}})


def test_without_a_step_there_is_nothing_to_show():
    with pytest.raises(ValueError, match=r"call step\(cost\) after optimizer\.step\(\)"):
        Recording(network(8), steps=10, digits=DIGITS).as_data()


def test_a_network_that_no_page_can_show_is_refused_at_once():
    with pytest.raises(ValueError, match=r"^Recording: .*784"):
        Recording(Sequential(Linear(2, 10)), steps=10, digits=DIGITS)
