# --- a lambda in place of back, and setattr
def multiply(x, y):
    def give(value, amount):
        value.grad = value.grad + amount

    return Value(y.data * x.data, [y, x], lambda g: (give(x, y.data * g), give(y, g * x.data)))


# --- a loop over the pairs
def multiply(x, y):
    result = Value(x.data * y.data)
    result.inputs = (x, y)

    def back(g):
        for value, other in ((x, y), (y, x)):
            value.grad += other.data * g

    result.back = back
    return result


# --- numbers that are kept
def multiply(x, y):
    a, b = x.data, y.data

    def back(upstream):
        to_x, to_y = upstream * b, upstream * a
        x.grad += to_x
        y.grad += to_y

    return Value(a * b, (x, y), back=back)


# --- a class of its own, derived from Value
class Product(Value):
    def __init__(self, x, y):
        super().__init__(x.data * y.data, (x, y), self.pass_back)

    def pass_back(self, g):
        x, y = self.inputs
        to_x, to_y = g * y.data, g * x.data
        x.grad += to_x
        y.grad += to_y


multiply = Product


# --- a case of its own for a square
def multiply(x, y):
    def back(g):
        if x is y:
            x.grad += 2 * g * x.data
        else:
            x.grad += g * y.data
            y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back)
