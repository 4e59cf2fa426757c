"""Traps of training: each broken loop gives its own warning, once; no correct loop gives any."""

import copy
import pickle
import re
import subprocess
import sys
import textwrap
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import (
    BCE,
    MSE,
    NLL,
    BatchNorm1d,
    BCEWithLogits,
    Conv2d,
    CrossEntropy,
    Dropout,
    Embedding,
    Flatten,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
)
from tinygrad_edu.optim import SGD, Adam, AdamW, clip_grad_norm, cosine, step_decay
from tinygrad_edu.watch import notices as traps


@pytest.fixture(autouse=True)
def _each_test_hears_of_each_line_again():
    traps.said_at.clear()


STEPS = 12  # beyond the patience with parameters that have no gradient


def network(seed=0, last=()):
    rng = np.random.default_rng(seed)
    return Sequential(Linear(4, 8, rng=rng), Tanh(), Linear(8, 3, rng=rng), *last)


def examples(n=16):
    rng = np.random.default_rng(1)
    return tg.Tensor(rng.normal(size=(n, 4))), rng.integers(3, size=n)


def parameter(values):
    return tg.Tensor(values, requires_grad=True)


# --- correct loops ----------------------------------------------------------------------------

CORRECT = []


def correct(loop):
    CORRECT.append(pytest.param(loop, id=loop.__name__))
    return loop


@correct
def sgd():
    model, (x, labels) = network(), examples()
    optimizer, loss = SGD(model.parameters(), lr=0.1), CrossEntropy()
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(model(x), labels).backward()
        optimizer.step()


@correct
def adam_with_zero_grad_of_the_model_after_the_step():
    model, (x, labels) = network(), examples()
    optimizer = Adam(model.parameters())
    for _ in range(STEPS):
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()
        model.zero_grad()


@correct
def gradients_cleared_by_hand():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    for clear in (None, 0.0, "in place", "times zero") * 3:
        for p in model.parameters():
            if clear is None or p.grad is None:
                p.grad = None
            elif clear == "in place":
                p.grad[...] = 0
            elif clear == "times zero":
                p.grad *= 0
            else:
                p.grad = np.zeros(p.shape)
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@correct
def gradients_cleared_in_place():
    w = parameter([3.0, 4.0])
    optimizer = SGD([w], lr=0.1)
    for _ in range(STEPS):
        (w * w).sum().backward()
        optimizer.step()
        w.grad[...] = 0


@correct
def accumulation():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        for part in range(0, 16, 4):
            some = slice(part, part + 4)
            CrossEntropy(reduction="sum")(model(x[some]), labels[some]).backward()
        optimizer.step()


@correct
def two_networks_that_compete():
    maker, judge = network(), Sequential(Linear(3, 5), ReLU(), Linear(5, 1))
    makes, judges = Adam(maker.parameters()), Adam(judge.parameters())
    x, _ = examples()
    real, loss = tg.Tensor(np.ones((16, 3))), BCEWithLogits()
    for _ in range(STEPS):
        judges.zero_grad()
        fake = maker(x)
        loss(judge(real), np.ones((16, 1))).backward()
        loss(judge(fake.detach()), np.zeros((16, 1))).backward()
        judges.step()
        for p in judge.parameters():
            p.data = p.data.clip(-0.5, 0.5)
        makes.zero_grad()
        loss(judge(fake), np.ones((16, 1))).backward()  # into the judge, too
        makes.step()


@correct
def frozen_layers():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for p in model[0].parameters():
        p.requires_grad = False
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@correct
def fine_tuning():
    body, (x, labels) = Sequential(Linear(4, 8), Tanh()), examples()
    for p in body.parameters():
        p.requires_grad = False
    head = Linear(8, 3)
    model = Sequential(body, head)
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@correct
def a_shared_layer():
    layer, (x, _) = Linear(4, 4), examples()
    model = Sequential(layer, Tanh(), layer)
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        MSE()(model(x), x).backward()
        optimizer.step()


@correct
def several_losses():
    body, heads, (x, labels) = Linear(4, 8), [Linear(8, 3), Linear(8, 4)], examples()
    optimizer = SGD([*body.parameters(), *heads[0].parameters(), *heads[1].parameters()], lr=0.1)
    for step in range(STEPS):
        optimizer.zero_grad()
        hidden = body(x).tanh()
        if step % 2:  # one head a step
            CrossEntropy()(heads[0](hidden), labels).backward()
        else:
            MSE()(heads[1](hidden), x).backward()
        optimizer.step()


@correct
def a_schedule_and_clipping():
    model, (x, labels) = network(), examples()
    optimizer = AdamW(model.parameters(), lr=0.01)
    schedule = cosine(optimizer, STEPS, warmup=0.2)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        clip_grad_norm(model.parameters(), 0.1)
        optimizer.step()
        schedule.step()


