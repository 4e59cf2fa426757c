"""Modules: what is inside, its state, and how they are printed."""

import copy
import pickle
import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import BatchNorm1d, Dropout, Linear, Module, ReLU, Sequential, Sigmoid
from tinygrad_edu.optim import SGD


def parameter(*shape, **options):
    return tg.Tensor(np.arange(float(np.prod(shape))).reshape(shape), requires_grad=True, **options)


class Everything(Module):
    """Tensors and arrays wherever they may be; without super().__init__()."""

    def __init__(self):
        self.weight = parameter(2, 3)
        self.frozen = tg.Tensor([1.0, 2.0])
        self.layers = [Linear(3, 2, rng=np.random.default_rng(0)), {"scale": parameter(1)}]
        self.pair = (parameter(2), Sigmoid())
        self.mean = np.zeros(3)
        self.count = np.array(7)
        self.again = self.weight
        self.result = Sigmoid()(self.weight)  # what a layer gave, not a leaf
        self.note, self.number, self.nothing = "text", 3.0, None


class TestContents:
    def test_parameters_are_named_by_their_path_in_order_of_definition(self):
        names = [name for name, _ in Everything().named_parameters()]
        assert names == ["weight", "layers.0.weight", "layers.0.bias", "layers.1.scale", "pair.0"]

    def test_parameters_are_the_named_ones(self):
        model = Everything()
        named = [p for _, p in model.named_parameters()]
        assert all(p is q for p, q in zip(model.parameters(), named, strict=True))

    def test_sequential_names_its_parameters_as_pytorch(self):
        model = Sequential(Linear(2, 3), Sigmoid(), Sequential(Linear(3, 1, bias=False)))
        assert [n for n, _ in model.named_parameters()] == ["0.weight", "0.bias", "2.0.weight"]

    def test_a_shared_layer_is_there_once_under_its_first_name(self):
        shared = Linear(2, 2)
        model = Sequential(shared, Sigmoid(), shared)
        assert [name for name, _ in model.named_parameters()] == ["0.weight", "0.bias"]
        assert list(model.state_dict()) == ["0.weight", "0.bias"]

    def test_a_module_that_knows_its_parent_is_found_once(self):
        parent, child = Module(), Linear(2, 2)
        parent.child, child.parent = child, parent
        assert [n for n, _ in parent.named_parameters()] == ["child.weight", "child.bias"]
        assert [name for name, _ in parent.named_modules()] == ["", "child"]

    def test_depth_is_no_matter(self):
        model = inner = Module()
        for _ in range(3000):
            inner.next = Module()
            inner = inner.next
        inner.weight = parameter(1)
        assert next(model.named_parameters())[0] == "next." * 3000 + "weight"

    @pytest.mark.parametrize("way", ["parameters", "named_parameters", "named_modules"])
    def test_each_loop_starts_at_the_first(self, way):
        found = getattr(Linear(2, 2), way)()
        once = list(found)
        assert [x is y for x, y in zip(found, once, strict=True)] == [True] * len(once)
        assert len(found) == len(once)
        assert found[0] is once[0]
        assert sum(1 for _ in found for _ in found) == len(once) ** 2

    def test_next_takes_one_parameter_after_the_other(self):
        model = Linear(2, 2)
        found = model.parameters()
        assert [next(found), next(found)] == [model.weight, model.bias]
        with pytest.raises(StopIteration):
            next(found)
        assert len(list(found)) == 2

    def test_a_loop_before_the_optimiser_takes_nothing_from_it(self):
        parameters = Linear(2, 2).parameters()
        assert sum(p.size for p in parameters) == 6
        assert len(SGD(parameters, lr=0.1).params) == 2

    def test_frozen_parameters_are_in_the_state_only(self):
        model = Linear(2, 2)
        model.weight.requires_grad = False
        assert [name for name, _ in model.named_parameters()] == ["bias"]
        assert list(model.state_dict()) == ["weight", "bias"]

    def test_two_things_of_one_name_are_an_error(self):
        model = Module()
        model.tensors = {1: parameter(1), "1": parameter(1)}
        with pytest.raises(ValueError, match=r"two items named 'tensors\.1'"):
            model.state_dict()

    def test_a_misspelt_attribute_is_an_attribute_error(self):
        with pytest.raises(AttributeError):
            _ = Linear(2, 2).wieght


METHODS = [
    *("parameters", "named_parameters", "named_modules", "state_dict", "load_state_dict"),
    *("train", "eval", "zero_grad", "to", "forward", "extra_repr"),
]


