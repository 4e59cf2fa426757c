"""The weights have the same size for each n_in, and a sum of n_in such terms is about √n_in times
as large: a sigmoid behind it is flat there.
"""


class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(rng.normal(size=(n_out, n_in)), requires_grad=True)
        self.bias = tg.Tensor(np.zeros(n_out), requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias
