# --- zero_grad first
def train(model, loss, optimizer, batches):
    losses = []
    for x, t in batches:
        optimizer.zero_grad()
        cost = loss(model(x), t)
        cost.backward()
        optimizer.step()
        losses.append(cost.item())
    return losses


# --- zero_grad last, on one line
def train(model, loss, optimizer, batches):
    for x, t in batches:
        loss(model(x), t).backward()
        optimizer.step()
        optimizer.zero_grad()


# --- gradients deleted by hand
def train(model, loss, optimizer, batches):
    for k in range(len(batches)):
        x, t = batches[k]
        for p in model.parameters():
            p.grad = None
        cost = loss(model(x), t)
        cost.backward()
        optimizer.step()


# --- gradients of the model deleted
def train(model, loss, optimizer, batches):
    total = 0
    for x, t in batches:
        model.zero_grad()
        output = model(x)
        cost = loss(output, t)
        total += float(cost)
        cost.backward()
        optimizer.step()
    return total / len(batches)
