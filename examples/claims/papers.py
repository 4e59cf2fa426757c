"""The three papers in the video's closing interview."""

from . import Claim, holds

WIDTHS = (4, 8, 16, 32, 64, 128)

CLAIMS = [
    Claim(
        "12_random_labels",
        "Shuffled labels are memorised as well, more slowly; on new images that is no "
        "better than chance",
        "[Zhang et al., 2017](https://arxiv.org/abs/1611.03530)",
        "100 %; 10 %",
        [
            f"{name} labels: {what}"
            for what in ("training accuracy, %", "epochs until then", "test accuracy, %")
            for name in ("true", "random")
        ],
        holds(
            lambda run: (
                run["true labels: training accuracy, %"] == 100
                and run["random labels: training accuracy, %"] == 100
                and run["random labels: epochs until then"] > run["true labels: epochs until then"]
                and abs(run["random labels: test accuracy, %"] - 10) < 4
            )
        ),
        picture="random_labels.png",
        why="1,000 images, one hidden layer of 512",
    ),
    Claim(
        "12_random_labels",
        "With random labels the cost falls slowly, with true labels it drops fast",
        "[Arpit et al., 2017](https://arxiv.org/abs/1706.05394)",
        "–",
        [f"{name} labels: epochs until half the cost" for name in ("true", "random")],
        holds(
            lambda run: (
                run["random labels: epochs until half the cost"]
                > 3 * run["true labels: epochs until half the cost"]
            )
        ),
    ),
    Claim(
        "13_label_noise",
        "The rule is learned before the exceptions: with 20, 40, 60 % wrong labels, accuracy on "
        "clean test images peaks early, then falls",
        "[Arpit et al., 2017](https://arxiv.org/abs/1706.05394)",
        "–",
        [
            f"{percent} % wrong: {what}, %"
            for percent in (20, 40, 60)
            for what in ("highest test accuracy", "test accuracy at the end")
        ],
        holds(
            lambda run: all(
                run[f"{percent} % wrong: highest test accuracy, %"]
                > run[f"{percent} % wrong: test accuracy at the end, %"] + 3
                and run[f"{percent} % wrong: after epochs"] < 20
                for percent in (20, 40, 60)
            )
        ),
        picture="label_noise.png",
        why="The peak on test images is only for show; to stop training there, use validation "
        "images",
    ),
    Claim(
        "14_minima",
        "The minima that it finds are of about equal quality, the more so the wider the network is",
        "[Choromanska et al., 2015](https://arxiv.org/abs/1412.0233)",
        "–",
        [f"width {width}: standard deviation" for width in WIDTHS],
        holds(
            lambda run: (
                run["width 128: standard deviation"]
                < run["width 16: standard deviation"]
                < run["width 4: standard deviation"]
            )
        ),
        seeds=3,
        picture="minima.png",
        why="Each run trains twenty networks of each width, on digits of 7 × 7 pixels",
    ),
]
