"""All weights have the same sign, so the terms of a sum do not cancel: inputs of one sign give
outputs that are far too large. Which draw has numbers of both signs?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(rng.random((n_out, n_in)) / np.sqrt(n_in), requires_grad=True)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
