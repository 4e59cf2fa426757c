"""Weight and bias are plain arrays, so the layer has no parameter: no optimiser will ever see one.
What makes a parameter of an array?
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.bias = np.zeros(n_out)

    def forward(self, x):
        return x @ self.weight.T + self.bias
