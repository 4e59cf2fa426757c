"""Those are weights of the first layer: what one neuron there likes, and not what the whole network
answers.
"""


def gradient(model, image, digit):
    return model[0].weight.data[digit]
