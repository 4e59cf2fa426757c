"""In each round you walk back from the loss of the batch before. In which order do you compute a
loss and use it?
"""


def train(model, loss, optimizer, batches):
    cost = None
    for x, t in batches:
        optimizer.zero_grad()
        if cost is not None:
            cost.backward()
            optimizer.step()
        cost = loss(model(x), t)
