"""The catalogue of mistakes: the code, what it raises, why, and what to write instead.

`docs/errors.md` is generated from it (`python docs/generators/make_errors.py`), and
`test_errors.py` runs it: the code raises this error, with these words, and the fix works.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One row: `before` runs without an error, `code` raises, `fix` replaces `code`."""

    part: str
    title: str
    before: str
    code: str
    error: str
    words: tuple[str, ...]
    why: str
    fix: str


TABLE = []


def part(name):
    def mistake(title, *, before="", code, error, words, why, fix):
        row = (text.strip("\n") for text in (before, code))
        TABLE.append(Mistake(name, title, *row, error, words, why, fix.strip("\n")))

    return mistake


# --- backward ---------------------------------------------------------------------------------

add = part("Backward")

add(
    "A second `backward` through the same graph",
    before="""
w = tg.Tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
loss.backward()
""",
    code="loss.backward()",
    error="RuntimeError",
    words=("second pass", "retain_graph=True"),
    why="The first pass frees the arrays that the derivatives kept, because they are rarely needed "
    "again. The usual cause is a loss computed once, outside the loop that calls `backward`.",
    fix="""
loss = (w * w).sum()  # a new graph for each pass
loss.backward()
""",
)
add(
    "A picture of an earlier graph",
    before="""
w = tg.Tensor([1.0, 2.0], requires_grad=True)
losses = []
for _ in range(2):
    losses.append((w * w).sum())
    losses[-1].backward()
""",
    code="tg.explain(losses[0])",
    error="RuntimeError",
    words=("released", "retain_graph=True"),
    why="A kept loss would keep the batch and all activations of its step. So each `backward` "
    "releases the graph of the previous one; only the latest can be shown.",
    fix="tg.explain(losses[1])",
)
add(
    "`backward` from many numbers",
    before="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="(w * w).backward()",
    error="RuntimeError",
    words=("shape (2,)", ".sum()", ".mean()", "grad="),
    why="A gradient says how *one* number, the loss, changes with each parameter.",
    fix="(w * w).sum().backward()",
)
add(
    "A seed of another shape",
    before="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="(w * w).backward([1.0])",
    error="ValueError",
    words=("grad has shape (1,)", "the tensor has shape (2,)"),
    why="The seed is ∂L/∂output: one number for each entry of the output.",
    fix="(w * w).backward([1.0, 1.0])",
)
add(
    "`backward` where nothing needs a gradient",
    before="w = tg.Tensor([1.0, 2.0])",
    code="(w * w).sum().backward()",
    error="RuntimeError",
    words=("nothing here needs a gradient", "requires_grad=True", "no_grad()"),
    why="Only results that depend on a tensor with `requires_grad=True` are recorded, "
    "and nothing is recorded inside `no_grad()`.",
    fix="""
w = tg.Tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
""",
)
add(
    "The `.grad` of a result",
    before="""
w = tg.Tensor([1.0, 2.0], requires_grad=True)
h = w * 3
(h * h).sum().backward()
""",
    code="h.grad",
    error="UserWarning",
    words=("not a leaf", ".retain_grad()"),
    why="`backward` keeps only the gradients of leaves: there are many others, "
    "and no optimiser needs them.",
    fix="""
h = w * 3
h.retain_grad()
(h * h).sum().backward()
h.grad
""",
)
add(
    "The gradient with respect to something unrelated",
    before="""
w = tg.Tensor(1.0, requires_grad=True)
z = tg.Tensor(2.0, requires_grad=True, name="z")
""",
    code="tg.grad(w * 2, z)",
    error="ValueError",
    words=("does not depend on", "z", "detached"),
    why="A result knows the inputs that it was computed from, and this is not one of them. "
    "This is an error, not a gradient of 0, because it is usually a mistake.",
    fix="tg.grad(w * z, z)",
)
add(
    "A value that was changed between forward and backward",
    before="""
w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
loss = (w * w).sum()
""",
    code="""
w.data -= 0.1
loss.backward()
""",
    error="RuntimeError",
    words=("multiply needs the value that w of shape (2,) had", "forward pass again"),
    why="∂(w·w)/∂w is 2w, with the old w. The new w would give a wrong gradient. "
    "Inside `with tg.debug():` the line that writes raises the error.",
    fix="""
loss = (w * w).sum()
loss.backward()
w.data -= 0.1
""",
)
add(
    "A step before there is a gradient",
    before="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="w.data -= 0.1 * w.grad",
    error="TypeError",
    words=("NoneType",),
    why="`.grad` is None until `backward` has run, and again after `zero_grad`. It stays "
    "None if the loss does not depend on w, or if w is a result, as after `w = w - 0.1 * w.grad`.",
    fix="""
(w * w).sum().backward()
w.data -= 0.1 * w.grad
""",
)

