"""What does it answer when there is no digit?  With confidence, a digit.

Ten thousand images of pure noise, and the test digits with their pixels shuffled: in its training,
the network never learned that an image may show none of the ten digits.

    python examples/11_noise.py                   # some ten seconds

    noise: largest output above 0.5  61.33 %
    noise: above 0.9                 16.73 %
    noise: most frequent answer      40.86 % of images
"""

import numpy as np
from mnist import trained_quietly
from shared import course
from shared.plots import BLUE, RED, plt, save, square
from shared.training import outputs


# %% Three kinds of images, with the same mean subtracted as in training
def kinds(digits, rng):
    """Digits, digits whose pixels are shuffled, each differently, and noise."""
    images = digits.test[0]
    noise = rng.uniform(size=images.shape).astype(np.float32) - digits.mean
    return {"digits": images, "shuffled pixels": rng.permuted(images, axis=1), "noise": noise}


# %% How sure the network is, and of which digit
def measure(seed, quick, out=None):
    """The share of images with a confident answer, and the digit that wins most often."""
    model, digits, _ = trained_quietly(seed, quick)
    numbers = {}
    shown = {}
    for name, images in kinds(digits, np.random.default_rng(seed)).items():
        answers = outputs(model, images)
        top = answers.max(axis=1)
        wins = np.bincount(answers.argmax(axis=1), minlength=10)
        shown[name] = images, answers
        numbers[f"{name}: largest output above 0.5, %"] = 100 * (top > 0.5).mean()
        numbers[f"{name}: above 0.9, %"] = 100 * (top > 0.9).mean()
        numbers[f"{name}: the most frequent answer"] = int(wins.argmax())
        numbers[f"{name}: most frequent answer, % of images"] = 100 * wins.max() / wins.sum()
    if out:
        draw(shown, out / "noise.png")
    return numbers


def draw(shown, file):
    """Six of the images with the answers, and the confidence of all."""
    figure = plt.figure(figsize=(10, 4))
    left, right = figure.subfigures(1, 2, width_ratios=[1, 1.3])
    grid = left.subplots(2, 3)
    left.suptitle("Shuffled digits, noise: its answers", fontsize=12)
    for line, name in zip(grid, ("shuffled pixels", "noise"), strict=True):
        for k, axes in enumerate(line):
            image, answer = shown[name][0][k], shown[name][1][k]
            axes.imshow(square(image), cmap="gray_r")
            axes.set_title(f"{answer.argmax()}: {answer.max():.2f}", color=RED, fontsize=11)
            axes.set_axis_off()
    axes = right.subplots()
    for name, (_, answers) in shown.items():
        top = np.sort(answers.max(axis=1))
        share = 100 * (1 - np.arange(len(top)) / len(top))
        axes.plot(top, share, label=name, linewidth=2)
    axes.axvline(0.9, color=BLUE, linewidth=0.8, linestyle=":")
    axes.set(xlabel="largest output at least", ylabel="share of images, %", xlim=(0, 1))
    axes.set_title("How sure it is")
    axes.legend(frameon=False, loc="lower left")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
