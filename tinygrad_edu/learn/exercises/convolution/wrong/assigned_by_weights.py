"""In ∂L/∂x the later weights erase what the earlier ones sent back. How do paths come together?"""


def gradients(x, w, g):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for j in range(len(w)):
        for i in range(len(g)):
            dw[j] += g[i] * x[i + j]
            dx[i + j] = g[i] * w[j]
    return dw, dx
