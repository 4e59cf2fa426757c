import tinygrad_edu as tg


def gradient(model, image, digit):
    """∂(output of digit)/∂pixel: (pixels,) -> (pixels,)."""
    x = tg.Tensor(image[None], requires_grad=True)
    model(x)[0, digit].backward()
    return x.grad[0]
