"""You walked back from the square of the output. Asked for is how the output itself grows."""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    (model(x)[0, digit] ** 2).backward()
    return x.grad[0]
