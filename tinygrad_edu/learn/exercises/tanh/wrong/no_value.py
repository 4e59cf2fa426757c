"""That is the number tanh x. A number remembers nothing: in what does `multiply` wrap it?"""


def tanh(x):
    return np.tanh(x.data)