# --- tensors ----------------------------------------------------------------------------------

add = part("Tensors")

add(
    "Integers that should have a gradient",
    code="tg.Tensor(np.array([1, 2, 3]), requires_grad=True)",
    error="TypeError",
    words=("int64 has no gradient", "dtype=float"),
    why="A gradient says what a small change does, and an integer cannot change by a little.",
    fix="tg.Tensor(np.array([1, 2, 3]), requires_grad=True, dtype=float)",
)
add(
    "`w -= lr * g`",
    before="""
w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
(w * w).sum().backward()
""",
    code="w -= 0.1 * w.grad",
    error="RuntimeError",
    words=("w.data -=", "its layer and optimiser would not see"),
    why="Tensors are values: `w -= …` would make a new tensor, and only the name `w` would refer "
    "to it.",
    fix="w.data -= 0.1 * w.grad",
)
add(
    "`t[i] = v`",
    before="t = tg.Tensor([1.0, -2.0])",
    code="t[1] = 0.0",
    error="TypeError",
    words=("tg.where(mask, v, t)", "tg.concatenate", "t.data[i]"),
    why="Results computed from the old entry would no longer match the tensor.",
    fix="t = tg.where(t < 0, 0.0, t)",
)
add(
    "New values of another shape",
    before="w = tg.Tensor([1.0], requires_grad=True)",
    code="w.data = [1.0, 2.0]",
    error="ValueError",
    words=("shape (2,)", "(1,)", "new Tensor"),
    why="Its layer and its optimiser rely on the shape.",
    fix="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
)
add(
    "A tensor turned into an array",
    before="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="np.asarray(w)",
    error="RuntimeError",
    words=(".data", ".detach()"),
    why="An array remembers nothing: the gradient would be lost silently.",
    fix="np.asarray(w.data)",
)
add(
    "A tensor in an `if`",
    before="t = tg.Tensor([1.0, -2.0])",
    code="""
if t:
    print("positive")
""",
    error="ValueError",
    words=("shape (2,)", ".any()", ".all()"),
    why="Some of its entries may be true, others not.",
    fix="""
if (t > 0).any():
    print("positive somewhere")
""",
)
add(
    "One number from a tensor of many",
    before="t = tg.Tensor([1.0, 2.0])",
    code="t.item()",
    error="ValueError",
    words=("shape (2,)", "2 elements", ".mean()"),
    why="`item()` and `float()` need exactly one number.",
    fix="t.mean().item()",
)
add(
    "Rows of different lengths",
    code="tg.Tensor([[1.0, 2.0], [3.0]])",
    error="ValueError",
    words=("differ in length", "pad"),
    why="A tensor is a rectangle.",
    fix="tg.Tensor([[1.0, 2.0], [3.0, 0.0]])",
)
add(
    "A masked array",
    before="data = np.ma.array([1.0, 2.0, -999.0], mask=[False, False, True])",
    code="tg.Tensor(data)",
    error="TypeError",
    words=("masked array hides entries", ".filled(0)", ".compressed()"),
    why="A tensor has no mask: it would include the entries that the array hides.",
    fix="tg.Tensor(data.compressed())",
)
add(
    "`tensor` instead of `Tensor`",
    code="tg.tensor([1.0, 2.0])",
    error="AttributeError",
    words=("here: tg.Tensor([1.0, 2.0], requires_grad=True)",),
    why="PyTorch's function of that name is our class, with a capital T. "
    "All PyTorch names that tutorials use give such an error.",
    fix="tg.Tensor([1.0, 2.0])",
)
add(
    "Tensors to join, but not in a list",
    before="t = tg.Tensor([1.0, 2.0])",
    code="tg.concatenate(t, t)",
    error="TypeError",
    words=("concatenate: axis=", "in a list"),
    why="The second argument is the axis.",
    fix="tg.concatenate([t, t])",
)
add(
    "A NumPy function without a rule",
    before="t = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="np.median(t)",
    error="TypeError",
    words=("np.median has no derivative rule", "sort", "@tg.differentiable", ".data"),
    why="A NumPy function uses our op of the same name, and there is none for this one.",
    fix="np.mean(t)",
)
add(
    "`out=`",
    before="t, result = tg.Tensor([1.0, 2.0]), np.zeros(2)",
    code="np.exp(t, out=result)",
    error="TypeError",
    words=("out=", "nothing changes in place"),
    why="An array cannot remember the op that wrote into it.",
    fix="result = np.exp(t)",
)

