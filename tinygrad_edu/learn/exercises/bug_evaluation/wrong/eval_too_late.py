"""The network is asked in training mode, and is in eval mode afterwards. Which of the two modes
belongs where?
"""


def evaluate(model, x, labels):
    with tg.no_grad():
        output = model(x)
    model.eval()
    return (output.argmax(axis=1) == labels).mean()
