"""You kept the signs alone. How much an answer grows is different for each pixel."""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    model(x)[0, digit].backward()
    return 1.0 * (x.grad[0] > 0) - 1.0 * (x.grad[0] < 0)
