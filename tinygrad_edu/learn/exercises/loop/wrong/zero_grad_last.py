"""In each round you call step, then backward, then zero_grad: the gradients are deleted before any
step has used them.
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.step()
        cost.backward()
        optimizer.zero_grad()
