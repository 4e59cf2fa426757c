"""Is 96 % all that there is?  More neurons in the hidden layers read more digits.

The limit of the video's network is its thirteen thousand weights, not gradient descent: the same
training with wider layers reaches 98 %.

    python examples/07_wider.py                   # a minute or two

    test accuracy of 784-16-16-10   96.32 %
    test accuracy of 784-32-32-10   97.73 %
    test accuracy of 784-64-32-10   97.99 %
    test accuracy of 784-128-64-10  98.44 %
"""

from mnist import trained_quietly
from shared import course
from shared.plots import BLUE, RED, plt, save
from shared.training import accuracy
from tqdm import tqdm

LAYERS = ["16 16", "32 32", "64 32", "128 64"]


# %% One recipe, four networks
def measure(seed, quick, out=None):
    """Test accuracy, and accuracy on the training images, for each network."""
    numbers = {}
    table = []
    for hidden in tqdm(LAYERS[:: 3 if quick else 1], leave=False, disable=None):
        model, digits, _ = trained_quietly(seed, quick, "--hidden", *hidden.split())
        count = sum(p.size for p in model.parameters())
        test = 100 * accuracy(model, *digits.test)
        seen = 100 * accuracy(model, digits.images, digits.labels)
        name = "-".join(["784", *hidden.split(), "10"])
        table.append((name, count, test, seen))
        numbers[f"test accuracy of {name}, %"] = test
        print(
            f"{name:16} {count:8,} weights and biases   test {test:.2f} %   training {seen:.2f} %"
        )
    if out:
        draw(table, out / "wider.png")
    return numbers


def draw(table, file):
    """Accuracy over the number of weights."""
    names, counts, test, seen = zip(*table, strict=True)
    figure, axes = plt.subplots(figsize=(7, 3.8))
    axes.plot(counts, seen, "s--", color=RED, label="on the images it was trained on")
    axes.plot(counts, test, "o-", color=BLUE, label="on test images")
    for name, x, y in zip(names, counts, test, strict=True):
        axes.annotate(name, (x, y), (6, -14), textcoords="offset points")  # right of the rise
    axes.set(xscale="log", xlabel="weights and biases", ylabel="right answers, %")
    axes.margins(0.2, 0.2)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    axes.xaxis.set_minor_formatter(lambda x, _: "")
    axes.set_title("More neurons read more digits")
    axes.legend(frameon=False)
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