@correct
def evaluation_without_recording():
    model, (x, labels) = network(last=[Dropout(0.5)]), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        with tg.no_grad():
            model.eval()
            CrossEntropy()(model(x), labels).item()
            tg.softmax(model(x)).data.argmax(axis=1)
        model.train()
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@correct
def large_numbers_inside_of_a_network_that_is_only_evaluated():
    model, (x, _) = network(), examples()
    model[0].weight.data *= 1e4
    del model.layers[1]
    with tg.no_grad():
        assert abs(model(x).data).max() > 1e3


@correct
def a_recurrent_network():
    cell, out, (x, labels) = Linear(9, 8), Linear(8, 3), examples()
    optimizer = Adam([*cell.parameters(), *out.parameters()])
    for _ in range(STEPS):
        h = tg.Tensor(np.zeros((16, 8)))
        for t in range(4):
            now = x[:, t : t + 1]
            h = cell(tg.concatenate([now, h], axis=1)).tanh()
        optimizer.zero_grad()
        CrossEntropy()(out(h), labels).backward()
        optimizer.step()


@correct
def repeated_evaluations_in_one_step():
    w = parameter([3.0, 4.0])
    optimizer = SGD([w], lr=0.1)

    def cost():
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss.item()

    for _ in range(STEPS):
        before = w.data.copy()
        for trial in (1.0, 0.5):  # a search along a line
            w.data = before * trial
            cost()
        w.data = before
        cost()
        optimizer.step()


@correct
def a_gradient_penalty():
    model = Sequential(Linear(4, 8), Tanh(), Linear(8, 1))
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        x = parameter(examples()[0].data)
        y = model(x).sum()
        slope = tg.grad(y, x, create_graph=True)
        optimizer.zero_grad()
        (y + ((slope * slope).sum(axis=1).sqrt() - 1).square().mean()).backward()
        optimizer.step()


@correct
def an_embedding_of_which_few_rows_are_used():
    table, out = Embedding(500, 8), Linear(8, 3)
    optimizer = Adam([*table.parameters(), *out.parameters()])
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(out(table(np.array([400, 499, 3]))), [0, 1, 2]).backward()
        optimizer.step()


@correct
def raw_pixels_behind_a_normalisation():
    x = np.random.default_rng(0).integers(0, 256, (16, 4)).astype(float)
    model = Sequential(BatchNorm1d(4), Linear(4, 3))
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(tg.Tensor(x)), examples()[1]).backward()
        optimizer.step()


@correct
def steps_by_hand():
    w, b = parameter([[1.0], [2.0]]), parameter(0.0)
    for _ in range(STEPS):
        loss = (tg.Tensor([[1.0, 2.0]]) @ w + b).square().sum()
        loss.backward()
        for p in (w, b):
            p.data -= 0.01 * p.grad
            p.grad = None


@correct
def steps_by_hand_with_weight_decay():
    w = parameter([1.0, 2.0])
    for _ in range(STEPS):
        w.grad = None
        (w * w).sum().backward()
        w.data *= 0.99
        w.data -= 0.01 * w.grad


@correct
def gradients_given_by_hand():
    w = parameter([1.0, 2.0])
    optimizer = Adam([w])
    for _ in range(STEPS):
        (w * w).sum().backward()
        optimizer.step()
        w.grad = 2 * w.data  # known without backward
        optimizer.step()
        w.grad = None


@correct
def two_optimisers_of_one_model():
    model, (x, labels) = network(), examples()
    optimizers = SGD(model[0].parameters(), lr=0.1), Adam(model[2].parameters())
    for _ in range(STEPS):
        CrossEntropy()(model(x), labels).backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()


@correct
def an_optimiser_made_after_the_first_backward():
    w = parameter([1.0, 2.0])
    (w * w).sum().backward()
    SGD([w], lr=0.1).step()


@correct
def images():
    model = Sequential(Conv2d(1, 2, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(18, 3))
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        pixels = np.random.default_rng(0).random((4, 1, 8, 8))
        CrossEntropy(label_smoothing=0.1)(model(pixels), [0, 1, 2, 0]).backward()
        optimizer.step()


@correct
def probabilities_where_they_are_due():
    x, labels = examples()
    for last, loss, target in [
        ([Sigmoid()], MSE(), tg.datasets.one_hot(labels, 3)),
        ([Sigmoid()], BCE(), tg.datasets.one_hot(labels, 3)),
        ([], BCEWithLogits(), tg.datasets.one_hot(labels, 3)),
        ([Softmax()], lambda p, y: NLL()(tg.log(p), y), labels),
        ([], lambda y, t: NLL()(tg.log_softmax(y), t), labels),
    ]:
        model = network(last=last)
        optimizer = SGD(model.parameters(), lr=0.1)
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss(model(x), target).backward()
            optimizer.step()


@correct
def a_mask_of_infinities():
    w, mask = parameter(np.ones((2, 3))), np.array([[True, True, False]] * 2)
    optimizer = SGD([w], lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (tg.softmax(tg.where(mask, w, -np.inf)) ** 2).sum().backward()
        optimizer.step()


@correct
def the_average_of_the_weights_beside_them():
    model, (x, labels) = network(), examples()
    average = copy.deepcopy(model)
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()
        for p, q in zip(model.parameters(), average.parameters(), strict=True):
            q.data = 0.9 * q.data + 0.1 * p.data
        with tg.no_grad():
            CrossEntropy()(average(x), labels).item()


@correct
def a_layer_made_in_the_first_call():
    model, (x, labels) = MadeAnew(always=False), examples()
    model(x)
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@correct
def many_layers_made_in_the_first_call():
    class Tower(Module):
        def __init__(self):
            self.layers = []

        def forward(self, x):
            if not self.layers:
                self.layers = [Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 3)]
            for layer in self.layers:
                x = layer(x).tanh()
            return x

    model, (x, labels) = Tower(), examples()
    model(x)
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@correct
def layers_made_between_the_calls():
    for _ in range(STEPS):
        model, (x, labels) = network(), examples()
        train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1), steps=2)