class TestNames:
    @pytest.mark.parametrize("name", METHODS)
    @pytest.mark.parametrize(
        "value", [[1], Linear(2, 2), np.ones(2), None], ids=lambda x: type(x).__name__
    )
    def test_an_attribute_with_the_name_of_a_method_is_refused_at_once(self, name, value):
        model = Module()
        with pytest.raises(
            AttributeError, match=rf"Module: {name}\(\) is a method of every Module"
        ):
            setattr(model, name, value)
        assert list(model.parameters()) == []

    @pytest.mark.parametrize("value", [np.ones(2), Linear(2, 2), [True], "yes"], ids=repr)
    def test_training_is_a_flag(self, value):
        with pytest.raises(AttributeError, match=r"train\(\) and eval\(\) set training"):
            Module().training = value

    def test_a_function_may_take_the_place_of_a_method(self):
        model = Module()
        model.forward = lambda x: x + 1
        assert model(1) == 2

    def test_a_parameter_of_the_class_is_refused(self):
        with pytest.raises(TypeError, match=r"L\.w belongs to the class.*in __init__: self\.w"):
            type("L", (Module,), {"w": parameter(2)})
        with pytest.raises(TypeError, match=r"L\.layer belongs to the class"):
            type("L", (Module,), {"layer": Linear(2, 2)})
        type("L", (Module,), {"bend": ReLU(), "scale": tg.Tensor([2.0])})


class TestResults:
    """A weight that is a result: no optimiser finds it."""

    def test_it_is_reported_at_the_line_that_makes_it(self):
        model = Module()
        model.other = parameter(2)
        with pytest.warns(
            tg.TrainingWarning, match=r"Module\.w is a result \(of multiply\)"
        ) as told:
            model.w = 0.1 * parameter(2)
        assert told[0].filename == __file__
        assert "requires_grad=True" in str(told[0].message)

    def test_a_weight_that_is_scaled_later_is_told(self):
        layer = Linear(2, 2)
        with pytest.warns(tg.TrainingWarning, match=r"weight\.data \*= 0\.1"):
            layer.weight = layer.weight * 2

    @pytest.mark.parametrize(
        "look", [lambda m: m.parameters(), lambda m: m.state_dict(), repr, lambda m: m.zero_grad()]
    )
    def test_in_a_list_it_is_reported_when_the_parameters_are_collected(self, look):
        model = Module()
        model.weights = [parameter(2), parameter(2) * 0.1]
        with pytest.warns(tg.TrainingWarning, match=r"Module\.weights\.1 is a result"):
            look(model)
        look(model)  # once

    def test_results_kept_by_forward_or_detached_give_no_warning(self):
        class Keeper(Module):
            def __init__(self):
                self.w, self.start = parameter(2), (parameter(2) * 0.1).detach()

            def forward(self, x):
                self.last = x * self.w
                return self.last

        model = Keeper()
        model([1.0, 2.0])
        assert [name for name, _ in model.named_parameters()] == ["w"]


class TestForward:
    @pytest.mark.promise(28)
    def test_a_module_without_forward_says_how_to_write_one(self):
        class Empty(Module):
            pass

        with pytest.raises(NotImplementedError, match=r"Empty .* def forward\(self, x\)"):
            Empty()(1)

    def test_calling_is_forward_with_all_arguments(self):
        class Weighted(Module):
            def forward(self, x, y, *, factor):
                return x + factor * y

        assert Weighted()(1, 2, factor=3) == 7

    def test_a_layer_that_was_not_made_whole_says_what_was_forgotten(self):
        class Half(Linear):
            def __init__(self):
                self.k = 1

        with pytest.raises(AttributeError) as caught:
            Half()(np.ones((1, 2)))
        assert "does Half.__init__ call super().__init__(...)?" in caught.value.__notes__
        assert repr(Half()) == "Half"


