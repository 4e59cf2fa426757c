"""Which digits does it misread?  Some that we would misread, too, and some that nobody would.

The network's answer is its largest output; the second largest is its second guess.  For most
mistakes, the second guess is right.

    python examples/09_mistakes.py                # some ten seconds

    mistakes of 10,000 images           368
    of these the second guess is right  60.33 %
"""

from collections import Counter

import numpy as np
from mnist import trained_quietly
from shared import course
from shared.plots import BLUE, plot_mistakes, plt, save
from shared.training import outputs


# %% The video's network, trained, and its answers to 10,000 images that it never saw
def measure(seed, quick, out=None):
    """The number of mistakes, how sure the network was, and which digits it confuses."""
    model, digits, _ = trained_quietly(seed, quick)
    images, labels = digits.test
    answers = outputs(model, images)
    guesses = np.argsort(-answers, axis=1, kind="stable")
    first, second = guesses[:, 0], guesses[:, 1]
    wrong = first != labels
    pairs = Counter(zip(labels[wrong].tolist(), first[wrong].tolist(), strict=True))
    for (right, answer), count in pairs.most_common(5):
        print(f"{count:4} times a {right} was taken for a {answer}")
    if out:
        plot_mistakes(model, images, labels, out / "mistakes.png")
        draw(labels, first, out / "confusion.png")
    top = answers.max(axis=1)
    return {
        "mistakes of 10,000 images": int(wrong.sum()),
        "of these the second guess is right, %": 100 * (second == labels)[wrong].mean(),
        "largest output of right answers (median)": float(np.median(top[~wrong])),
        "largest output of mistakes (median)": float(np.median(top[wrong])),
    }


# %% Which digits are confused: a table of ten by ten
def draw(labels, answers, file):
    """Only the mistakes, because the right answers would hide them."""
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, answers), 1)
    np.fill_diagonal(counts, 0)
    figure, axes = plt.subplots(figsize=(5.2, 4.6))
    axes.imshow(counts, cmap="Blues")
    for row, column in np.argwhere(counts):
        count = counts[row, column]
        colour = "white" if count > counts.max() / 2 else BLUE
        axes.annotate(count, (column, row), ha="center", va="center", color=colour, fontsize=9)
    axes.set(xticks=range(10), yticks=range(10), xlabel="its answer", ylabel="the digit")
    axes.set_title("What is taken for what, test images")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
