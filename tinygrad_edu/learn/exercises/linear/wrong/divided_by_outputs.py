"""The weights shrink with the number of outputs. How large an output is depends on how many terms
its sum has: which of the two numbers is that?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(rng.normal(size=(n_out, n_in)) / np.sqrt(n_out), requires_grad=True)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
