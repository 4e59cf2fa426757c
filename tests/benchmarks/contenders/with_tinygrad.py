"""tinygrad on the CPU, the step compiled by its TinyJit; it needs clang."""

from tinygrad import Context, Tensor, TinyJit, nn


def training(start, cost_of, rate):
    """A step, and the parameters."""
    parameters = [Tensor(array.copy()).realize() for array in start]
    for p in parameters:
        p.requires_grad = True
    optimizer = nn.optim.SGD(parameters, lr=rate)

    @TinyJit
    def update():
        cost = cost_of(parameters)
        optimizer.zero_grad()
        cost.backward()
        return cost.realize(*optimizer.schedule_step())

    def step():
        with Context(TRAINING=1):
            return update().item()

    return step, lambda: [p.numpy() for p in parameters]


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""
    x, target = Tensor(x).realize(), Tensor(target).realize()

    def cost_of(parameters):
        a = x
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = (a @ W.T + b).sigmoid()
        return ((a - target) ** 2).sum() / x.shape[0]

    return training(start, cost_of, rate)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    x, labels = Tensor(x).realize(), Tensor(labels).realize()

    def cost_of(parameters):
        *inner, V, c = parameters
        a = x
        for W, b in zip(inner[::2], inner[1::2], strict=True):
            a = (a @ W.T + b).relu()
        return (a @ V.T + c).sparse_categorical_crossentropy(labels)

    return training(start, cost_of, rate)
