"""Only the first batch is used. Is there a `return` inside the loop?"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost
