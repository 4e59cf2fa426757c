"""You multiplied with x[i], at the place where the window stands. Which entry of x did w[j] meet
there?
"""


def gradients(x, w, g):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(g)):
        for j in range(len(w)):
            dw[j] += g[i] * x[i]
            dx[i] += g[i] * w[j]
    return dw, dx
