"""In each round you call step, then zero_grad, then backward: each step uses the gradients of the
batch before, and the last ones are never used.
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.step()
        optimizer.zero_grad()
        cost.backward()
