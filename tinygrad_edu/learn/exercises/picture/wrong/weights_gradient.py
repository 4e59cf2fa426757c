"""That is a gradient of the first layer's weights. The same walk back goes on to the image."""


def gradient(model, image, digit):
    x = tg.Tensor(image[None], requires_grad=True)
    model(x)[0, digit].backward()
    return model[0].weight.grad[digit]
