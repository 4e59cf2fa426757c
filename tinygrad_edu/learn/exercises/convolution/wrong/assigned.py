"""In ∂L/∂x the later places of the window erase what the earlier ones sent back. How do paths
come together?
"""


def gradients(x, w, g):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(g)):
        for j in range(len(w)):
            dw[j] += g[i] * x[i + j]
            dx[i + j] = g[i] * w[j]
    return dw, dx
