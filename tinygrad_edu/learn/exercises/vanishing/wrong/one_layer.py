"""That is the length of the first layer alone. Is there a `return` inside the loop?"""


def lengths(model, cost):
    cost.backward()
    for p in model.parameters():
        return [np.sqrt((p.grad**2).sum())]
