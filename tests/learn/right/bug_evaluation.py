# --- the mode of before is brought back
def evaluate(model, x, labels):
    before = model.training
    model.eval()
    output = model(x).data
    model.train(before)
    return sum(row.argmax() == label for row, label in zip(output, labels)) / len(labels)


# --- with try and finally, and without no_grad
def evaluate(model, x, labels):
    try:
        return float(np.mean(np.argmax(model.eval()(x).data, axis=1) == labels))
    finally:
        model.train()


# --- dropout's p is put back
def evaluate(model, x, labels):
    layers = [m for _, m in model.named_modules() if isinstance(m, tg.nn.Dropout)]
    kept = [layer.p for layer in layers]
    for layer in layers:
        layer.p = 0.0
    share = (model(x).argmax(axis=1) == labels).mean()
    for layer, p in zip(layers, kept):
        layer.p = p
    return share