@correct
def warm_restarts():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(3):
        optimizer.lr = 0.1
        schedule = cosine(optimizer, STEPS, warmup=0.25)
        for _ in range(STEPS):
            optimizer.zero_grad()
            CrossEntropy()(model(x), labels).backward()
            optimizer.step()
            schedule.step()


@correct
def a_checkpoint_in_the_middle_of_a_warm_up():
    def make():
        model = network()
        optimizer = Adam(model.parameters(), lr=0.1)
        return model, optimizer, cosine(optimizer, 2 * STEPS, warmup=0.5)

    x, labels = examples()
    parts = make()
    for _ in range(STEPS):
        states = [part.state_dict() for part in parts]
        parts = model, optimizer, schedule = make()
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()
        schedule.step()


@correct
def a_judge_that_learns_in_every_fourth_round():
    maker, judge = network(), Linear(3, 1)
    makes, judges = Adam(maker.parameters()), Adam(judge.parameters())
    x, _ = examples()
    for step in range(4 * STEPS):
        judges.zero_grad()
        makes.zero_grad()
        BCEWithLogits()(judge(maker(x)), np.ones((16, 1))).backward()
        makes.step()
        if step % 4 == 3:
            judges.zero_grad()
            BCEWithLogits()(judge(maker(x).detach()), np.zeros((16, 1))).backward()
            judges.step()


@correct
def many_evaluations_of_a_search_in_one_step():
    w = parameter([3.0, 4.0])
    optimizer = SGD([w], lr=0.1)
    for _ in range(3):
        before = w.data.copy()
        for trial in np.linspace(0, 1, 2 * STEPS):
            w.data = before * trial
            optimizer.zero_grad()
            (w * w).sum().backward()
        optimizer.step()


@correct
def slopes_at_the_inputs_of_many_examples():
    model, (x, labels) = network(), examples()
    for row, label in zip(x.data, labels, strict=True):
        picture = parameter(row[None])
        model.zero_grad()
        CrossEntropy()(model(picture), [label]).backward()
        assert picture.grad.any()


@correct
def the_time_of_a_pass_is_measured():
    model, (x, labels) = network(), examples()
    for _ in range(3 * STEPS):
        model.zero_grad()
        CrossEntropy()(model(x), labels).backward()


@correct
def the_time_of_a_pass_is_measured_and_gradients_grow():
    w = parameter([1.0, 2.0])
    for _ in range(3 * STEPS):
        (w * w).sum().backward()


