from tinygrad_edu.learn.probing import call


def accept(answer):
    for x in (0.5, 1.3, -0.8):
        yield call(answer.slope, x=x)
