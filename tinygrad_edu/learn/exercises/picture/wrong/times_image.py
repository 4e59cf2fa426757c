"""You multiplied by the pixels. A slope says how much the answer grows if a pixel grows, not how
large the pixel is.
"""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    model(x)[0, digit].backward()
    return (x.grad * x.data)[0]
