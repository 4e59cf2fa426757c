"""Why does the same network give another share each time it is asked?

Run this file: after training, the same network is asked twice about the same 200 rows.
The two shares differ, and both are lower than they should be.
A tg.TrainingWarning says where.
Mend `evaluate`. The check calls it alone, with a network that is in the middle of its training,
and goes on training afterwards.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn import check


def evaluate(model, x, labels):
    """The share of rows that the network gets right, a number from 0 to 1."""
    with tg.no_grad():
        output = model(x)  # (n, classes)
    return (output.argmax(axis=1) == labels).mean()


def train():
    """Train a network with dropout, ask it twice, and return both shares."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 4))
    labels = (x @ rng.normal(size=(4, 3))).argmax(axis=1)
    model = tg.nn.Sequential(
        tg.nn.Linear(4, 12, rng=rng),
        tg.nn.ReLU(),
        tg.nn.Dropout(0.5, rng=rng),
        tg.nn.Linear(12, 3, rng=rng),
    )
    optimizer = tg.optim.SGD(model.parameters(), lr=0.2)
    loss = tg.nn.CrossEntropy()
    for _ in range(100):
        optimizer.zero_grad()
        loss(model(x), labels).backward()
        optimizer.step()
    return evaluate(model, x, labels), evaluate(model, x, labels)


if __name__ == "__main__":
    print("The two shares:", *train())

check(__file__)
