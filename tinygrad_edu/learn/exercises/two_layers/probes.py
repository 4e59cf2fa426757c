from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.gradient, w1=0.5, w2=-1.5, x=1.8, t=0.9)
    yield call(answer.gradient, w1=1.1, w2=0.6, x=-0.4, t=0.2)
