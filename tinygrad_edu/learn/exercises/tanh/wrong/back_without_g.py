"""back is called with g, the gradient that arrives at the result. What does yours take?"""


def tanh(x):
    result = Value(np.tanh(x.data), (x,))

    def back():
        x.grad += result.grad * (1 - result.data**2)

    result.back = back
    return result
