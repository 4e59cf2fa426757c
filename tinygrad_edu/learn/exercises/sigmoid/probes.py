from tinygrad_edu.learn.probing import call


def accept(answer):
    for a in (0.2, 0.7, 0.95):
        yield call(answer.slope, a=a)
