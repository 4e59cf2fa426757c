"""That is the answer itself, one number. How does it change with each pixel?"""


def gradient(model, image, digit):
    return model(image[None]).data[0, digit]