add(
    "A tensor added to an array in place",
    before="""
totals = np.zeros(2)
t = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="totals += t",
    error="TypeError",
    words=("a += t", "into an array", "a = a + t", "a += t.data"),
    why="NumPy calls `add(totals, t, out=totals)`, and an array cannot remember the op.",
    fix="totals = totals + t",
)
add(
    "A tensor saved by NumPy",
    before="""
import io
file, t = io.StringIO(), tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="np.savetxt(file, t)",
    error="TypeError",
    words=("np.savetxt computes no gradient", "t.data"),
    why="A function that saves, counts or prints numbers has no derivative; it only needs the "
    "values. The same holds for `np.save`, `np.histogram`, `np.unique` and so on.",
    fix="np.savetxt(file, t.data)",
)
add(
    "An index of floats",
    before="x = tg.Tensor([5.0, 6.0, 7.0])",
    code="x[tg.Tensor([0, 2])]",
    error="IndexError",
    words=("integers", "float64", "use the list itself", "dtype=int"),
    why="A Tensor made from a list holds floats, because most tensors are for training.",
    fix="x[[0, 2]]",
)
add(
    "A quotient as a count",
    before="x = tg.Tensor(np.ones(6))",
    code="tg.split(x, 6 / 2)",
    error="TypeError",
    words=("split", "3.0 is not an integer", "//"),
    why="`/` gives a float, even if the quotient is a whole number; `//` gives an integer.",
    fix="tg.split(x, 6 // 2)",
)
add(
    "A setting that should learn",
    before="""
x = tg.Tensor([-1.0, 2.0])
slope = tg.Tensor(0.1, requires_grad=True)
""",
    code="tg.leaky_relu(x, negative_slope=slope)",
    error="TypeError",
    words=("a setting is a constant", "requires a gradient", ".data", "tg.where"),
    why="Only the inputs of an op get a gradient, and the slope is a setting; "
    "in an expression, it is an input like any other.",
    fix="tg.where(x.data > 0, x, slope * x)",
)

# --- shapes -----------------------------------------------------------------------------------

add = part("Shapes")

