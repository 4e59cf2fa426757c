"""You set p of the dropout layer. The share is right, and the training afterwards has another
dropout than before. What switches it off for a moment?
"""


def evaluate(model, x, labels):
    for _, layer in model.named_modules():
        if isinstance(layer, tg.nn.Dropout):
            layer.p = 0.0
    with tg.no_grad():
        output = model(x)
    return (output.argmax(axis=1) == labels).mean()
