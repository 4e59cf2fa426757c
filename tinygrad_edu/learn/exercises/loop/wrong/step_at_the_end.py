"""There is one step, behind the loop, and only the gradients of the last batch are left by then. Is
`step` indented far enough?
"""


def train(model, loss, optimizer, batches):
    for x, t in batches:
        cost = loss(model(x), t)
        optimizer.zero_grad()
        cost.backward()
    optimizer.step()
