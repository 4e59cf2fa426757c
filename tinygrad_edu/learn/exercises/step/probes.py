from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.step, w=3.0, slope=4.0, rate=0.1)
    yield call(answer.step, w=-1.5, slope=-0.6, rate=0.3)