add(
    "Matrices that do not fit",
    before="x, y = tg.Tensor(np.ones((2, 3))), tg.Tensor(np.ones((2, 3)))",
    code="x @ y",
    error="ValueError",
    words=("(2, 3) @ (2, 3)", "inner sizes 3 and 2 differ", "x @ y.mT"),
    why="Each row of the first is multiplied by each column of the second: they must have the same "
    "length.",
    fix="x @ y.mT",
)
add(
    "Shapes that do not broadcast",
    before="x, row = tg.Tensor(np.ones((2, 3))), tg.Tensor(np.ones(2))",
    code="x + row",
    error="ValueError",
    words=("add", "(2, 3) and (2,)", "from the last axis on"),
    why="Shapes are compared from the right: 3 meets 2 here.",
    fix="x + row.unsqueeze(1)  # (2, 3) + (2, 1)",
)
add(
    "An axis that does not exist",
    before="x = tg.Tensor(np.ones((2, 3)))",
    code="x.sum(axis=2)",
    error="AxisError",
    words=("sum", "axis 2 is out of bounds", "(2, 3)"),
    why="Axes are counted from 0; the last one is −1.",
    fix="x.sum(axis=-1)",
)
add(
    "Two axes to swap, as in PyTorch",
    before="x = tg.Tensor(np.ones((2, 3, 4)))",
    code="x.transpose(1, 2)",
    error="ValueError",
    words=("transpose", "(2, 3, 4)", "all of its 3 axes", "swapaxes", ".mT"),
    why="`transpose` names all axes in their new order, as in NumPy. "
    "PyTorch's `transpose` swaps two, and its `permute` is NumPy's `transpose`.",
    fix="x.swapaxes(1, 2)",
)
add(
    "A reshape to another number of entries",
    before="x = tg.Tensor(np.ones((2, 3)))",
    code="x.reshape(4)",
    error="ValueError",
    words=("reshape", "size 6", "(4,)", "(2, 3)"),
    why="The number of entries cannot change, only their arrangement; −1 means all that is left.",
    fix="x.reshape(3, -1)",
)
add(
    "Images that were not flattened",
    before="model, images = Sequential(Linear(784, 16)), np.ones((32, 28, 28))",
    code="model(images)",
    error="ValueError",
    words=(
        *("Linear(784 → 16)", "(32, 28, 28)", "last axis must be 784"),
        *("Flatten()", "in model.0 (Linear 784 → 16)"),
    ),
    why="A `Linear` layer takes rows of numbers.",
    fix="model(images.reshape(32, -1))",
)
add(
    "Layers that do not fit",
    code="""
model = Sequential(Linear(784, 16), Sigmoid(), Linear(20, 10))
model(np.ones((32, 784)))
""",
    error="ValueError",
    words=("Linear(20 → 10)", "(32, 16)", "must be 20", "in model.2 (Linear 20 → 10)"),
    why="Each layer takes the output of the one before. The last line of the message names the "
    "layer.",
    fix="""
model = Sequential(Linear(784, 16), Sigmoid(), Linear(16, 10))
model(np.ones((32, 784)))
""",
)
add(
    "Rows where images are expected",
    before="model, rows = Sequential(Conv2d(1, 8, 3), ReLU()), np.ones((4, 784))",
    code="model(rows)",
    error="ValueError",
    words=("(4, 784)", "(n, 1, height, width)", "reshape", "in model.0 (Conv2d 1 → 8, 3 × 3)"),
    why="A convolution needs to know which pixels are neighbours.",
    fix="model(rows.reshape(-1, 1, 28, 28))",
)
add(
    "A loss of (n, 1) and (n,)",
    before="prediction, target = tg.Tensor(np.ones((4, 1))), np.ones(4)",
    code="MSE()(prediction, target)",
    error="ValueError",
    words=("(4, 1)", "(4,)", "n × n"),
    why="Broadcasting would compare each prediction with each target, 16 pairs. The loss would "
    "fall, and the network would learn the mean. Only our losses can detect this; "
    "`((prediction - target)**2).mean()` cannot.",
    fix="MSE()(prediction, target.reshape(4, 1))",
)

# --- networks ---------------------------------------------------------------------------------

add = part("Networks and losses")