@correct
def a_step_in_every_eighth_round():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for step in range(4 * STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        if step % 8 == 7:
            optimizer.step()


@correct
def many_passes_through_a_graph_that_is_kept():
    w = parameter([1.0, 2.0, 3.0])
    loss = (w * w).sum()
    for _ in range(3):
        loss.backward(retain_graph=True)
    assert w.grad[0] == 6


@correct
def squares_of_gradients_are_collected():
    model, (x, labels) = network(), examples()
    optimizer, squares = SGD(model.parameters(), lr=0.1), 0
    for row, label in zip(x.data, labels, strict=True):
        optimizer.zero_grad()
        CrossEntropy()(model(row[None]), [label]).backward()
        squares += np.concatenate([p.grad.ravel() ** 2 for p in model.parameters()])


@correct
def a_step_by_hand_into_the_array():
    model, (x, labels) = network(), examples()
    for _ in range(STEPS):
        model.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        for p in model.parameters():
            np.subtract(p.data, 0.1 * p.grad, out=p.data)


@correct
def a_picture_that_learns_beside_a_finished_network():
    model, picture = network(), parameter(np.zeros((1, 4)))
    optimizer = SGD([picture], lr=0.1)
    for _ in range(STEPS):
        model.zero_grad()
        optimizer.zero_grad()
        model(picture)[0, 0].backward()
        optimizer.step()


@correct
def one_number_at_a_time_of_a_graph_that_is_kept():
    w = parameter([1.0, 2.0, 3.0])
    y = w * w
    for _ in range(STEPS):
        for i in range(3):
            y[i].backward(retain_graph=True)
    assert w.grad[0] == 2 * STEPS


@correct
def a_loss_that_is_0_for_all_parts():
    w = parameter([1.0, 2.0])
    optimizer = SGD([w], lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        for _ in range(STEPS):  # accumulated, each beyond the margin
            tg.relu(-w).sum().backward()
        optimizer.step()


@correct
def a_large_loss_that_falls():
    w = parameter([1e5])
    optimizer = SGD([w], lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (w**4).sum().backward()
        clip_grad_norm([w], 1e4)
        optimizer.step()


@correct
def a_copy_and_a_pickle_go_on():
    model, (x, labels) = network(), examples()
    optimizer = Adam(model.parameters())
    for go_on in (copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))) * 3:
        for _ in range(2):
            optimizer.zero_grad()
            CrossEntropy()(model(x), labels).backward()
            optimizer.step()
        model, optimizer = go_on((model, optimizer))


@correct
def dropout_in_eval_mode():
    model, (x, _) = network(last=[Dropout(0.5)]), examples()
    model.eval()
    with tg.no_grad():
        model(x)


@correct
def monte_carlo_dropout():
    model, (x, _) = network(last=[Dropout(0.5)]), examples()
    model.eval()
    model[-1].train()
    with tg.no_grad():
        tg.stack([model(x) for _ in range(STEPS)]).std(axis=0)


@correct
def dropout_of_nothing():
    with tg.no_grad():
        Dropout(0)(examples()[0])


@correct
def fine_tuning_with_frozen_statistics():
    trained = Sequential(Linear(4, 8), BatchNorm1d(8), Linear(8, 3))
    model, (x, labels) = Sequential(Linear(4, 8), BatchNorm1d(8), Linear(8, 3)), examples()
    trained(x)
    model.load_state_dict(trained.state_dict())
    model.eval()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@correct
def a_look_in_eval_mode_before_training():
    model, (x, labels) = Sequential(Linear(4, 8), BatchNorm1d(8), Linear(8, 3)), examples()
    for _ in range(3):
        CrossEntropy()(model.eval()(x), labels)
    model.train()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))
    copy.deepcopy(model).eval()(x)


@correct
def batch_norm_that_learns_nothing_itself():
    model, (x, labels) = (
        Sequential(Linear(4, 8), BatchNorm1d(8, affine=False), Linear(8, 3)),
        examples(),
    )
    model.eval()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


def test_there_are_more_than_twenty_correct_loops():
    assert len(CORRECT) > 20


@pytest.mark.parametrize("loop", CORRECT)
def test_a_correct_loop_gives_no_warning(loop):
    loop()  # warnings are errors here


# --- broken loops -----------------------------------------------------------------------------

BROKEN = []


def broken(kind, *words):
    def add(loop):
        BROKEN.append(pytest.param(loop, kind, words, id=loop.__name__))
        return loop

    return add


def train(model, x, target, loss, optimizer, steps=STEPS):
    for _ in range(steps):
        optimizer.zero_grad()
        loss(model(x), target).backward()
        optimizer.step()


@broken("transpose without effect", "swapaxes(0, 1)")
def axes_exchanged_as_in_pytorch():
    x, w = examples()[0][:4], parameter(np.ones((4, 4)))
    (w.transpose(0, 1) @ x).sum().backward()


@broken("zero_grad forgotten", "optimizer.zero_grad()")
def zero_grad_forgotten():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@broken("zero_grad forgotten")
def zero_grad_of_another_optimiser():
    model, other, (x, labels) = network(), network(1), examples()
    optimizer, wrong = Adam(model.parameters()), Adam(other.parameters())
    for _ in range(STEPS):
        wrong.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@broken("zero_grad forgotten", ".grad = None")
def zero_grad_forgotten_by_hand():
    w, b = parameter([[1.0], [2.0]]), parameter(0.0)
    for _ in range(STEPS):
        (tg.Tensor([[1.0, 2.0]]) @ w + b).square().sum().backward()
        for p in (w, b):
            p.data -= 0.01 * p.grad


@broken("zero_grad forgotten", ".grad = None")
def zero_grad_forgotten_with_an_input_of_zero():
    w = parameter([[1.0], [2.0]])
    for _ in range(STEPS):
        (tg.Tensor([[1.0, 0.0]]) @ w).square().sum().backward()  # one entry of the gradient is 0
        w.data -= 0.01 * w.grad


@broken("step without backward", "loss.backward()", "changes nothing")
def backward_forgotten():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels)
        optimizer.step()


