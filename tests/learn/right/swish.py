# --- one fraction
@tg.elementwise
def swish(x, /):
    e = np.exp(-x)
    return x / (1 + e), lambda: (1 + e + x * e) / (1 + e) ** 2


# --- the slope from the value
@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    y = x * s
    return y, lambda: y + s * (1 - y)


# --- as a function of g
@tg.differentiable
def swish(x, /):
    """x · σ(x)."""
    s = 0.5 + 0.5 * np.tanh(x / 2)

    def back(g):
        return g * (s + x * s * (1 - s))

    return x * s, back
