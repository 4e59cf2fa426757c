# --- one row after the other
def gradients(X, W, b, T):
    dW, db, dX = np.zeros(W.shape), np.zeros(b.shape), []
    for x, t in zip(X, T):
        a = 1 / (1 + np.exp(-(W @ x + b)))
        d = 2 * (a - t) * a * (1 - a) / len(X)
        dW += np.outer(d, x)
        db += d
        dX.append(W.T @ d)
    return dW, db, dX


# --- each of the three divided at the end
def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    D = (2 * A - 2 * T) * (A - A**2)
    n = X.shape[0]
    return (X.T @ D).T / n, np.ones(n) @ D / n, D @ W / n


# --- by our engine
import tinygrad_edu as tg


def gradients(X, W, b, T):
    X, W, b = (tg.Tensor(array, requires_grad=True) for array in (X, W, b))
    (((tg.sigmoid(X @ W.T + b) - T) ** 2).sum() / len(T)).backward()
    return W.grad, b.grad, X.grad
