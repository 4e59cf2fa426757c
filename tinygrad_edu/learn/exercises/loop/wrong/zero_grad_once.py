"""You call zero_grad once, before the loop: from the second round on, the gradients of the rounds
add up.
"""


def train(model, loss, optimizer, batches):
    optimizer.zero_grad()
    for x, t in batches:
        cost = loss(model(x), t)
        cost.backward()
        optimizer.step()
