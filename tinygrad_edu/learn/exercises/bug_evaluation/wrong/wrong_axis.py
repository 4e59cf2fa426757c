"""The modes are right. argmax goes along the wrong axis: in which one are the classes of a row?"""


def evaluate(model, x, labels):
    model.eval()
    with tg.no_grad():
        output = model(x)
    model.train()
    return (output.argmax(axis=0) == labels).mean()
