# --- a power
def deviation(n_in):
    return n_in**-0.5


# --- a little larger, as for a ReLU
def deviation(n_in):
    return (2 / n_in) ** 0.5


# --- from inputs and outputs, which are as many here
def deviation(n_in):
    n_out = n_in
    return np.sqrt(2 / (n_in + n_out))
