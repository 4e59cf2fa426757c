"""Why must neurons not simply be on or off?  A step has no slope, so nothing says what to change.

The same network twice: with sigmoids, and with neurons that jump from 0 to 1.  A nudge of a
weight hardly ever makes a neuron jump, so the cost is a staircase: flat almost everywhere, with a
gradient of exactly zero.  The network learns nothing.

    python examples/06_step.py                    # some seconds

    test accuracy with sigmoid        93.35 %
    length of the gradient with step  0
    test accuracy with step           9.12 %
"""

import numpy as np
from mnist import squared_error
from shared import course
from shared.digits import load_digits
from shared.plots import plt, save
from shared.training import accuracy, progress

import tinygrad_edu as tg


# %% A custom op: its value, and its slope, which is 0
@tg.elementwise
def step(x, /):
    """where(x > 0, 1, 0)

    ∂/∂x = 0 * x
    """
    return (x > 0).astype(x.dtype), lambda: 0 * x


class Step(tg.nn.Module):
    """A neuron that is on or off."""

    def forward(self, x):
        """1 where x is above 0, else 0."""
        return step(x)


# %% The same seed, the same weights, the same training
def learn(activation, digits, seed, epochs):
    """Accuracy after each epoch, the length of the first gradient, and the network."""
    rng = np.random.default_rng(seed)
    layers = []
    for n_in, n_out in ((784, 16), (16, 16), (16, 10)):
        layers += [tg.nn.Linear(n_in, n_out, dtype=np.float32, rng=rng), activation()]
    model = tg.nn.Sequential(*layers)
    targets = tg.datasets.one_hot(digits.labels, 10, np.float32)
    squared_error(model(tg.from_numpy(digits.images[:1000])), targets[:1000]).backward()
    length = np.sqrt(sum((p.grad**2).sum() for p in model.parameters()))
    history = [accuracy(model, *digits.validation)]
    optimizer = tg.optim.SGD(model.parameters(), lr=2.0)
    for _ in range(epochs):
        for images, target in progress(tg.datasets.batches(digits.images, targets, 32, rng)):
            cost = squared_error(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        history.append(accuracy(model, *digits.validation))
    return history, float(length), model


def measure(seed, quick, out=None):
    """The sigmoid learns, the step does not."""
    digits = load_digits(2_000 if quick else 20_000)
    numbers = {}
    curves = {}
    for name, activation in {"sigmoid": tg.nn.Sigmoid, "step": Step}.items():
        history, length, model = learn(activation, digits, seed, 4 if quick else 10)
        curves[name] = 100 * np.array(history)
        print(f"{name:8} before {history[0]:6.1%}, after {history[-1]:6.1%}; gradient {length:.3g}")
        numbers[f"length of the gradient with {name}"] = length
        numbers[f"test accuracy with {name}, %"] = 100 * accuracy(model, *digits.test)
    numbers["change of accuracy with step, %"] = float(curves["step"][-1] - curves["step"][0])
    if out:
        draw(curves, out / "step.png")
    return numbers


def draw(curves, file):
    """The two activations, and how well the networks learn."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
    x = np.linspace(-6, 6, 601)
    left.plot(x, 1 / (1 + np.exp(-x)), label="sigmoid")
    left.plot(x, x > 0, label="step")
    left.set(xlabel="weighted sum", ylabel="activation")
    left.set_title("A step is flat: no slope to follow")
    for name, percent in curves.items():
        right.plot(percent, label=name)
    right.set(xlabel="epoch", ylabel="right answers, % (validation)", ylim=(0, 100))
    right.set_title("So it learns nothing")
    right.legend(frameon=False)
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
