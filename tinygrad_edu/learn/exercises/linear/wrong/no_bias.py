"""The layer has no bias: for an input of zeros, all outputs are 0, whatever it learns."""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        weight = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.weight = tg.Tensor(weight, requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T