add(
    "A label that is not a class",
    before="logits = tg.Tensor(np.zeros((2, 3)))",
    code="CrossEntropy()(logits, [1, 3])",
    error="ValueError",
    words=("label 3", "3 classes", "0 … 2"),
    why="Classes are counted from 0.",
    fix="CrossEntropy()(logits, [0, 2])",
)
add(
    "Labels that are floats",
    before="logits, labels = tg.Tensor(np.zeros((2, 3))), np.array([0.0, 2.0])",
    code="CrossEntropy()(logits, labels)",
    error="TypeError",
    words=("float64", "not integers", "labels.astype(int)"),
    why="A label is the number of a class; files often contain it as a float.",
    fix="CrossEntropy()(logits, labels.astype(int))",
)
add(
    "Integer rows where labels are expected",
    before="logits, labels = tg.Tensor(np.zeros((2, 3))), np.array([[0, 1, 0], [1, 0, 0]])",
    code="CrossEntropy()(logits, labels)",
    error="ValueError",
    words=("need labels of shape (2,)", "labels.argmax(axis=1)"),
    why="Integers are labels, one for each example. Rows of floats are probabilities, which are "
    "allowed, too.",
    fix="CrossEntropy()(logits, labels.argmax(axis=1))",
)
add(
    "A loss that was not created first",
    before="logits, labels = tg.Tensor(np.zeros((2, 3))), [1, 0]",
    code="CrossEntropy(logits, labels)",
    error="TypeError",
    words=("make the loss", "CrossEntropy()("),
    why="A loss is a module with settings: the first brackets take the settings, the second the "
    "numbers.",
    fix="CrossEntropy()(logits, labels)",
)
add(
    "A `forward` without `return`",
    before="""
class Twice(Module):
    def forward(self, x):
        x * 2

x = np.ones((1, 2))
model = Sequential(Twice(), Linear(2, 1))
""",
    code="model(x)",
    error="TypeError",
    words=("forward returned None", "`return`", "model.0 (Twice)"),
    why="A function without a `return` returns None.",
    fix="""
class Twice(Module):
    def forward(self, x):
        return x * 2

Sequential(Twice(), Linear(2, 1))(x)
""",
)
add(
    "A module without `forward`",
    code="""
class Net(Module):
    def __init__(self):
        self.hidden = Linear(2, 2)

    def foward(self, x):
        return self.hidden(x)

Net()(np.ones((1, 2)))
""",
    error="NotImplementedError",
    words=("Net", "def forward(self, x)"),
    why="Calling a module calls its `forward`. Check the spelling here.",
    fix="""
class Net(Module):
    def __init__(self):
        self.hidden = Linear(2, 2)

    def forward(self, x):
        return self.hidden(x)

Net()(np.ones((1, 2)))
""",
)
add(
    "`super().__init__()` forgotten",
    code="""
class Net(Sequential):
    def __init__(self):
        self.hidden = Linear(2, 2)

Net()(np.ones((1, 2)))
""",
    error="AttributeError",
    words=("'layers'", "does Net.__init__ call super().__init__(...)?"),
    why="A plain `Module` does not need it; a class that inherits from a layer does.",
    fix="""
class Net(Sequential):
    def __init__(self):
        super().__init__(Linear(2, 2))

Net()(np.ones((1, 2)))
""",
)
add(
    "A class instead of a layer",
    code="Sequential(Linear(2, 2), Sigmoid)",
    error="TypeError",
    words=("item 1", "did you mean Sigmoid()?"),
    why="`Sigmoid` is the class, `Sigmoid()` a layer.",
    fix="Sequential(Linear(2, 2), Sigmoid())",
)
add(
    "Weights of another network",
    before="model, state = Linear(3, 2), {'weights': np.ones((2, 3)), 'bias': np.ones(2)}",
    code="model.load_state_dict(state)",
    error="ValueError",
    words=("nothing was changed", "weight: missing, of shape (2, 3)", "weights: unknown here"),
    why="All names and shapes must match; otherwise the network would be half new, half old.",
    fix="model.load_state_dict({'weight': state['weights'], 'bias': state['bias']})",
)
add(
    "Labels instead of rows of targets",
    before="outputs, labels = tg.Tensor(np.zeros((2, 3))), np.array([1, 0])",
    code="MSE()(outputs, labels)",
    error="ValueError",
    words=("(2, 3)", "(2,)", "tg.datasets.one_hot(labels, 3)", "CrossEntropy"),
    why="A squared error compares each output with its own target, so a label becomes a row: "
    "1 at its class, 0 elsewhere.",
    fix="MSE()(outputs, tg.datasets.one_hot(labels, 3))",
)
add(
    "A single class",
    before="model, x, labels = Linear(2, 1), np.ones((4, 2)), np.array([0, 1, 1, 0])",
    code="CrossEntropy()(model(x), labels)",
    error="ValueError",
    words=("(4, 1)", "only one class", "BCEWithLogits"),
    why="The probabilities of all classes sum to 1. With a single class the probability is always "
    "1, so there is nothing to learn.",
    fix="BCEWithLogits()(model(x), labels.reshape(-1, 1))",
)
add(
    "Targets that are not probabilities",
    before="logits, answers = tg.Tensor([0.5, -2.0]), np.array([1.0, -1.0])",
    code="BCEWithLogits()(logits, answers)",
    error="ValueError",
    words=("the target -1.0", "(target + 1) / 2"),
    why="A target is 0 for no, 1 for yes, or a probability in between. With any other number the "
    "loss has no minimum.",
    fix="BCEWithLogits()(logits, (answers + 1) / 2)",
)
add(
    "Several right classes",
    before="logits, target = tg.Tensor(np.zeros((1, 3))), np.array([[1.0, 1.0, 0.0]])",
    code="CrossEntropy()(logits, target)",
    error="ValueError",
    words=("row 0", "sums to 2", "BCEWithLogits"),
    why="`CrossEntropy` chooses one class. If a picture may show a cat *and* a dog, ask one "
    "yes-or-no question for each class.",
    fix="BCEWithLogits()(logits, target)",
)
add(
    "One class for each position, with the classes on the last axis",
    before="logits, labels = tg.Tensor(np.zeros((2, 5, 3))), np.zeros((2, 5), int)",
    code="CrossEntropy()(logits, labels)",
    error="ValueError",
    words=("need labels of shape (2, 3)", "logits.reshape(-1, 3), labels.reshape(-1)"),
    why="As in PyTorch, the classes are on the second axis, (n, classes, positions); a network for "
    "text has them on the last.",
    fix="CrossEntropy()(logits.reshape(-1, 3), labels.reshape(-1))",
)
add(
    "An attribute with the name of a method",
    code="""
class Net(Module):
    def __init__(self):
        self.parameters = [Linear(2, 2)]

Net()
""",
    error="AttributeError",
    words=("Net", "parameters() is a method of every Module", "another name"),
    why="Optimisers, `print` and others call these methods of a module.",
    fix="""
class Net(Module):
    def __init__(self):
        self.layers = [Linear(2, 2)]

Net()
""",
)
add(
    "A parameter in the body of the class",
    code="""
class Scale(Module):
    factor = tg.Tensor(2.0, requires_grad=True)

    def forward(self, x):
        return self.factor * x
""",
    error="TypeError",
    words=("Scale.factor", "belongs to the class", "__init__"),
    why="All instances share an attribute in the body of the class, but each needs its own "
    "parameters.",
    fix="""
class Scale(Module):
    def __init__(self):
        self.factor = tg.Tensor(2.0, requires_grad=True)

    def forward(self, x):
        return self.factor * x
""",
)

