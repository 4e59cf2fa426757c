"""You have a square for each image and digit. What is added up, and over what is the mean taken?"""


def cost(outputs, targets):
    return (outputs - targets) ** 2
