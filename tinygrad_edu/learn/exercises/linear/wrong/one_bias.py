"""There is one bias for all outputs. Each output has its own: which shape is that?"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        weight = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.weight = tg.Tensor(weight, requires_grad=True)
        self.bias = tg.Tensor(np.zeros(1), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
