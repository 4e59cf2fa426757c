"""You sent g · w to w, and g · x to x. In a product the slope for one factor is the other one."""


def gradients(x, w, g):
    dw = np.zeros(len(w))
    dx = np.zeros(len(x))
    for i in range(len(g)):
        for j in range(len(w)):
            dw[j] += g[i] * w[j]
            dx[i + j] += g[i] * x[i + j]
    return dw, dx
