# --- evenly drawn, as in tg.nn.Linear
class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        bound = n_in**-0.5
        self.bias = tg.Tensor(rng.uniform(-bound, bound, n_out), requires_grad=True)
        self.weight = tg.Tensor(rng.uniform(-bound, bound, (n_out, n_in)), requires_grad=True)

    def forward(self, x):
        return self.bias + tg.matmul(x, self.weight.T)


# --- by tg.linear, a little larger at first
class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        self.weight = tg.Tensor(rng.normal(0, (2 / n_in) ** 0.5, (n_out, n_in)), requires_grad=True)
        self.bias = tg.Tensor([0.0] * n_out, requires_grad=True)

    def forward(self, x):
        return tg.linear(x, self.weight, self.bias)


# --- weights twice as varied, for a ReLU, and drawn one by one
class Linear(tg.nn.Module):
    def __init__(self, n_in, n_out, rng):
        rows = [[rng.normal() * (2 / n_in) ** 0.5 for _ in range(n_in)] for _ in range(n_out)]
        self.weight = tg.Tensor(rows, requires_grad=True)
        self.bias = tg.Tensor([0.0] * n_out, requires_grad=True)

    def forward(self, x):
        return tg.einsum("ni,oi->no", x, self.weight) + self.bias
