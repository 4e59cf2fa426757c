"""Each entry has the right size and the wrong sign. Asked for is how the output grows, not how to
make it smaller.
"""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    (-model(x)[0, digit]).backward()
    return x.grad[0]
