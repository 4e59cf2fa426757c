"""In each round you call model and loss: that says how bad the network is, and changes nothing.
What makes it better?
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
