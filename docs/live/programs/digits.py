"""Teach a network the digits"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

# 1,000 digits to learn from and 500 to test with: a part of the 70,000 that come with the package
(images, labels), (test_images, test_labels) = tg.datasets.mnist()

rng = np.random.default_rng(0)
model = nn.Sequential(nn.Linear(784, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))
cost = nn.CrossEntropy()
optimizer = optim.SGD(model.parameters(), lr=0.2)

for epoch in range(1, 21):
    for x, y in tg.datasets.batches(images, labels, 20, rng):
        loss = cost(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch % 4 == 0:
        with tg.no_grad():
            right = model(test_images).data.argmax(axis=1) == test_labels
        print(f"epoch {epoch:2}: {right.mean():.1%} of the test digits")