@broken("step without backward", "changes nothing")
def zero_grad_between_backward_and_step():
    w = parameter([1.0])
    optimizer = SGD([w], lr=0.1)
    for _ in range(STEPS):
        loss = (w * w).sum()
        optimizer.zero_grad()
        loss.item()
        optimizer.step()


@broken("step without backward", "the old gradients again")
def two_steps_for_one_backward():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()
        optimizer.step()


@broken("step without backward", "changes nothing")
def one_of_two_optimisers_steps_in_vain():
    (x, labels), models = examples(), [network(), network()]
    optimizers = [SGD(model.parameters(), lr=0.1) for model in models]
    for step in range(STEPS):
        for optimizer in optimizers:
            optimizer.zero_grad()
        CrossEntropy()(models[0](x), labels).backward()
        if not step:
            CrossEntropy()(models[1](x), labels).backward()
        for optimizer in optimizers:
            optimizer.step()


class Forgetful(Module):
    """A network whose forward passes by its second layer."""

    def __init__(self):
        self.first, self.second, self.last = Linear(4, 8), Linear(8, 8), Linear(8, 3)

    def forward(self, x):
        return self.last(self.first(x).tanh())


@broken(
    "parameters without a gradient",
    "parameter 2, model.second.weight of shape (8, 8)",
    "parameter 3, model.second.bias of shape (8,)",
)
def a_layer_that_forward_does_not_use():
    model, (x, labels) = Forgetful(), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("parameters without a gradient", "2 of 4", "model.0.weight", ".detach()")
def a_graph_that_is_cut():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        hidden = model[0](x).detach()
        optimizer.zero_grad()
        CrossEntropy()(model[2](hidden), labels).backward()
        optimizer.step()


@broken("wrong parameters", "none of the parameters of this optimiser")
def an_optimiser_of_another_model():
    model, other, (x, labels) = network(), network(), examples()
    train(model, x, labels, CrossEntropy(), SGD(other.parameters(), lr=0.1), steps=1)


@broken("softmax twice", "its input is a softmax already", "last Linear")
def softmax_before_cross_entropy():
    model, (x, labels) = network(last=[Softmax()]), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("softmax twice", "a sigmoid")
def sigmoid_before_cross_entropy():
    model, (x, labels) = network(last=[Sigmoid()]), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("softmax twice", "NLL")
def log_softmax_before_cross_entropy():
    model, (x, labels) = network(), examples()
    optimizer, loss = SGD(model.parameters(), lr=0.1), CrossEntropy()
    train(lambda x: tg.log_softmax(model(x)), x, labels, loss, optimizer)


@broken("softmax twice", "sum to 1")
def softmax_by_hand_before_cross_entropy():
    model, (x, labels) = network(), examples()

    def probabilities(x):
        e = tg.exp(model(x))
        return e / e.sum(axis=1, keepdims=True)

    train(probabilities, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("sigmoid twice", "BCE")
def sigmoid_before_bce_with_logits():
    model, (x, _) = network(last=[Sigmoid()]), examples()
    train(model, x, np.ones((16, 3)), BCEWithLogits(), SGD(model.parameters(), lr=0.1))


@broken("softmax without log", "log_softmax")
def softmax_before_nll():
    model, (x, labels) = network(last=[Softmax()]), examples()
    train(model, x, labels, NLL(), SGD(model.parameters(), lr=0.1))


@broken("inputs not scaled", "from 0 to 255", "Linear 4 → 8", "images / 255")
def raw_pixels():
    model = network()
    x = np.random.default_rng(0).integers(0, 256, (16, 4))
    x[0, :2] = 0, 255
    train(model, x.astype(np.uint8), examples()[1], CrossEntropy(), SGD(model.parameters(), 1e-4))


@broken("inputs not scaled", "Conv2d")
def raw_images():
    model = Sequential(Conv2d(1, 2, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(18, 3))
    x = np.random.default_rng(0).integers(0, 256, (4, 1, 8, 8)).astype(float)
    train(model, x, [0, 1, 2, 0], CrossEntropy(), SGD(model.parameters(), lr=1e-5))


@broken("inputs not scaled", "1e-05")
def tiny_inputs():
    model = network()
    x = np.full((16, 4), 1e-5)
    train(model, x, examples()[1], CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("softmax twice", "sum to 1")
def probabilities_of_two_classes_by_hand():
    model, (x, labels) = network(), examples()

    def probabilities(x):
        yes = model(x)[:, :1].sigmoid()
        return tg.concatenate([1 - yes, yes], axis=1)

    train(probabilities, x, labels % 2, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("weight not a leaf", "Net.w is a result (of multiply)", "requires_grad=True", ".detach()")
def a_weight_that_is_a_result():
    class Net(Module):
        def __init__(self):
            self.bias = parameter(np.zeros(3))
            self.w = parameter(np.ones((4, 3))) * 0.1

        def forward(self, x):
            return x @ self.w + self.bias

    model, (x, labels) = Net(), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1), steps=1)


@correct
def a_forward_that_keeps_what_it_computed():
    class Attentive(Module):
        def __init__(self):
            self.layer = Linear(4, 3)

        def forward(self, x):
            self.attention = tg.softmax(self.layer(x))
            return tg.log(self.attention)

    model, (x, labels) = Attentive(), examples()
    train(model, x, labels, NLL(), SGD(model.parameters(), lr=0.1))
    repr(model)


@broken("dropout while evaluating", "Dropout p=0.5", "model.eval()", "Monte Carlo")
def dropout_on_while_evaluating():
    model, (x, labels) = network(last=[Dropout(0.5)]), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))
    for _ in range(3):
        with tg.no_grad():
            model(x)