# --- optimisers -------------------------------------------------------------------------------

add = part("Optimisers")

add(
    "The model instead of its parameters",
    before="model = Linear(2, 2)",
    code="SGD(model, lr=0.1)",
    error="TypeError",
    words=("one Linear", "model.parameters()"),
    why="An optimiser knows tensors, not layers.",
    fix="SGD(model.parameters(), lr=0.1)",
)
add(
    "The method instead of its result",
    before="model = Linear(2, 1)",
    code="SGD(model.parameters, lr=0.1)",
    error="TypeError",
    words=("one method", "model.parameters()"),
    why="Without brackets, a method is not called.",
    fix="SGD(model.parameters(), lr=0.1)",
)
add(
    "The parameters inside another list",
    before="model = Linear(2, 1)",
    code="SGD([model.parameters()], lr=0.1)",
    error="TypeError",
    words=("parameter 0 has type Parameters, not Tensor", "without a list around"),
    why="`model.parameters()` gives one parameter after the other; a list around it holds just one "
    "object.",
    fix="SGD(model.parameters(), lr=0.1)",
)
add(
    "One tensor instead of a list",
    before="w = tg.Tensor([1.0, 2.0], requires_grad=True)",
    code="SGD(w, lr=0.1)",
    error="TypeError",
    words=("one Tensor", "put it in a list"),
    why="Iterating over a tensor gives its entries, not parameters.",
    fix="SGD([w], lr=0.1)",
)
add(
    "A model without parameters",
    before="""
class Scale(tg.nn.Module):
    def __init__(self):
        self.w = tg.Tensor(np.ones(3))
""",
    code="SGD(Scale().parameters(), lr=0.1)",
    error="ValueError",
    words=("no parameters", "requires_grad=True"),
    why="A tensor is a constant unless you say otherwise; `print(model)` calls it frozen.",
    fix="""
class Scale(tg.nn.Module):
    def __init__(self):
        self.w = tg.Tensor(np.ones(3), requires_grad=True)
SGD(Scale().parameters(), lr=0.1)
""",
)
add(
    "A parameter twice",
    before="shared = Linear(2, 2)",
    code="SGD([*shared.parameters(), *shared.parameters()], lr=0.1)",
    error="ValueError",
    words=("parameter 2, weight, of shape (2, 2)", "twice"),
    why="It would make two steps at once. `model.parameters()` lists a shared parameter only once.",
    fix="SGD(Sequential(shared, shared).parameters(), lr=0.1)",
)
add(
    "A constant that should be trained",
    before="w = tg.Tensor([1.0, 2.0])",
    code="SGD([w], lr=0.1)",
    error="ValueError",
    words=("parameter 0 of shape (2,)", "requires_grad=True"),
    why="Without a gradient, the optimiser does not know which way is downhill.",
    fix="""
w = tg.Tensor([1.0, 2.0], requires_grad=True)
SGD([w], lr=0.1)
""",
)
add(
    "A negative learning rate",
    before="model = Linear(2, 2)",
    code="SGD(model.parameters(), lr=-0.1)",
    error="ValueError",
    words=("lr=-0.1", "0 ≤ lr"),
    why="The minus is in the step: p ← p − lr · g. To maximise, minimise −loss.",
    fix="SGD(model.parameters(), lr=0.1)",
)

