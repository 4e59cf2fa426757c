"""The weight is a plain array, so it is no parameter: no optimiser will ever see it. What makes it
one that learns?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
