def train(model, loss, optimizer, batches):
    """One epoch: one step for each batch."""
    for x, t in batches:
        output = model(x)
        cost = loss(output, t)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
