from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.gradient, w=1.8, b=-1.1, x=1.5, t=0.3)
    yield call(answer.gradient, w=-0.7, b=0.4, x=0.9, t=0.8)
