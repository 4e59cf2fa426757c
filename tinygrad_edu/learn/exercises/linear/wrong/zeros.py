"""All weights start at 0: then all outputs are equal, get the same gradient, and stay equal. Many
neurons act like one.
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(np.zeros((n_out, n_in)), requires_grad=True)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
