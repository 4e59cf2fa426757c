"""You add up the losses of all batches, and make one step at the end. Each batch has its own step:
the next output then comes from a better model.
"""


def train(model, loss, optimizer, batches):
    optimizer.zero_grad()
    total = 0
    for x, t in batches:
        total = total + loss(model(x), t)
    total.backward()
    optimizer.step()
