"""Which weight is to blame?  Backpropagation of a small network, step by step, on a page.

A network with two layers should learn "one or the other, but not both" (XOR).  The page plays how
its loss is computed, the backward pass, and then the optimiser's step: open it in a browser.

    python examples/36_player.py                  # a second
    python examples/36_player.py --after 500      # the same after 500 steps of training
"""

import numpy as np
from shared import course

import tinygrad_edu as tg
from tinygrad_edu.nn import MSE, Linear, Sequential, Sigmoid, Tanh

QUESTIONS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
ANSWERS = [[0.0], [1.0], [1.0], [0.0]]


# %% A network, trained for a while; then the page shows what one more step would do
def measure(seed, quick, out=None, after=0):
    """The loss that the page shows."""
    rng = np.random.default_rng(seed)
    model = Sequential(Linear(2, 3, rng=rng), Tanh(), Linear(3, 1, rng=rng), Sigmoid())
    optimizer = tg.optim.SGD(model.parameters(), lr=2)
    x, y = tg.Tensor(QUESTIONS, name="x"), tg.Tensor(ANSWERS, name="y")
    for _ in range(after):
        optimizer.zero_grad()
        MSE()(model(x), y).backward()
        optimizer.step()

    loss = MSE()(model(x), y)
    print(f"The mean squared error of the answers is {loss.item():.4f}.")
    if out:
        page = tg.play(loss, optimizer=optimizer)
        print(f"{page} is saved in {page.save(out / 'backprop.html')}")
    return {"loss": loss.item()}


# %%
if __name__ == "__main__":
    course.run(measure, __doc__, after=0)
