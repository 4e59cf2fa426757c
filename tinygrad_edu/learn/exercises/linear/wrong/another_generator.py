"""The weights do not come from rng: the same seed gives other weights each time. Then no run can be
repeated.
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        weight = np.random.default_rng().normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.weight = tg.Tensor(weight, requires_grad=True)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
