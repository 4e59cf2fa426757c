import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe
from tinygrad_edu.learn.spies import for_a_moment

ORDER = "model, loss, zero_grad, backward, step"
LR = 0.1


def accept(answer):
    run = Run()
    yield Probe("Each round of train", lambda: run.calls_of(answer.train))
    yield Probe("The model after 3 rounds", lambda: run.parameters())


class Run:
    """A model, a loss, an optimiser and batches that write down the calls."""

    def __init__(self):
        self.calls = calls = []
        rng = np.random.default_rng(0)
        self.batches = [
            (tg.Tensor(rng.normal(size=(5, 3))), tg.Tensor(rng.normal(size=(5, 2))))
            for _ in range(3)
        ]

        class Model(tg.nn.Linear):
            def forward(self, x):
                calls.append("model")
                return super().forward(x)

        class Loss(tg.nn.MSE):
            def forward(self, output, target):
                calls.append("loss" if output.requires_grad else "loss(t,output)")
                return super().forward(output, target)

        class Optimizer(tg.optim.SGD):
            def zero_grad(self, *args, **named):
                calls.append("zero_grad")
                super().zero_grad(*args, **named)

            def step(self, *args, **named):
                calls.append("step")
                super().step(*args, **named)

        class Batches(list):
            def __iter__(self):
                for pair in super().__iter__():
                    calls.append("|")
                    yield pair

        self.model, self.loss = Model(3, 2, rng=rng), Loss()
        self.optimizer = Optimizer(self.model.parameters(), LR)
        self.watched = Batches(self.batches)
        self.wanted = trained(self.parameters(), self.batches)

    def parameters(self):
        return [p.data.copy() for p in self.model.parameters()]

    def calls_of(self, train):
        """The calls; any order that gives the right parameters counts as the one that is shown."""
        backward = tg.Tensor.backward

        def watched_backward(*args, **named):
            self.calls.append("backward")
            backward(*args, **named)

        with for_a_moment(tg.Tensor, backward=watched_backward):
            train(self.model, self.loss, self.optimizer, self.watched)
        right = all(map(np.allclose, self.parameters(), self.wanted))
        if right and "loss" in self.calls:
            return ORDER
        return in_words(self.calls)


def in_words(calls):
    """The calls of a round, if all three have the same; else those of all rounds, with bars."""
    before, *rounds = [", ".join(sorted_calls(part.split())) for part in " ".join(calls).split("|")]
    rounds = [before, *rounds] if before else rounds
    text = rounds[0] if len({*rounds}) == 1 else " | ".join(rounds)
    return (text or "no call") + ("" if len(rounds) == 3 or before else f", {len(rounds)} times")


def sorted_calls(calls):
    """The calls in order; zero_grad may stand before or after model and loss, so it comes last."""
    found, waiting = [], []
    for name in calls:
        if name == "zero_grad":
            waiting = [name]
        elif name.startswith(("model", "loss")):
            found.append(name)
        else:
            found += [*waiting, name]
            waiting = []
    return found + waiting


def trained(parameters, batches):
    """The weight and the bias of a Linear after a step for each batch."""
    weight, bias = parameters
    for x, t in batches:
        g = 2 * (x.data @ weight.T + bias - t.data) / t.size
        weight, bias = weight - LR * g.T @ x.data, bias - LR * g.sum(axis=0)
    return weight, bias
