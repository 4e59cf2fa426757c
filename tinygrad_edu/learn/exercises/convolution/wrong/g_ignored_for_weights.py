"""∂L/∂x is right. In ∂L/∂w nothing of g is left. Each place of the window sends back g[i] times
something: what is it for w[j]?
"""


def gradients(x, w, g):
    dw = np.zeros(len(w))
    dx = np.zeros(len(x))
    for i in range(len(g)):
        for j in range(len(w)):
            dw[j] += x[i + j]
            dx[i + j] += g[i] * w[j]
    return dw, dx
