"""You call zero_grad between backward and step: the new gradients are deleted before the step can
use them.
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        cost.backward()
        optimizer.zero_grad()
        optimizer.step()