@broken("batch norm not trained", "BatchNorm1d(8)", "model.train()", "load_state_dict")
def batch_norm_in_eval_mode_from_the_first_step():
    model, (x, labels) = Sequential(Linear(4, 8), BatchNorm1d(8), Linear(8, 3)), examples()
    model.eval()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("loss not finite", "log was the first to make inf", "clip")
def a_log_of_zero():
    p = parameter([1.0, 0.0])
    with np.errstate(all="ignore"):
        (-p.log().sum() * 2).backward()


@broken("loss not finite", "log in", "the first to make nan", "-1")
def a_log_of_a_negative_number():
    class Surprise(Module):
        def forward(self, x):
            return x.log()

    x = parameter([1.0, -1.0])
    with np.errstate(all="ignore"):
        Sequential(Surprise())(x).sum().backward()


@broken("loss not finite", "log was the first to make inf")
def logarithm_of_zero_in_float16():  # without a warning of NumPy's about a cast
    w = parameter(np.zeros(2, np.float16))
    with np.errstate(divide="ignore"):
        tg.log(w).sum().backward()


@broken("loss not finite", "divide", "1e-8")
def a_division_by_zero():
    x = parameter([1.0, 2.0])
    with np.errstate(all="ignore"):
        (x / np.array([0.0, 1.0])).sum().backward()


@broken("loss not finite", "subtract made the first nan, of infinities", "exp was the first", "709")
def an_exp_that_overflows():
    x = parameter([1000.0])
    with np.errstate(all="ignore"):
        (x.exp() - x.exp()).sum().backward()


@broken("loss not finite", "the data is to blame", "x of shape (2, 2)", "nan in 1 of 4 entries")
def nan_in_the_data():
    x = tg.Tensor([[1.0, np.nan], [3.0, 4.0]], name="x")
    (x @ parameter([[1.0], [2.0]])).sum().backward()


@broken("loss not finite", "the parameter w of shape (1,)", "learning rate")
def nan_in_a_parameter():
    w = tg.Tensor([np.nan], requires_grad=True, name="w")
    for _ in range(STEPS):
        w.grad = None
        (w * w).sum().backward()


@broken("loss not finite", "learning rate")
def a_rate_that_is_too_large():
    w = parameter([1.0, 2.0])
    optimizer = SGD([w], lr=1e100)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            optimizer.zero_grad()
            (w**4).sum().backward()
            optimizer.step()


@broken("step forgotten", "10 passes in a row", "optimizer.step(), with brackets", "filterwarn")
def step_forgotten():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(3 * STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()


@broken("step forgotten", "zero_grad() has deleted")
def step_forgotten_with_batches_and_zero_grad_of_the_model():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)  # noqa: F841
    for k in range(3 * STEPS):
        CrossEntropy()(model(x[k % 16 : k % 16 + 1]), labels[k % 16 : k % 16 + 1]).backward()
        model.zero_grad()


@broken("step forgotten", "zero_grad() has deleted")
def step_without_brackets():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(3 * STEPS):
        optimizer.zero_grad()
        CrossEntropy()(model(x), labels).backward()
        model.zero_grad()
        optimizer.step  # noqa: B018


@broken("step forgotten", "losses were all")
def step_forgotten_and_zero_grad_too():
    model, (x, labels) = network(), examples()
    optimizer = SGD(model.parameters(), lr=0.1)  # noqa: F841
    for _ in range(3 * STEPS):
        CrossEntropy()(model(x), labels).backward()


@broken("step forgotten", "p.data -= lr * p.grad", "p = p - …", "losses were all")
def a_step_that_makes_new_tensors():
    model, (x, labels) = network(), examples()
    for _ in range(3 * STEPS):
        CrossEntropy()(model(x), labels).backward()
        for p in model.parameters():
            p = p - 0.1 * p.grad


@broken("step forgotten", "p = p - …")
def a_custom_optimiser_that_never_steps():
    class Idle(SGD):
        def step(self):
            for p in self.params:
                p = p - self.lr * p.grad

    model, (x, labels) = network(), examples()
    train(model, x, labels, CrossEntropy(), Idle(model.parameters(), lr=0.1), 3 * STEPS)


