"""Only the first parameter moves. Is there a `return` inside the loop?"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p.data -= self.lr * v
            return
