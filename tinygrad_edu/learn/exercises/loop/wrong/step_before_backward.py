"""In each round you call step and then backward. What does a step need, and when is it there?"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.zero_grad()
        optimizer.step()
        cost.backward()
