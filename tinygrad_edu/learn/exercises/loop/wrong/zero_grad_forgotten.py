"""In each round you call model, loss, backward and step: so the gradients of all rounds add up.
What deletes the old ones?
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        cost.backward()
        optimizer.step()
