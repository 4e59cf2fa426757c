"""You walked back from the sum of all outputs. One digit is asked about."""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    model(x).sum().backward()
    return x.grad[0]
