"""Train a small network"""

import numpy as np

from tinygrad_edu import nn, optim

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [[0], [1], [1], [0]]  # exclusive or: 1 if exactly one input is 1

rng = np.random.default_rng(1)
model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 1, rng=rng), nn.Sigmoid())
cost = nn.MSE()
optimizer = optim.SGD(model.parameters(), lr=2.0)

for step in range(1001):
    loss = cost(model(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 200 == 0:
        print(f"step {step:4}: loss {loss.item():.4f}")

print("answers:", model(X).data.ravel().round(2))
