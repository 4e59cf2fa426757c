"""Losses, against their formulas in NumPy, and against PyTorch where it is installed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck
from tinygrad_edu.nn import BCE, L1, MSE, NLL, BCEWithLogits, CrossEntropy, Huber

rng = np.random.default_rng(0)
LOGITS = rng.normal(size=(5, 4)) * 3
LABELS = np.array([0, 3, 1, 1, 2])
PROBABILITIES = rng.dirichlet(np.ones(4), size=5)
TARGETS = rng.normal(size=(5, 4))
CHANCES = rng.uniform(size=(5, 4))


def log_softmax(x):
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def bce(x, y):
    p = 1 / (1 + np.exp(-x))
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


LOSSES = [
    pytest.param(MSE, TARGETS, (LOGITS - TARGETS) ** 2, id="MSE"),
    pytest.param(BCEWithLogits, CHANCES, bce(LOGITS, CHANCES), id="BCEWithLogits"),
    pytest.param(CrossEntropy, LABELS, -log_softmax(LOGITS)[range(5), LABELS], id="labels"),
    pytest.param(
        *(CrossEntropy, PROBABILITIES, -(PROBABILITIES * log_softmax(LOGITS)).sum(1)),
        id="probabilities",
    ),
]


class TestFormulas:
    @pytest.mark.parametrize(("loss", "target", "expected"), LOSSES)
    def test_each_is_its_formula_in_every_reduction(self, loss, target, expected):
        x = tg.Tensor(LOGITS)
        np.testing.assert_allclose(loss(reduction="none")(x, target).data, expected, rtol=1e-10)
        np.testing.assert_allclose(loss(reduction="sum")(x, target).data, expected.sum())
        np.testing.assert_allclose(loss(reduction="mean")(x, target).data, expected.mean())
        np.testing.assert_allclose(loss()(x, target).data, expected.mean())

    @pytest.mark.parametrize(("loss", "target", "expected"), LOSSES)
    def test_targets_are_arrays_lists_or_tensors(self, loss, target, expected):
        f = loss()
        for form in (target.tolist(), tg.Tensor(target)):
            np.testing.assert_allclose(f(tg.Tensor(LOGITS), form).data, expected.mean())
        np.testing.assert_allclose(f(LOGITS.tolist(), target).data, expected.mean())

    @pytest.mark.parametrize(
        ("loss", "target", "slope"),
        [
            (MSE, TARGETS, 2 * (LOGITS - TARGETS) / 20),
            (BCEWithLogits, CHANCES, (1 / (1 + np.exp(-LOGITS)) - CHANCES) / 20),
            (CrossEntropy, LABELS, (np.exp(log_softmax(LOGITS)) - np.eye(4)[LABELS]) / 5),
            (CrossEntropy, PROBABILITIES, (np.exp(log_softmax(LOGITS)) - PROBABILITIES) / 5),
        ],
    )
    def test_the_gradient_is_the_one_of_the_textbook(self, loss, target, slope):
        x = tg.Tensor(LOGITS, requires_grad=True)
        loss()(x, target).backward()
        np.testing.assert_allclose(x.grad, slope, rtol=1e-10, atol=1e-15)

    @pytest.mark.parametrize("target", [3, [0.0, 0.0, 0.0, 1.0]])
    def test_one_example_needs_no_batch(self, target):
        loss = CrossEntropy()(tg.Tensor(LOGITS[1]), target)
        assert loss.shape == ()
        np.testing.assert_allclose(loss.data, -log_softmax(LOGITS[1])[3])

    def test_targets_that_require_a_gradient_get_theirs(self):
        x, target = tg.Tensor(LOGITS), tg.Tensor(PROBABILITIES, requires_grad=True)
        CrossEntropy(reduction="sum")(x, target).backward()
        np.testing.assert_allclose(target.grad, -log_softmax(LOGITS))

    def test_they_get_it_also_beside_predictions_of_another_dtype(self):
        target = tg.Tensor([1.0, 3.0], requires_grad=True)
        MSE(reduction="sum")(tg.Tensor(np.ones(2, np.float32)), target).backward()
        np.testing.assert_array_equal(target.grad, [0, 4])

    @pytest.mark.parametrize(("loss", "target", "expected"), LOSSES)
    def test_float32_stays_float32_beside_any_constant_target(self, loss, target, expected):
        x = tg.Tensor(LOGITS.astype(np.float32), requires_grad=True)
        for form in (target, target.tolist(), tg.Tensor(target)):
            value = loss()(x, form)
            assert value.dtype == np.float32
            np.testing.assert_allclose(value.data, expected.mean(), rtol=1e-5)

    def test_integer_targets_beside_float32_are_exact(self):
        value = MSE()(tg.Tensor(np.ones(3, np.float32)), np.array([0, 1, 2]))
        assert value.dtype == np.float32
        np.testing.assert_allclose(value.data, 2 / 3, rtol=1e-6)

    def test_integer_predictions_do_not_round_the_targets(self):
        assert MSE()(np.array([1, 2]), [1.5, 2.5]).item() == 0.25

    def test_changing_the_target_afterwards_changes_nothing(self):
        x, target, labels = tg.Tensor(LOGITS, requires_grad=True), TARGETS.copy(), LABELS.copy()
        losses = [MSE()(x, target), CrossEntropy()(x, labels)]
        target[:], labels[:] = 0, 0
        for loss, slope in zip(
            losses,
            (
                2 * (LOGITS - TARGETS) / 20,
                (np.exp(log_softmax(LOGITS)) - np.eye(4)[LABELS]) / 5,
            ),
            strict=True,
        ):
            x.grad = None
            loss.backward()
            np.testing.assert_allclose(x.grad, slope, rtol=1e-10, atol=1e-15)


WEIGHT = np.array([0.5, 2.0, 1.0, 3.0])
DISTANCES = np.abs(LOGITS - TARGETS)
LIKELY = log_softmax(LOGITS)


class TestOtherLosses:
    @pytest.mark.parametrize(
        ("loss", "target", "expected"),
        [
            (L1, TARGETS, DISTANCES),
            (
                Huber,
                TARGETS,
                np.where(DISTANCES < 1, DISTANCES**2 / 2, DISTANCES - 1 / 2),
            ),
            (
                lambda **options: Huber(delta=0.4, **options),
                TARGETS,
                np.where(DISTANCES < 0.4, DISTANCES**2 / 2, 0.4 * (DISTANCES - 0.2)),
            ),
        ],
        ids=["L1", "Huber", "Huber of 0.4"],
    )
    def test_each_is_its_formula_in_every_reduction(self, loss, target, expected):
        x = tg.Tensor(LOGITS)
        np.testing.assert_allclose(loss(reduction="none")(x, target).data, expected, rtol=1e-10)
        np.testing.assert_allclose(loss(reduction="sum")(x, target).data, expected.sum())
        np.testing.assert_allclose(loss()(x, target).data, expected.mean())
        assert gradcheck(lambda x: loss()(x, target), x, order=1)

    def test_bce_of_a_sigmoid_is_bce_with_logits(self):
        x = tg.Tensor(LOGITS, requires_grad=True)
        one, other = (
            BCE(reduction="none")(x.sigmoid(), CHANCES),
            BCEWithLogits(reduction="none")(x, CHANCES),
        )
        np.testing.assert_allclose(one.data, other.data, rtol=1e-10)
        one.sum().backward()
        slope, x.grad = x.grad, None
        other.sum().backward()
        np.testing.assert_allclose(slope, x.grad, rtol=1e-9)

    @pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
    def test_bce_of_a_certain_mistake_is_100_and_not_infinite(self, dtype):
        p = tg.Tensor(np.array([0, 1, 0, 1], dtype), requires_grad=True)
        losses = BCE(reduction="none")(p, [1, 0, 0, 1])
        losses.sum().backward()
        assert losses.dtype == dtype
        assert losses.data.tolist() == [100, 100, 0, 0]
        assert np.isfinite(p.grad).all()

    @pytest.mark.parametrize("p", [1.5, -0.1, np.nan])
    def test_bce_of_predictions_that_are_no_probabilities_points_to_logits(self, p):
        with pytest.raises(ValueError, match=r"BCE: the prediction .* use BCEWithLogits"):
            BCE()([0.5, p], [1.0, 1.0])

    @pytest.mark.parametrize("loss", [BCE(), BCEWithLogits()], ids=["BCE", "BCEWithLogits"])
    @pytest.mark.parametrize(
        ("targets", "words"),
        [
            ([-1.0, 5.0], r"the target -1.0 .* a target is 0 for no, 1 for yes"),
            ([-1, 1], r"the target -1.0 .* \(target \+ 1\) / 2"),
            ([0, 2], r"the target 2.0 .* for labels of several classes, use CrossEntropy"),
            ([0.5, 1.001], r"the target 1.001 "),
            ([0.5, np.nan], r"the target nan "),
        ],
        ids=["numbers", "signs", "labels", "above", "nan"],
    )
    def test_targets_that_are_no_probabilities_are_an_error(self, loss, targets, words):
        with pytest.raises(ValueError, match=f"^{type(loss).__name__}: {words}"):
            loss(tg.Tensor([0.5, 0.5], requires_grad=True), targets)

    @pytest.mark.parametrize(
        ("p", "y", "slope"), [(0.0, 1.0, -1e12), (1.0, 0.0, 1e12), (0.0, 0.0, 1.0), (1.0, 1.0, -1)]
    )
    def test_the_slope_of_bce_at_a_certain_mistake_is_steep(self, p, y, slope):
        x = tg.Tensor([p], requires_grad=True)
        BCE()(x, [y]).backward()
        np.testing.assert_allclose(x.grad, [slope])

    def test_the_curvature_of_huber_is_one_at_its_minimum(self):
        for delta in (1.0, 0.3, np.inf):
            loss = Huber(reduction="sum", delta=delta)
            found = tg.hessian(lambda p, f=loss: f(p, [0.0, 0.2]), tg.Tensor([0.0, 0.1]))
            np.testing.assert_allclose(found.data, np.eye(2))

    def test_huber_without_a_bound_is_half_the_square(self):
        found = Huber(delta=np.inf, reduction="none")(tg.Tensor([0.0, 3.0, -1e6]), np.zeros(3))
        np.testing.assert_allclose(found.data, [0, 4.5, 5e11])

    @pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.uint16, np.int64, bool])
    def test_integers_become_floats_before_they_are_subtracted(self, dtype):
        u, v = np.array([10, 100, 0]).astype(dtype), np.array([12, 50, 30]).astype(dtype)
        d = u.astype(float) - v.astype(float)
        huber = np.where(np.abs(d) < 1, d**2 / 2, np.abs(d) - 1 / 2)
        for loss, expected in ((MSE, d**2), (L1, np.abs(d)), (Huber, huber)):
            for x, y in ((u, v), (tg.Tensor(u), v), (u.tolist(), tg.Tensor(v))):
                found = loss(reduction="none")(x, y)
                assert found.dtype == np.float64
                np.testing.assert_allclose(found.data, expected)
                np.testing.assert_allclose(loss()(x, y).data, expected.mean())

    @pytest.mark.parametrize("loss", [MSE, L1, Huber], ids=lambda loss: loss.__name__)
    def test_float16_does_not_overflow_inside(self, loss):
        x = np.zeros(2000, np.float16)
        x[:2] = 300, -300  # squares are beyond 65504
        p = tg.Tensor(x, requires_grad=True)
        found = loss()(p, np.zeros(2000, np.float16))
        found.backward()
        wide = tg.Tensor(x.astype(float), requires_grad=True)
        expected = loss()(wide, np.zeros(2000))
        expected.backward()
        assert found.dtype == p.grad.dtype == np.float16
        np.testing.assert_allclose(found.data, expected.data, rtol=1e-3)
        np.testing.assert_allclose(p.grad, wide.grad, rtol=1e-3, atol=1e-6)

    def test_huber_needs_a_positive_delta(self):
        with pytest.raises(ValueError, match="delta=0 is not positive"):
            Huber(delta=0)

    @pytest.mark.promise(29)
    def test_shapes_that_would_broadcast_are_an_error_that_names_the_loss(self):
        for loss in (L1(), Huber(), BCE()):
            with pytest.raises(ValueError, match=f"{type(loss).__name__}: .*n × n"):
                loss(np.ones((3, 1)), np.ones(3))


class TestClassWeights:
    def test_nll_of_log_softmax_is_cross_entropy(self):
        for weight in (None, WEIGHT):
            x = tg.Tensor(LOGITS)
            one, other = NLL(weight)(x.log_softmax(), LABELS), CrossEntropy(weight)(x, LABELS)
            np.testing.assert_allclose(one.data, other.data, rtol=1e-12)

    def test_each_class_counts_with_its_weight_and_the_mean_is_weighted(self):
        counts, losses = WEIGHT[LABELS], -LIKELY[range(5), LABELS]
        x = tg.Tensor(LOGITS)
        for reduction, expected in (
            ("none", losses * counts),
            ("sum", (losses * counts).sum()),
            ("mean", np.average(losses, weights=counts)),
        ):
            found = CrossEntropy(WEIGHT, reduction=reduction)(x, LABELS)
            np.testing.assert_allclose(found.data, expected, rtol=1e-12)

    def test_with_probabilities_the_mean_is_over_the_examples(self):
        expected = -(PROBABILITIES * LIKELY * WEIGHT).sum(1).mean()
        found = CrossEntropy(WEIGHT)(tg.Tensor(LOGITS), PROBABILITIES)
        np.testing.assert_allclose(found.data, expected, rtol=1e-12)

    def test_a_class_of_weight_zero_does_not_count(self):
        x = tg.Tensor(LOGITS, requires_grad=True)
        CrossEntropy([1, 0, 1, 1])(x, LABELS).backward()
        assert (x.grad[LABELS == 1] == 0).all()
        assert (x.grad[LABELS != 1] != 0).all()

    def test_weights_are_state_and_float32_stays(self):
        loss = CrossEntropy(WEIGHT)
        assert list(loss.state_dict()) == ["weight"]
        assert loss(tg.Tensor(LOGITS.astype(np.float32)), LABELS).dtype == np.float32

    def test_weights_that_do_not_fit_are_errors(self):
        with pytest.raises(ValueError, match=r"CrossEntropy: weight has 3 numbers.*4 classes"):
            CrossEntropy([1, 2, 3])(tg.Tensor(LOGITS), LABELS)
        with pytest.raises(ValueError, match=r"NLL: weight has shape \(1, 4\)"):
            NLL([[1, 2, 3, 4]])
        with pytest.raises(TypeError, match="write reduction='sum'"):
            CrossEntropy("sum")

    def test_nlls_errors_speak_of_log_probabilities(self):
        with pytest.raises(ValueError, match=r"NLL: log-probabilities of shape \(5, 4\)"):
            NLL()(tg.Tensor(LIKELY), LABELS[:3])
        with pytest.raises(TypeError, match=r"NLL: labels have dtype float64.*astype\(int\)$"):
            NLL()(tg.Tensor(LIKELY), LABELS / 1)


class TestIgnoredRows:
    @pytest.mark.parametrize("loss", [NLL, CrossEntropy], ids=lambda loss: loss.__name__)
    @pytest.mark.parametrize("weight", [None, WEIGHT], ids=["even", "weighted"])
    @pytest.mark.parametrize("ignored", [-1, 1, 99])
    def test_a_row_that_is_ignored_counts_as_if_it_were_not_there(self, loss, weight, ignored):
        labels = np.array([0, ignored, 1, ignored, 2])
        kept = labels != ignored
        for reduction in ("mean", "sum"):
            f = loss(weight, ignore_index=ignored, reduction=reduction)
            x, some = (tg.Tensor(rows, requires_grad=True) for rows in (LIKELY, LIKELY[kept]))
            found, expected = f(x, labels), loss(weight, reduction=reduction)(some, labels[kept])
            np.testing.assert_allclose(found.data, expected.data, rtol=1e-12)
            found.backward()
            expected.backward()
            assert (x.grad[~kept] == 0).all()
            np.testing.assert_allclose(x.grad[kept], some.grad, rtol=1e-12)
        each = loss(weight, ignore_index=ignored, reduction="none")(LIKELY, labels)
        assert (each.data[~kept] == 0).all()
        assert each.shape == (5,)

    def test_the_content_of_an_ignored_row_does_not_matter(self):
        x = tg.Tensor([[0.0, 1.0], [np.nan, np.inf]], requires_grad=True)
        CrossEntropy()(x, [0, -100]).backward()
        assert (x.grad[1] == 0).all()
        assert np.isfinite(x.grad[0]).all()

    @pytest.mark.parametrize("weight", [None, WEIGHT], ids=["even", "weighted"])
    def test_if_all_are_ignored_the_mean_is_nan_and_the_sum_zero(self, weight):
        labels = np.full(5, -100)
        assert np.isnan(CrossEntropy(weight)(LOGITS, labels).data)
        assert CrossEntropy(weight, reduction="sum")(LOGITS, labels).item() == 0

    def test_a_label_below_zero_is_told_how_to_be_ignored(self):
        with pytest.raises(ValueError, match=r"label -1 .* CrossEntropy\(ignore_index=-1\)$"):
            CrossEntropy()(LOGITS, [0, 1, -1, 2, 3])


class TestPlaces:
    """(n, classes, d₁, …): a class for each place of an image or a text."""

    @pytest.mark.parametrize("shape", [(2, 4, 3), (2, 4, 3, 5)])
    @pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
    def test_the_classes_are_on_the_second_axis(self, shape, reduction):
        rng = np.random.default_rng(1)
        x = rng.normal(size=shape)
        labels = rng.integers(0, 4, (shape[0], *shape[2:]))
        rows = np.moveaxis(x, 1, -1)
        loss = CrossEntropy(WEIGHT, reduction=reduction)
        expected = loss(rows.reshape(-1, 4), labels.reshape(-1)).data
        found = loss(x, labels).data
        np.testing.assert_allclose(found.reshape(expected.shape), expected, rtol=1e-12)
        assert found.shape == (labels.shape if reduction == "none" else ())
        soft = np.moveaxis(np.eye(4)[labels], -1, 1)
        assert loss(x, soft).shape == found.shape

    def test_their_gradient_is_the_difference_quotient(self):
        labels = np.array([[0, 3, -100], [1, 1, 2]])
        loss = CrossEntropy(label_smoothing=0.1)
        x = np.random.default_rng(1).normal(size=(2, 4, 3))
        assert gradcheck(lambda x: loss(x, labels), x, order=1)


class TestPosWeight:
    @pytest.mark.parametrize("weight", [3.0, [0.5, 1.0, 2.0, 5.0], np.float32(2)], ids=str)
    def test_it_counts_the_positive_part(self, weight):
        p = 1 / (1 + np.exp(-LOGITS))
        expected = -(np.asarray(weight) * CHANCES * np.log(p) + (1 - CHANCES) * np.log(1 - p))
        loss = BCEWithLogits(pos_weight=weight, reduction="none")
        np.testing.assert_allclose(loss(LOGITS, CHANCES).data, expected, rtol=1e-10)
        assert gradcheck(lambda x: loss(x, CHANCES).sum(), LOGITS, order=2)
        assert list(loss.state_dict()) == ["pos_weight"]
        assert loss(tg.Tensor(LOGITS.astype(np.float32)), CHANCES).dtype == np.float32

    def test_it_is_finite_at_any_logit(self):
        found = BCEWithLogits(pos_weight=2.0, reduction="none")([1e4, -1e4], [1.0, 1.0])
        np.testing.assert_allclose(found.data, [0, 2e4])

    def test_a_shape_that_does_not_fit_is_an_error(self):
        with pytest.raises(ValueError, match=r"pos_weight has shape \(3,\), the logits \(5, 4\)"):
            BCEWithLogits(pos_weight=[1, 2, 3])(LOGITS, CHANCES)


class TestLabelSmoothing:
    @pytest.mark.parametrize("weight", [None, WEIGHT], ids=["even", "weighted"])
    @pytest.mark.parametrize("reduction", ["none", "sum"])
    def test_labels_are_the_smoothed_probabilities(self, weight, reduction):
        smooth = 0.8 * np.eye(4)[LABELS] + 0.2 / 4
        x = tg.Tensor(LOGITS)
        found = CrossEntropy(weight, reduction=reduction, label_smoothing=0.2)(x, LABELS)
        expected = CrossEntropy(weight, reduction=reduction)(x, smooth)
        np.testing.assert_allclose(found.data, expected.data, rtol=1e-12)

    def test_probabilities_are_smoothed_too(self):
        found = CrossEntropy(label_smoothing=0.2)(tg.Tensor(LOGITS), PROBABILITIES)
        expected = -((0.8 * PROBABILITIES + 0.05) * LIKELY).sum(1).mean()
        np.testing.assert_allclose(found.data, expected, rtol=1e-12)

    @pytest.mark.parametrize("target", [LABELS, PROBABILITIES], ids=["labels", "probabilities"])
    def test_its_gradient_is_the_difference_quotient(self, target):
        loss = CrossEntropy(WEIGHT, label_smoothing=0.3)
        assert gradcheck(lambda x: loss(x, target), LOGITS, order=2)

    @pytest.mark.parametrize("smoothing", [-0.1, 1.1, np.nan])
    def test_a_share_outside_zero_to_one_is_an_error(self, smoothing):
        with pytest.raises(ValueError, match=r"label_smoothing=.* is not between 0 and 1"):
            CrossEntropy(label_smoothing=smoothing)


class TestStability:
    @pytest.mark.promise(11)
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize("x", [1e4, -1e4, 745.0, -745.0, 0.0])
    @pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
    def test_bce_is_right_at_any_logit(self, dtype, x, y):
        logit = tg.Tensor(np.array([x], dtype), requires_grad=True)
        loss = BCEWithLogits()(logit, [y])
        loss.backward()
        expected = max(x, 0) - x * y + (np.log(2) if x == 0 else 0)
        np.testing.assert_allclose(loss.data, expected, rtol=1e-6, atol=1e-30)
        np.testing.assert_allclose(logit.grad, [np.clip(x / 700, -0.5, 0.5) + 0.5 - y], atol=1e-6)

    @pytest.mark.promise(11)
    @pytest.mark.parametrize("target", [[0, 1], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    def test_cross_entropy_is_right_at_any_logit(self, target):
        x = tg.Tensor([[1e4, -1e4, 0.0], [1e4, -1e4, 0.0]], requires_grad=True)
        losses = CrossEntropy(reduction="none")(x, target)
        losses.sum().backward()
        np.testing.assert_array_equal(losses.data, [0, 2e4])
        np.testing.assert_array_equal(x.grad, [[0, 0, 0], [1, -1, 0]])

    def test_an_impossible_class_of_probability_zero_costs_nothing(self):
        x = tg.Tensor([[0.0, -np.inf]], requires_grad=True)
        loss = CrossEntropy()(x, [[1.0, 0.0]])
        loss.backward()
        assert loss.item() == 0
        np.testing.assert_array_equal(x.grad, [[0, 0]])

    @given(st.floats(-300, 300), st.integers(0, 3))
    def test_cross_entropy_does_not_see_a_shift_of_all_logits(self, shift, label):
        shifted = CrossEntropy()(tg.Tensor(LOGITS[0] + shift), label).item()
        assert shifted == pytest.approx(CrossEntropy()(tg.Tensor(LOGITS[0]), label).item(), 1e-9)


class TestErrors:
    @pytest.mark.promise(29)
    @pytest.mark.parametrize("loss", [MSE(), BCEWithLogits()])
    @pytest.mark.parametrize(
        ("prediction", "target"), [((5, 1), (5,)), ((5,), (5, 1)), ((5, 2), (2,)), ((3,), ())]
    )
    def test_shapes_that_would_broadcast_are_an_error_with_both(self, loss, prediction, target):
        with pytest.raises(ValueError, match="n × n") as caught:
            loss(tg.Tensor(np.ones(prediction)), np.ones(target))
        assert f"predictions have shape {prediction}" in str(caught.value)
        assert f"targets {target}" in str(caught.value)
        assert str(caught.value).startswith(type(loss).__name__)

    @pytest.mark.parametrize("label", [4, -1, -99, 10**6])
    def test_a_label_out_of_range_is_named(self, label):
        labels = LABELS.copy()
        labels[2] = label
        with pytest.raises(ValueError, match=f"label {label} is not one of the 4 classes 0 … 3"):
            CrossEntropy()(tg.Tensor(LOGITS), labels)

    @pytest.mark.parametrize("label", [4, -1])
    def test_so_it_is_without_a_batch(self, label):
        with pytest.raises(ValueError, match=f"label {label} is not one of the 4 classes 0 … 3"):
            CrossEntropy()(tg.Tensor(LOGITS[0]), label)

    @pytest.mark.parametrize(
        "labels", [LABELS.astype(float), tg.Tensor([0, 3, 1, 1, 2]), LABELS > 1, ["a"] * 5]
    )
    def test_labels_that_are_no_integers_are_a_type_error(self, labels):
        with pytest.raises(TypeError, match=r"not integers.*astype\(int\)"):
            CrossEntropy()(tg.Tensor(LOGITS), labels)

    @pytest.mark.parametrize(
        "labels", [LABELS[:4], LABELS[:, None], np.eye(4, dtype=int)[LABELS], np.array(1)]
    )
    def test_labels_of_another_shape_are_an_error_with_both_shapes(self, labels):
        with pytest.raises(ValueError, match=r"\(5, 4\) need labels of shape \(5,\)") as caught:
            CrossEntropy()(tg.Tensor(LOGITS), labels)
        assert str(labels.shape) in str(caught.value)

    def test_what_was_meant_is_said(self):
        column, rows = LABELS[:, None], np.eye(4, dtype=int)[LABELS]
        for labels, advice in (
            (column, r"labels\.reshape\(-1\)"),
            (rows, r"labels\.argmax\(axis=1\)"),
        ):
            with pytest.raises(ValueError, match=f"use {advice}$"):
                CrossEntropy()(LOGITS, labels)
        with pytest.raises(TypeError, match="did you swap the two"):
            CrossEntropy()(LABELS, LOGITS)
        for loss in (CrossEntropy, NLL):
            with pytest.raises(TypeError, match=rf"{loss.__name__}\(\)\(prediction, target\)"):
                loss(tg.Tensor(LOGITS), LABELS)

    def test_a_number_is_no_logits(self):
        with pytest.raises(ValueError, match=r"\(n, classes\) or \(classes,\), not \(\)"):
            CrossEntropy()(tg.Tensor(1.0), 0)

    @pytest.mark.parametrize("loss", [CrossEntropy(), NLL()], ids=["CrossEntropy", "NLL"])
    @pytest.mark.parametrize(
        ("shape", "target"),
        [((32, 1), np.zeros(32, int)), ((1,), 0), ((2, 1, 3), np.zeros((2, 3), int))],
        ids=["batch", "one", "places"],
    )
    def test_one_class_is_none(self, loss, shape, target):
        with pytest.raises(ValueError, match=r"only one class.*use BCEWithLogits"):
            loss(tg.Tensor(np.zeros(shape)), target)

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ([[1.0, 0, 0], [5.0, -2.0, 9.0]], r"row 1 of the targets holds -2"),
            ([[1.0, 1.0, 0]] * 2, r"row 0 .* sums to 2.*BCEWithLogits.*keepdims=True"),
            ([[1.0, 0, 0], [0.0, 0, 0]], r"row 1 .* sums to 0.*target\.any\(axis=1\)"),
            ([[0.2, 0.3, np.nan]] * 2, r"row 0 "),
        ],
        ids=["negative", "several", "none", "nan"],
    )
    def test_target_rows_that_are_no_probabilities_are_an_error(self, rows, words):
        with pytest.raises(ValueError, match=words):
            CrossEntropy()(tg.Tensor(np.zeros((2, 3))), rows)
        with pytest.raises(ValueError, match=words):
            CrossEntropy()(tg.Tensor(np.zeros((2, 3, 1))), np.array(rows)[..., None])

    def test_target_rows_may_be_rounded(self):
        for rows in (
            [[0.33, 0.33, 0.33]],
            np.float32([[0.1, 0.2, 0.7]]),
            np.float16([[0.1, 0.2, 0.7]]),
        ):
            assert np.isfinite(CrossEntropy()(tg.Tensor(np.zeros((1, 3))), rows).item())

    def test_settings_stand_by_name_so_that_pytorchs_order_cannot_be_misread(self):
        for loss, settings in [
            (MSE, [True]), (L1, [None, None]), (BCE, [None]), (BCEWithLogits, ["sum"]),
            (NLL, [None, None, -100]), (CrossEntropy, [None, "sum"]),
        ]:  # fmt: skip
            with pytest.raises(TypeError, match=rf"{loss.__name__}: settings are given by name"):
                loss(*settings)
        assert Huber("sum", 0.5).delta == 0.5  # as there

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: Huber(delta="1"), "Huber: delta='1' is not a number"),
            (lambda: Huber(delta=[1.0]), r"Huber: delta=\[1.0\] is not a number"),
            (lambda: CrossEntropy(label_smoothing="0.1"), "label_smoothing='0.1' is not a number"),
            (lambda: CrossEntropy(ignore_index=0.5), "ignore_index=0.5 is not an integer"),
            (lambda: BCEWithLogits(pos_weight=-1), "pos_weight=-1 is not positive"),
        ],
    )
    def test_settings_that_cannot_be_are_named(self, make, words):
        with pytest.raises((TypeError, ValueError), match=words):
            make()

    @pytest.mark.parametrize("loss", [MSE(), L1(), Huber()], ids=lambda loss: type(loss).__name__)
    def test_labels_with_rows_of_outputs_suggest_one_hot(self, loss):
        for labels, call in ((LABELS, "labels"), (LABELS[:, None], r"labels\.reshape\(-1\)")):
            with pytest.raises(ValueError, match=rf"one_hot\({call}, 4\)"):
                loss(tg.Tensor(LOGITS), labels)
        with pytest.raises(ValueError, match=r"reshape one of them$"):
            loss(tg.Tensor(LOGITS[:, :1]), TARGETS[:, 0])
        with pytest.raises(ValueError, match=r"model\(x\[None\]\)$"):
            loss(tg.Tensor(LOGITS[0]), TARGETS[:1])

    def test_what_was_given_in_the_place_of_a_batch_of_logits_is_recognised(self):
        with pytest.raises(ValueError, match=r"not their argmax.*BCEWithLogits"):
            CrossEntropy()(LOGITS.argmax(axis=1), LABELS)
        with pytest.raises(ValueError, match=r"model\(x\[None\]\)$"):
            CrossEntropy()(tg.Tensor(LOGITS[0]), [3])
        with pytest.raises(ValueError, match=r"logits\.reshape\(-1, 5\), labels\.reshape\(-1\)$"):
            CrossEntropy()(np.zeros((2, 3, 5)), np.zeros((2, 3), int))  # a text's (B, T, C)

    def test_an_unknown_reduction_is_an_error(self):
        with pytest.raises(
            ValueError, match="MSE: reduction='average' is not one of 'mean', 'sum', 'none'"
        ):
            MSE(reduction="average")


class TestAgainstPyTorch:
    @pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
    @pytest.mark.parametrize(("loss", "target", "expected"), LOSSES)
    @pytest.mark.pytorch
    def test_values_and_gradients_are_equal(self, loss, target, expected, reduction):
        torch = pytest.importorskip("torch")
        name = {MSE: "MSELoss", BCEWithLogits: "BCEWithLogitsLoss"}.get(loss, "CrossEntropyLoss")
        theirs = torch.tensor(LOGITS, requires_grad=True)
        ours = tg.Tensor(LOGITS, requires_grad=True)
        a = getattr(torch.nn, name)(reduction=reduction)(theirs, torch.tensor(target))
        b = loss(reduction=reduction)(ours, target)
        a.sum().backward()
        b.sum().backward()
        np.testing.assert_allclose(b.data, a.detach().numpy(), rtol=1e-10)
        np.testing.assert_allclose(ours.grad, theirs.grad.numpy(), rtol=1e-9, atol=1e-15)
