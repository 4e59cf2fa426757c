"""You walked back from the largest output, whatever digit is. Which output is that of the digit
that was asked about?
"""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    model(x).max().backward()
    return x.grad[0]