class TestState:
    def test_it_holds_leaves_and_arrays_by_name(self):
        state = Everything().state_dict()
        assert {name: array.shape for name, array in state.items()} == {
            "weight": (2, 3),
            "frozen": (2,),
            "layers.0.weight": (2, 3),
            "layers.0.bias": (2,),
            "layers.1.scale": (1,),
            "pair.0": (2,),
            "mean": (3,),
            "count": (),
        }
        assert all(type(array) is np.ndarray for array in state.values())

    def test_it_is_a_copy(self):
        model = Everything()
        for array in model.state_dict().values():
            array += 1
        assert model.weight.data[0, 0] == 0
        assert model.count == 7

    def test_loading_restores_every_bit_into_the_same_arrays(self):
        source, target = Everything(), Everything()
        rng = np.random.default_rng(1)
        for p in source.parameters():
            p.data = rng.normal(size=p.shape)
        source.mean[:], source.count[...] = [1, 2, 3], 8
        arrays = [target.weight.data, target.frozen.data, target.mean]
        target.load_state_dict(source.state_dict())
        for name, array in target.state_dict().items():
            np.testing.assert_array_equal(array, source.state_dict()[name])
        assert arrays[0] is target.weight.data
        assert arrays[1] is target.frozen.data
        assert arrays[2] is target.mean

    def test_loading_takes_tensors_and_keeps_the_own_dtype(self):
        source, target = Linear(3, 2), Linear(3, 2, dtype=np.float32)
        target.load_state_dict(dict(source.named_parameters()))
        assert target.weight.dtype == np.float32
        np.testing.assert_array_equal(target.weight.data, source.weight.data.astype(np.float32))

    def test_a_loaded_state_is_not_shared(self):
        model = Linear(3, 2)
        state = model.state_dict()
        model.load_state_dict(state)
        state["weight"][:] = 99
        assert model.weight.data.max() < 1

    @pytest.mark.promise(31)
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda state: state.pop("bias"), r"bias: missing, of shape \(2,\)"),
            (lambda state: state.update(extra=np.zeros(1)), r"extra: unknown"),
            (
                lambda state: state.update(bias=np.zeros((2, 1))),
                r"bias: shape \(2, 1\), but \(2,\) here",
            ),
            (lambda state: state.update(bias=np.zeros(2, complex)), "bias: complex128"),
            (lambda state: state.update(bias=np.array(["a", "b"])), "bias: <U1"),
            (lambda state: state.update(bias=np.array([None, None])), "bias: object"),
            (lambda state: state.update(bias={"x": 1}), "bias: a dict, not an array"),
            (lambda state: state.update(bias=[1.0, 2.0]), "bias: a list, not an array"),
        ],
    )
    def test_a_state_that_does_not_fit_names_the_culprit_and_changes_nothing(self, change, message):
        model = Linear(3, 2)
        state = {name: array + 1 for name, array in model.state_dict().items()}
        change(state)
        before = model.state_dict()
        with pytest.raises(ValueError, match=message):
            model.load_state_dict(state)
        for name, array in model.state_dict().items():
            np.testing.assert_array_equal(array, before[name])

    def test_one_error_lists_all_that_does_not_fit(self):
        model = Sequential(Linear(3, 2), Linear(2, 1))
        with pytest.raises(ValueError, match="nothing was changed") as caught:
            model.load_state_dict({"0.weight": np.zeros((2, 4)), "1.weigth": np.zeros((1, 2))})
        assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]] == [
            *("0.weight", "0.bias", "1.weight", "1.bias", "1.weigth")
        ]

    def test_a_state_inside_of_a_dict_is_recognised(self):
        model = Linear(3, 2)
        with pytest.raises(ValueError, match=r"did you mean state\['model'\]\?"):
            model.load_state_dict({"model": model.state_dict()})

    def test_a_read_only_array_is_told_before_anything_is_written(self):
        model = Module()
        model.first, model.second = parameter(2), np.zeros(2)
        model.second.flags.writeable = False
        with pytest.raises(ValueError, match="second: shares a read-only array"):
            model.load_state_dict({"first": np.ones(2), "second": np.ones(2)})
        assert model.first.data.tolist() == [0, 1]

    def test_a_state_that_is_not_a_dict_is_a_type_error(self):
        with pytest.raises(TypeError, match="dict of arrays by name is needed, not a Linear"):
            Linear(3, 2).load_state_dict(Linear(3, 2))

    def test_loading_between_forward_and_backward_is_noticed(self):
        model = Sequential(Linear(2, 2), Linear(2, 1))
        loss = model(tg.Tensor([[1.0, 2.0]])).sum()
        model.load_state_dict(model.state_dict())
        with pytest.raises(RuntimeError, match="changed since"):
            loss.backward()

    def test_a_module_can_be_copied_and_pickled(self):
        model = Sequential(Linear(3, 2), Sigmoid())
        for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
            np.testing.assert_array_equal(twin[0].weight.data, model[0].weight.data)
            assert not np.shares_memory(twin[0].weight.data, model[0].weight.data)