add(
    "A momentum of 1 or more",
    before="model = Linear(2, 1)",
    code="SGD(model.parameters(), lr=0.1, momentum=9)",
    error="ValueError",
    words=("momentum=9.0", "0 ≤ momentum < 1"),
    why="Each step multiplies the velocity by the momentum: from 1 on, it grows without limit.",
    fix="SGD(model.parameters(), lr=0.1, momentum=0.9)",
)
add(
    "A custom optimiser without `return`",
    before="""
class Plain(Optimizer):
    def change(self, p, g, rate):
        rate * g

w = tg.Tensor([1.0], requires_grad=True)
optimizer = Plain([w], lr=0.1)
(w * w).sum().backward()
""",
    code="optimizer.step()",
    error="TypeError",
    words=("Plain: change returned None", "return"),
    why="The step subtracts the result of `change` from the parameter.",
    fix="""
class Plain(Optimizer):
    def change(self, p, g, rate):
        return rate * g

Plain([w], lr=0.1).step()
""",
)
add(
    "The state of an optimiser with its parameters in another order",
    before="""
v = tg.Tensor([1.0], requires_grad=True, name="v")
w = tg.Tensor([2.0], requires_grad=True, name="w")
optimizer = Adam([v, w])
(v * w).sum().backward()
optimizer.step()
""",
    code="Adam([w, v]).load_state_dict(optimizer.state_dict())",
    error="ValueError",
    words=("parameter 0 is v there, but w here", "same order"),
    why="The memory is matched to the parameters by their order, so it would be swapped.",
    fix="Adam([v, w]).load_state_dict(optimizer.state_dict())",
)
add(
    "Labels instead of a loss, for `health`",
    before="model, labels = Linear(2, 3), np.array([0, 2])",
    code="tg.health(model, np.ones((2, 2)), labels)",
    error="TypeError",
    words=("loss is ndarray", "lambda y: CrossEntropy()(y, labels)"),
    why="`health` needs one number to start from: a function computes it from the output.",
    fix="tg.health(model, np.ones((2, 2)), lambda y: CrossEntropy()(y, labels))",
)

# --- ops and files ----------------------------------------------------------------------------

add = part("Custom ops, and files")

