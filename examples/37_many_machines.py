"""Can several machines train one network?  Each takes a share of the batch, and they average.

It is the sum rule: the gradient of an average over images is the average of the gradients of its
parts.  So each of N machines computes the gradient of its share, and sends it: 13,002 numbers from
each in every step, and as many weights back.  That pays if computing takes longer than sending.
The machines are workers of Dask: processes on this machine, or those of a cluster.

    python examples/37_many_machines.py                        # a minute or two
    python examples/37_many_machines.py --scheduler tcp://host:8786

    float32: largest difference from one machine   3.0e−07, after 100 steps
    float64: largest difference                    3.3e−16
    13,002 weights, 1,000 images: computing 2.0 ms, sending to two 2.4 ms, speed-up 0.47
    669,706 weights, 10,000 images: computing 490 ms, sending to two 16 ms, speed-up 1.8

Times are the fastest of ten calls, here on two cores; with others the speed-ups differ.
"""

import numpy as np
from shared import cluster, course, speedup
from shared.machine import Machine

RATE = 2.0
SETTINGS = [([16, 16], 1_000), ([16, 16], 50_000), ([512, 512], 1_000), ([512, 512], 10_000)]


# %% All begin with the same weights
def begin(machines, *network):
    """The weights of a network that each machine makes from the same seed."""
    answers = [machine.begin(*network) for machine in machines]
    return [answer.result() for answer in answers][-1]


# %% A step: the weights go to all machines, and their gradients are averaged
def step(machines, weights, batches):
    """The new weights; with several batches, a machine makes small steps in between."""
    answers = [machine.gradients(weights, batches, RATE) for machine in machines]  # all at once
    return weights - RATE * sum(answer.result() for answer in answers) / len(machines)


def trained(machines, weights, batch, steps, every=1):
    """The weights after some steps, averaged after every one or every few."""
    share = batch // len(machines)
    rows = [slice(k * share, (k + 1) * share) for k in range(steps)]
    for k in range(0, steps, every):
        weights = step(machines, weights, rows[k : k + every])
    return weights


# %% Are they the weights that one machine gets?
def differences(alone, machines, seed):
    """Of all weights after 100 steps, the largest difference, for each dtype."""
    for dtype in (np.float32, np.float64):
        one, many = (
            trained(team, begin(team, [16, 16], seed, dtype), batch=320, steps=100)
            for team in (alone, machines)
        )
        yield f"{np.dtype(dtype)}: largest difference", float(abs(one - many).max())


def seldom(machines, seed, steps):
    """The test accuracy if the machines average after each step, and after every tenth."""
    for every, name in (1, "each step"), (10, "ten steps"):
        weights = begin(machines, [16, 16], seed)
        weights = trained(machines, weights, 100, steps, every)
        test = machines[0].accuracy(weights).result()
        yield f"averaged after {name}: test accuracy, %", 100 * test


# %% What does a step cost?
def cost_of(teams, hidden, batch, seed, calls):
    """The seconds of computing on one machine, and of sending and whole steps of each team."""
    sending, steps = {}, {}
    for n, machines in teams.items():
        weights = begin(machines, hidden, seed)
        for times, batches in (sending, []), (steps, [slice(batch // n)]):
            times[n] = speedup.fastest(lambda: step(machines, weights, batches), calls)
    computing = [teams[1][0].seconds(weights, size, calls).result() for size in (1, batch)]
    return speedup.Cost(hidden, batch, weights.size, computing, sending, steps)


def measure(seed, quick, out=None, workers=None, scheduler=None):
    """Differences of the weights, and for each network and batch what a step costs."""
    calls, settings = (3, SETTINGS[:1]) if quick else (10, SETTINGS)
    with cluster.connected(workers or (None if scheduler else 2), scheduler) as client:
        sizes = [n for n in (1, 2, 4, 8, 16, 32) if n <= len(client.nthreads())]
        teams = {n: cluster.actors(client, Machine, n) for n in sizes}
        steps = 100 if quick else 500
        alone, machines = teams[1], teams[sizes[-1]]
        numbers = dict([*differences(alone, machines, seed), *seldom(machines, seed, steps)])
        costs = [cost_of(teams, hidden, batch, seed, calls) for hidden, batch in settings]
    for cost in costs:
        numbers |= cost.numbers()
    if out:
        speedup.draw(costs, out / "speedup.png")
    return numbers


# %%
if __name__ == "__main__":
    course.run(measure, __doc__, own_cluster=True)
