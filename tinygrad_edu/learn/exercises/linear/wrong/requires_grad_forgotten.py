"""Weight and bias are Tensors, and they are not among the parameters: what does a Tensor need, so
that it gets a gradient?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(rng.normal(size=(n_out, n_in)) / np.sqrt(n_in))
        self.bias = tg.Tensor(np.zeros(n_out))

    def forward(self, x):
        return x @ self.weight.T + self.bias
