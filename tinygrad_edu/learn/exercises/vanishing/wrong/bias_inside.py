"""The gradient of the bias is inside each length. How long is that of the weight alone?"""

import tinygrad_edu as tg


def lengths(model, cost):
    cost.backward()
    layers = [layer for layer in model if isinstance(layer, tg.nn.Linear)]
    return [np.sqrt((a.weight.grad**2).sum() + (a.bias.grad**2).sum()) for a in layers]
