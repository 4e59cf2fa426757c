"""You have a mean for each digit. How do you make one number of these ten?"""


def cost(outputs, targets):
    return ((outputs - targets) ** 2).mean(axis=0)
