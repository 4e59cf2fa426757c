"""The last place of the window is missing, in both results: how many places has it?"""


def gradients(x, w, g):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(g) - 1):
        for j in range(len(w)):
            dw[j] += g[i] * x[i + j]
            dx[i + j] += g[i] * w[j]
    return dw, dx
