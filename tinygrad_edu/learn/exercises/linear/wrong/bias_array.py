"""The weight is a parameter, and the bias is none: it is a plain array, which no optimiser will
ever see.
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        weight = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.weight = tg.Tensor(weight, requires_grad=True)
        self.bias = np.zeros(n_out)

    def forward(self, x):
        return x @ self.weight.T + self.bias
