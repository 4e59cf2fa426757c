from tinygrad_edu.learn.probing import call


def accept(answer):
    for x in (3.0, -1.5, 0.4):
        yield call(answer.slope, x=x)
