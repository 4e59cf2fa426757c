"""You walk back once, behind the loop, from the sum of all losses: that is one step for the whole
epoch. Each batch has its own.
"""


def train(model, loss, optimizer, batches):
    total = 0
    for x, t in batches:
        optimizer.zero_grad()
        total = total + loss(model(x), t)
    total.backward()
    optimizer.step()
