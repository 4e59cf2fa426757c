"""No round calls step: there are gradients, and nothing changes. Does it have its brackets?"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.zero_grad()
        cost.backward()