@broken("loss outside the loop", "compute the loss inside the loop", "filterwarnings")
def a_loss_outside_the_loop():
    model, (x, labels) = Linear(4, 3), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    loss = CrossEntropy()(model(x), labels)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()


@broken("used after backward", "total += loss.item()", "loss.detach()")
def a_running_total_of_losses():
    model, (x, labels) = Linear(4, 3), examples()
    optimizer, total = SGD(model.parameters(), lr=0.1), 0
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = MSE(reduction="none")(model(x), np.eye(3)[labels]).mean()
        loss.backward()
        optimizer.step()
        total += loss


class MadeAnew(Module):
    """A network that makes its second layer in each call, or in the first alone."""

    def __init__(self, always):
        self.first, self.second, self.always = Linear(4, 8), None, always

    def forward(self, x):
        hidden = self.first(x).tanh()
        if self.always or self.second is None:
            self.second = Linear(hidden.shape[1], 3)
        return self.second(hidden)


@broken("layer made in forward", "MadeAnew.forward", "in __init__", "filterwarnings")
def a_layer_made_in_forward():
    model, (x, labels) = MadeAnew(always=True), examples()
    train(model, x, labels, CrossEntropy(), SGD(model.parameters(), lr=0.1))


@broken("nothing to clip", "clip_grad_norm found", "after loss.backward() and before")
def clipping_before_backward():
    model, (x, labels) = Linear(4, 3), examples()
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        tg.optim.clip_grad_norm(model.parameters(), 1.0)
        CrossEntropy()(model(x), labels).backward()
        optimizer.step()


@broken("loss explodes", "a tenth of the learning rate")
def a_rate_far_too_high():
    model, (x, _) = Linear(4, 1, rng=np.random.default_rng(0)), examples()
    optimizer = SGD(model.parameters(), lr=50)
    train(model, x, np.ones((16, 1)), MSE(), optimizer, 3 * STEPS)


@broken("loss not finite", "the parameter w of shape (2,)", "holds -inf in 2 of 2", "you gave it")
def an_infinity_of_the_users():
    w = tg.Tensor([-np.inf, -np.inf], requires_grad=True, name="w")
    with np.errstate(all="ignore"):
        w.sum().backward()


@broken("loss not finite", "log was the first to make inf", "clip")
def a_log_of_zero_behind_a_mask():
    w, mask = parameter(np.ones((2, 3))), np.array([[True, True, False]] * 2)
    p = tg.softmax(tg.where(mask, w, -np.inf))
    with np.errstate(all="ignore"):
        (-p.log().sum()).backward()


@broken("loss not finite", "the data is to blame", "a mask of -inf must leave a finite entry")
def a_mask_that_hides_whole_rows():
    w, mask = parameter(np.ones((2, 3))), np.array([[False] * 3, [True] * 3])
    with np.errstate(all="ignore"):
        tg.softmax(tg.where(mask, w, -np.inf)).sum().backward()


@broken("argument not used", "constant inside f", "x.detach()")
def a_product_with_the_hessian_of_a_model_that_is_called_as_it_is():
    model, (x, labels) = network(), examples()
    weights = tuple(model.parameters())
    tg.hvp(lambda *_: CrossEntropy()(model(x), labels), weights, weights)


@broken("rate stays 0", "schedule.load_state_dict")
def a_schedule_within_a_warm_up():
    optimizer = SGD([parameter([1.0])], lr=0.1)
    cosine(optimizer, 10, warmup=0.1)
    schedule = step_decay(optimizer, 3, 0.5)
    for _ in range(STEPS):
        schedule.step()


@pytest.mark.parametrize(("loop", "kind", "words"), BROKEN)
def test_a_broken_loop_gives_its_own_warning_once_at_its_own_line(loop, kind, words):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop()
    assert [str(w.message).partition(":")[0] for w in caught] == [kind]
    assert caught[0].category is tg.TrainingWarning
    assert caught[0].filename == __file__
    for word in words:
        assert word in str(caught[0].message)


def test_an_empty_first_batch_is_no_probability_and_no_error():
    model = Linear(4, 3)
    loss = CrossEntropy(reduction="sum")
    loss(model(np.zeros((0, 4))), np.zeros(0, int)).backward()
    assert (model.weight.grad == 0).all()


def test_each_culprit_is_named():
    for _ in range(2):
        optimizer = SGD([parameter([1.0])], lr=0.1)
        with pytest.warns(tg.TrainingWarning, match="step without backward"):
            optimizer.step()


def test_a_culprit_is_named_once_whatever_the_line():
    optimizer = SGD([parameter([1.0])], lr=0.1)
    with pytest.warns(tg.TrainingWarning, match="step without backward"):
        optimizer.step()
    optimizer.step()


def test_without_a_culprit_each_line_is_named_once():
    w = parameter([np.nan])
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            w.sum().backward()
            w.sum().backward()
        assert len(caught) == (0 if w.grad.sum() > 2 else 2)


