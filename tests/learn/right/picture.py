# --- by tg.grad
def gradient(model, image, digit):
    x = tg.Tensor(image, requires_grad=True)
    return tg.grad(model(x)[digit], x)


# --- the output is chosen by multiplying with 0 and 1
def gradient(model, image, digit):
    x = tg.Tensor(image.reshape(1, -1), requires_grad=True)
    y = model(x)
    chosen = np.zeros(y.shape)
    chosen[0, digit] = 1
    (y * chosen).sum().backward()
    return x.grad.reshape(-1)


# --- the row is chosen within the graph
def gradient(model, image, digit):
    x = tg.Tensor(image, requires_grad=True)
    out = model(x[None])
    out[0][digit].backward()
    return x.grad
