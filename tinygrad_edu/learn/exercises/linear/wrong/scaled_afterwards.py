"""The weight is the result of a computation with a Tensor, so it is no parameter. Scale the numbers
first: what comes last?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        weight = tg.Tensor(rng.normal(size=(n_out, n_in)), requires_grad=True)
        self.weight = weight / np.sqrt(n_in)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