class TestAllOfIt:
    def test_train_and_eval_reach_every_module(self):
        model = Sequential(Dropout(), Sequential(Dropout()))
        assert model.eval() is model
        assert not any(module.training for _, module in model.named_modules())
        assert model.train() is model
        assert all(module.training for _, module in model.named_modules())

    def test_one_module_in_eval_leaves_the_others(self):
        first, second = Dropout(), Dropout()
        first.eval()
        assert second.training

    def test_zero_grad_forgets_frozen_ones_too(self):
        model = Linear(2, 1)
        model(tg.Tensor([[1.0, 2.0]])).sum().backward()
        model.weight.requires_grad = False
        model.zero_grad()
        assert model.weight.grad is None
        assert model.bias.grad is None

    def test_to_changes_floats_everywhere_and_keeps_the_tensors(self):
        class Holder(Module):
            def __init__(self):
                self.layer = Linear(2, 2)
                self.mean = np.zeros(2)
                self.alias = self.mean
                self.boxes = [np.ones(2), {"x": np.ones(1), "n": np.array([1, 2])}]

        model = Holder()
        before = list(model.parameters())
        model.layer(tg.Tensor([[1.0, 2.0]])).sum().backward()
        assert model.to(np.float32) is model
        assert all(p is q for p, q in zip(model.parameters(), before, strict=True))
        assert {p.dtype for p in before} == {np.dtype(np.float32)}
        assert all(p.grad is None for p in before)
        assert model.mean.dtype == model.boxes[0].dtype == model.boxes[1]["x"].dtype == np.float32
        assert model.boxes[1]["n"].dtype == np.int64
        assert model.alias is model.mean

    def test_a_model_of_float32_computes_and_learns_in_float32(self):
        model = Sequential(Linear(3, 4), Sigmoid(), Linear(4, 1)).to(np.float32)
        y = model(tg.Tensor(np.ones((2, 3), np.float32)))
        y.sum().backward()
        assert y.dtype == np.float32
        assert {p.grad.dtype for p in model.parameters()} == {np.dtype(np.float32)}

    def test_to_an_integer_dtype_is_a_type_error(self):
        with pytest.raises(TypeError, match="int32 is not a float dtype"):
            Linear(2, 2).to(np.int32)

    def test_to_says_which_array_it_cannot_replace_and_changes_nothing(self):
        model = Linear(2, 2)
        model.pair = (np.zeros(2), 1)
        with pytest.raises(TypeError, match="array 0 of a tuple"):
            model.to(np.float32)
        assert model.weight.dtype == np.float64


class TestPrinting:
    def test_a_network_is_a_tree_with_its_counts(self):
        model = Sequential(
            *(Linear(784, 16), Sigmoid(), Sequential(Linear(16, 10), ReLU()), Dropout(0.2))
        )
        assert repr(model).splitlines() == [
            "Sequential                12,730 parameters",
            "├─ 0: Linear(784 → 16)    12,560",
            "├─ 1: Sigmoid",
            "├─ 2: Sequential             170",
            "│  ├─ 0: Linear(16 → 10)     170",
            "│  └─ 1: ReLU",
            "└─ 3: Dropout(p=0.2)",
        ]

    def test_modules_in_lists_stand_below_the_module_that_holds_the_list(self):
        model = Module()
        model.blocks = [ReLU(), Linear(2, 1, bias=False)]
        assert repr(model).splitlines() == [
            "Module                                  2 parameters",
            "├─ blocks.0: ReLU",
            "└─ blocks.1: Linear(2 → 1, bias=False)  2",
        ]

    def test_so_they_do_further_down(self):
        model, inner = Module(), Module()
        model.inner, inner.blocks = inner, {"a": [ReLU()]}
        assert repr(model).splitlines() == [
            "Module",
            "└─ inner: Module",
            "   └─ blocks.a.0: ReLU",
        ]

    def test_state_that_is_not_trained_is_called_frozen(self):
        model = Sequential(Linear(2, 2), BatchNorm1d(2), Linear(2, 1))
        model[0].weight.requires_grad = False
        model.mask, model.scale = np.ones(3), tg.Tensor([1.0])
        assert repr(model).splitlines() == [
            "Sequential            9 parameters, 13 frozen",
            "├─ 0: Linear(2 → 2)   2, 4 frozen",
            "├─ 1: BatchNorm1d(2)  4, 5 frozen",
            "└─ 2: Linear(2 → 1)   3",
        ]
        for p in list(model.parameters()):
            p.requires_grad = False
        assert "Linear(2 → 1)   0, 3 frozen" in repr(model)

    def test_a_tree_of_900_levels_prints_in_no_time(self):
        model = inner = Module()
        for _ in range(900):
            inner.next = Module()
            inner.next.weight = parameter(1)
            inner = inner.next
        start = time.process_time()
        lines = repr(model).splitlines()
        assert time.process_time() - start < 1
        assert lines[0].endswith(" 900 parameters")
        assert lines[-1].endswith(" 1")

    def test_a_module_without_parameters_has_no_count(self):
        assert repr(ReLU()) == "ReLU"
