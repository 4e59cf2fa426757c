# --- the layers, one after the other
import tinygrad_edu as tg


def lengths(model, cost):
    cost.backward()
    found = []
    for layer in model:
        if isinstance(layer, tg.nn.Linear):
            found.append(float(np.linalg.norm(layer.weight.grad)))
    return found


# --- by their names
def lengths(model, cost):
    cost.backward()
    parameters = dict(model.named_parameters())
    weights = [p for name, p in parameters.items() if name.endswith("weight")]
    return [sum(g * g for g in p.grad.ravel()) ** 0.5 for p in weights]


# --- by tg.grad
def lengths(model, cost):
    import tinygrad_edu as tg

    weights = [p for p in model.parameters() if p.ndim > 1]
    gradients = tg.grad(cost, weights)
    return [(g * g).sum() ** 0.5 for g in gradients]
