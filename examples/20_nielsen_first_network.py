"""How well does the book's first network read digits, and what if the rate is wrong?

Squared error, weights and biases from N(0, 1), batches of 10, nothing else: Nielsen, chapter 1.
As in the book, the accuracy on the test images is measured after every epoch; "peak" is the best
of these, which is too optimistic, and "end" is the last.

With 100 neurons it is a matter of luck: here the output for the 3 starts so far on the flat part of
its sigmoid that it never learns, and no 3 is ever read.  Other seeds reach 96.6 %.

    python examples/20_nielsen_first_network.py   # a minute

    30 neurons peak           95.02 %
    30 neurons end            94.96 %
    100 neurons peak          87.04 %
    100 neurons end           87.04 %
    rate 0.001 after epoch 1  11.24 %
    rate 0.001 end            24.48 %
    rate 100 end              9.58 %
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, network, quadratic, targets
from shared.training import accuracy, progress

from tinygrad_edu.datasets import batches

RUNS = {  # hidden neurons and rate
    "30 neurons": (30, 3.0),
    "100 neurons": (100, 3.0),
    "rate 0.001": (100, 0.001),
    "rate 100": (30, 100.0),
}


# %% A training, tested after each epoch
def learn(data, hidden, rate, epochs, seed):
    """Right answers on the test images after each epoch, in per cent."""
    rng = np.random.default_rng(seed)
    model = network([784, hidden, 10], rng, large=True)
    optimizer = book_sgd(model, rate)
    y = targets(data.labels)
    curve = []
    for epoch in range(1, epochs + 1):
        for images, target in progress(batches(data.images, y, 10, rng), f"epoch {epoch}"):
            cost = quadratic(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        curve.append(100 * accuracy(model, *data.test))
    return curve


# %% All four
def measure(seed=0, quick=False, out=None):
    """Train for 30 epochs with 50,000 images, or for 2 with 2,000."""
    data, epochs = (book_digits(2_000), 2) if quick else (book_digits(), 30)
    curves = {name: learn(data, *run, epochs, seed) for name, run in RUNS.items()}
    if out:
        names = list(curves)
        good, bad = ({name: curves[name] for name in two} for two in (names[:2], names[2:]))
        words = "epoch", "right answers, % (test)"
        draw(
            out / "first_network.png",
            Panel("Rate 3: most digits are read …", *words, good, legend="lower right"),
            Panel("… too slow, too fast", *words, bad, {"ylim": (0, 100)}),
        )
    numbers = {}
    for name in ("30 neurons", "100 neurons"):
        numbers[f"{name} peak, %"] = max(curves[name])
        numbers[f"{name} end, %"] = curves[name][-1]
    numbers["rate 0.001 after epoch 1, %"] = curves["rate 0.001"][0]
    numbers["rate 0.001 end, %"] = curves["rate 0.001"][-1]
    numbers["rate 100 end, %"] = curves["rate 100"][-1]
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)
