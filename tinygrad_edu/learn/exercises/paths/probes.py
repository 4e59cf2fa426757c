from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.gradient, x=1.5, y=-0.7)
    yield call(answer.gradient, x=0.3, y=4.0)
