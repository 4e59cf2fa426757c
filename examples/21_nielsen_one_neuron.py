"""Why does a neuron that is badly wrong learn so slowly, and what does cross-entropy change?

One neuron with one input, 1, should answer 0.  It starts wrong (w = 0.6, b = 0.9) or badly wrong
(w = b = 2), and goes downhill for 300 steps at learning rate 0.15.  Nothing is random here, so
these are exactly the book's numbers.  Source: Nielsen, chapter 3.

    python examples/21_nielsen_one_neuron.py      # a second

    easy start at first            0.8176
    easy start with squared error  0.09396
    easy start with cross-entropy  0.01164
    hard start at first            0.982
    hard start with squared error  0.2028
    hard start with cross-entropy  0.01201
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw

import tinygrad_edu as tg

STARTS = {"easy start": (0.6, 0.9), "hard start": (2.0, 2.0)}
COSTS = {
    "squared error": lambda a: 0.5 * (a - 0) ** 2,  # its derivative has the factor σ′(z), almost 0
    "cross-entropy": lambda a: -tg.log(1 - a),  # its derivative with respect to z is just a − 0
}


# %% The answer, step by step
def learn(cost, start, steps=300, rate=0.15):
    """The answers before each step, and after the last."""
    w, b = (tg.Tensor(number, requires_grad=True) for number in start)
    optimizer = tg.optim.SGD([w, b], rate)
    answers = []
    for _ in range(steps):
        a = tg.sigmoid(w * 1.0 + b)
        answers.append(a.item())
        optimizer.zero_grad()
        cost(a).backward()
        optimizer.step()
    return [*answers, tg.sigmoid(w + b).item()]


# %% Both starts, with both costs
def measure(seed=0, quick=False, out=None):
    """The answers; nothing here is random, and nothing is slow."""
    numbers = {}
    panels = []
    for start, wb in STARTS.items():
        curves = {cost: learn(COSTS[cost], wb) for cost in COSTS}
        numbers[f"{start} at first"] = curves["squared error"][0]
        numbers |= {f"{start} with {cost}": curve[-1] for cost, curve in curves.items()}
        settings = {"ylim": (0, 1.03)}
        paths = {cost: (np.arange(301), curve) for cost, curve in curves.items()}
        title = f"{start.capitalize()}: w = {wb[0]:g}, b = {wb[1]:g}"
        panels.append(Panel(title, "steps", "answer, should be 0", paths, settings))
    if out:
        draw(out / "one_neuron.png", *panels)
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)
