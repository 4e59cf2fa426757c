"""What does a network know before it is trained?  Nothing: a 3 gives a mess.

784 pixels, 16 and 16 neurons, 10 outputs: 784·16 + 16·16 + 16·10 weights and 42 biases, all of
them random at first.  If one of the ten outputs for a 3 stands out, it is by chance.

    python examples/03_untrained.py               # some seconds

    weights and biases  13,002
    cost of this 3      4.762
    test accuracy       9.81 %
"""

import numpy as np
from mnist import squared_error
from shared import course
from shared.digits import load_digits
from shared.plots import BLUE, MUTED, RED, plt, save, square
from shared.training import accuracy, outputs

import tinygrad_edu as tg

SIZES = [784, 16, 16, 10]


# %% The network of the video, with all its weights and biases from N(0, 1), as in the video.
def build(rng):
    """Three layers of weights, and a sigmoid after each."""
    layers = []
    for n_in, n_out in zip(SIZES, SIZES[1:], strict=False):
        layers += [tg.nn.Linear(n_in, n_out, dtype=np.float32), tg.nn.Sigmoid()]
    model = tg.nn.Sequential(*layers)
    for p in model.parameters():
        p.data = rng.normal(size=p.shape).astype(np.float32)
    return model


# %% Its answer to the first 3 among the test images
def measure(seed, quick, out=None):
    """The number of weights, and the outputs for a 3."""
    model = build(np.random.default_rng(seed))
    digits = load_digits(1, centred=False)
    images, labels = digits.test
    three = images[labels == 3][:1]
    answer, target = outputs(model, three)[0], np.eye(10, dtype=np.float32)[3]
    for digit, output in enumerate(answer):
        print(f"output {digit}: {output:.2f} {'█' * round(40 * float(output))}")
    if out:
        draw(three[0], answer, out / "untrained.png")
    return {
        "weights and biases": sum(p.size for p in model.parameters()),
        "cost of this 3": squared_error(tg.Tensor(answer[None]), tg.Tensor(target[None])).item(),
        "outputs above 0.5 of ten": int((answer > 0.5).sum()),
        "test accuracy, %": 100 * accuracy(model, images, labels),
    }


def draw(image, answer, file):
    """The 3, and the ten outputs next to what they should be."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), width_ratios=[1, 2])
    left.imshow(square(image), cmap="gray_r")
    left.set(xticks=[], yticks=[])
    left.set_title("What it sees")
    colours = [RED if digit == answer.argmax() else BLUE for digit in range(10)]
    right.bar(range(10), answer, color=colours, hatch=["//" if c == RED else "" for c in colours])
    right.step([2.5, 2.5, 3.5, 3.5], [0, 1, 1, 0], color=MUTED, linestyle="--", where="post")
    right.annotate("what we want", (3, 1.02), ha="center", color=MUTED)
    right.set(xticks=range(10), xlabel="output neuron", ylabel="output", ylim=(0, 1.12))
    right.set_title("What it answers, untrained")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