LINES = [
    lambda o, w: o.step(),
    lambda o, w: (w / 0).sum().backward(),
    lambda o, w: Linear(4, 3)(np.full((2, 4), 255.0)),
    lambda o, w: CrossEntropy()(tg.softmax(parameter(np.ones((2, 3)))), [0, 1]),
    lambda o, w: cosine(o, 3),
]


@pytest.mark.parametrize("call", LINES)
def test_a_warning_points_at_the_very_line_of_the_call(call):
    w = parameter([1.0])
    optimizer = SGD([w], lr=0.0)
    optimizer.loop.scheduled = True
    with np.errstate(all="ignore"), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(optimizer, w)
    assert [(c.filename, c.lineno) for c in caught] == [(__file__, call.__code__.co_firstlineno)]


def test_numpy_is_quiet_about_what_was_said():
    w = parameter([0.0, 1.0])
    with np.errstate(all="ignore"):
        loss = (w.log() * w).sum()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loss.backward()
    assert [c.category for c in caught] == [tg.TrainingWarning]


@pytest.mark.parametrize(("idle", "more"), [(4, ""), (5, " and 1 more"), (7, " and 3 more")])
def test_of_many_idle_parameters_four_are_named(idle, more):
    used, unused = parameter([1.0]), [parameter([1.0]) for _ in range(idle)]
    optimizer = SGD([used, *unused], lr=0.1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(STEPS):
            optimizer.zero_grad()
            (used * used).sum().backward()
            optimizer.step()
    text = str(caught[0].message)
    assert f"{idle} of {idle + 1} never had one: " in text
    assert text.count("a tensor of shape (1,)") == 4
    assert f"of shape (1,){more}. The loss" in text


@pytest.mark.filterwarnings("ignore:used after backward")
def test_a_state_from_before_the_last_backward_is_named():
    w = parameter([0.5])
    state = w * 2
    state.sum().backward()
    loss = (state * w).sum()
    with pytest.raises(RuntimeError, match=r"uses a result of multiply, of shape \(1,\).*\.detach"):
        loss.backward()


def test_a_loss_outside_the_loop_is_told_to_come_inside_first():
    w = parameter([0.5])
    loss = (w * w).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match=r"compute the loss inside the loop.*retain_graph=True"):
        loss.backward()


@pytest.mark.parametrize("loop", [zero_grad_forgotten, softmax_before_cross_entropy])
def test_a_kind_can_be_silenced(loop):
    warnings.filterwarnings("ignore", "zero_grad forgotten|softmax twice", tg.TrainingWarning)
    loop()


def test_as_an_error_it_stops_before_anything_has_changed():
    w = parameter([1.0, 2.0])
    optimizer = SGD([w], lr=0.1)
    with pytest.raises(tg.TrainingWarning, match="step without backward"):
        optimizer.step()
    with np.errstate(all="ignore"), pytest.raises(tg.TrainingWarning, match="loss not finite"):
        (w / 0).sum().backward()
    assert w.grad is None
    np.testing.assert_array_equal(w.data, [1, 2])


def test_a_backward_of_another_thread_is_not_taken_for_ones_own():
    optimizer = SGD([parameter([1.0])], lr=0.1)
    thread = threading.Thread(target=(parameter([1.0]) * 2).backward)
    thread.start()
    thread.join()
    with pytest.warns(tg.TrainingWarning, match="step without backward"):
        optimizer.step()


def test_a_script_shows_its_own_line(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(
        textwrap.dedent("""
        import tinygrad_edu as tg
        w = tg.Tensor([1.0], requires_grad=True)
        optimizer = tg.optim.SGD([w], lr=0.1)
        for _ in range(3):
            (w * w).sum().backward()
            optimizer.step()
        """),
        "utf-8",
    )
    command, here = [sys.executable, str(script)], Path(__file__).parents[2]
    said = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, cwd=here
    ).stderr
    assert said.count("TrainingWarning") == 1
    assert "train.py:7: TrainingWarning: zero_grad forgotten" in said
    assert "\n  optimizer.step()" in said


# --- the page ---------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "when-training-fails.md").read_text("utf-8")
BLOCKS = [" ".join(text.split()) for text in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)]


def said(loop):
    traps.said_at.clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop()
    return str(caught[0].message)


def test_the_page_shows_warnings_as_they_are():
    real = {said(loop.values[0]) for loop in BROKEN}
    shown = [text for text in BLOCKS if not text.startswith("layer ")]
    assert len(shown) >= 13
    assert set(shown) <= real


def test_the_page_names_every_kind():
    for loop in BROKEN:
        assert f"`{loop.values[1]}`" in PAGE


def test_the_page_shows_the_report_on_health_as_it_is():
    names = {}
    with warnings.catch_warnings():
        for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[:2]:
            exec(code, names)
    assert " ".join(str(names["report"]).split()) in BLOCKS
