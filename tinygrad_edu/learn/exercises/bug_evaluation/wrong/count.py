"""The modes are right, and you count the rows. Asked for is a share, from 0 to 1."""


def evaluate(model, x, labels):
    model.eval()
    with tg.no_grad():
        output = model(x)
    model.train()
    return (output.argmax(axis=1) == labels).sum()