add(
    "A rule without `/`",
    code="""
@tg.elementwise
def double(x):
    return 2 * x, lambda: 2
""",
    error="TypeError",
    words=("no input comes before a `/`", "def double(x, /, ...)"),
    why="The `/` separates the inputs, which are differentiated, from the settings.",
    fix="""
@tg.elementwise
def double(x, /):
    return 2 * x, lambda: 2
""",
)
add(
    "A rule with too few derivatives",
    before="""
@tg.elementwise
def product(x, y, /):
    return x * y, lambda: y

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="product(w, 3.0)",
    error="GradientError",
    words=("1 derivatives for 2 inputs",),
    why="A rule returns its value and one derivative per input.",
    fix="""
@tg.elementwise
def product(x, y, /):
    return x * y, lambda: y, lambda: x

product(w, 3.0)
""",
)
add(
    "A rule without its derivatives",
    before="""
@tg.elementwise
def softsign(x, /):
    return x / (1 + abs(x))

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="softsign(w)",
    error="GradientError",
    words=("no derivatives", "return value, lambda: …"),
    why="Without them the engine does not know how the value changes with the input.",
    fix="""
@tg.elementwise
def softsign(x, /):
    return x / (1 + abs(x)), lambda: 1 / (1 + abs(x)) ** 2

softsign(w)
""",
)
add(
    "A derivative that is not a function",
    before="""
@tg.elementwise
def square(x, /):
    return x * x, 2 * x

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="square(w)",
    error="GradientError",
    words=("is an array, not a function", "write `lambda: ` in front"),
    why="Inside a function, a derivative that is not needed is never computed.",
    fix="""
@tg.elementwise
def square(x, /):
    return x * x, lambda: 2 * x

square(w)
""",
)
add(
    "A rule that writes into its input",
    before="""
@tg.elementwise
def positive_part(x, /):
    x[x < 0] = 0
    return x, lambda: 1.0 * (x > 0)

w = tg.Tensor([-1.0, 2.0], requires_grad=True)
""",
    code="positive_part(w)",
    error="GradientError",
    words=("writes into input 0 (x)", "np.where(x < 0, 0, x)"),
    why="It is the array of the parameter, which would change.",
    fix="""
@tg.elementwise
def positive_part(x, /):
    return np.where(x < 0, 0, x), lambda: 1.0 * (x > 0)

positive_part(w)
""",
)
add(
    "A rule without its decorator",
    before="""
def double(x, /):
    return 2 * x, lambda: 2

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="double(w).sum()",
    error="AttributeError",
    words=("'tuple' object has no attribute 'sum'",),
    why="Without `@tg.elementwise` it is a function that returns a tuple.",
    fix="""
@tg.elementwise
def double(x, /):
    return 2 * x, lambda: 2

double(w).sum()
""",
)
add(
    "A setting that should be trained, in a custom op",
    before="""
@tg.elementwise
def scaled(x, /, by=1.0):
    return by * x, lambda: by

w = tg.Tensor([1.0, 2.0], requires_grad=True)
b = tg.Tensor(3.0, requires_grad=True)
""",
    code="scaled(w, by=b)",
    error="TypeError",
    words=("by requires a gradient", "put it before the `/`"),
    why="Only inputs before the `/` get a gradient.",
    fix="""
@tg.elementwise
def scaled(x, by, /):
    return by * x, lambda: by, lambda: x

scaled(w, b)
""",
)
add(
    "A number taken out of a tensor in a rule",
    before="""
import math

@tg.elementwise
def gauss(x, /):
    y = math.exp(-x * x)
    return y, lambda: -2 * x * y

x = tg.Tensor(0.5, requires_grad=True)
""",
    code="gauss(x)",
    error="UserWarning",
    words=("gauss", "np.exp(x) for math.exp(x)"),
    why="For a second derivative the rule runs on tensors, and a Python number records nothing.",
    fix="""
@tg.elementwise
def gauss(x, /):
    y = np.exp(-x * x)
    return y, lambda: -2 * x * y

tg.grad(gauss(x), x, create_graph=True)
""",
)
add(
    "A wrong derivative",
    before="""
@tg.elementwise
def cube(x, /):
    return x**3, lambda: 2 * x**2

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="cube(w)",
    error="GradientError",
    words=("looks wrong", "gives 8, a difference quotient 12", "a factor 0.6667"),
    why="At the first use of a custom op, its derivatives are compared with difference quotients.",
    fix="""
@tg.elementwise
def cube(x, /):
    return x**3, lambda: 3 * x**2

cube(w)
""",
)
add(
    "A derivative of the wrong shape",
    before="""
@tg.differentiable
def total(x, /):
    return x.sum(), lambda g: g

w = tg.Tensor([1.0, 2.0], requires_grad=True)
""",
    code="total(w).backward()",
    error="GradientError",
    words=("total", "gradient of shape ()", "the input has shape (2,)"),
    why="∂L/∂x has an entry for each entry of x.",
    fix="""
@tg.differentiable
def total(x, /):
    shape = x.shape
    return x.sum(), lambda g: g * np.ones(shape)

total(w).backward()
""",
)
add(
    "A state saved without a name",
    before="model = Linear(2, 1)",
    code="tg.save('weights.npz', model.state_dict())",
    error="TypeError",
    words=("save: give each value a name", "model=model.state_dict()"),
    why="A file may hold several states, and `load` returns them by name.",
    fix="tg.save('weights.npz', model=model.state_dict())",
)
add(
    "A file that does not exist",
    before='tg.save("weights.npz", model=Linear(2, 2).state_dict())',
    code='tg.load("weigths.npz")',
    error="FileNotFoundError",
    words=("weigths.npz", "typo"),
    why="Check the path, and the folder in which Python runs.",
    fix='tg.load("weights.npz")["model"]',
)
