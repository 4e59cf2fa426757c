"""What plants the mistakes plants each kind of them, and nothing that no test could see."""

import pytest

from tests.mutants.plant import mutants

SOURCE = '''
def area(x, y=1, /, *, axis=None):
    """A docstring: 1 + 1."""
    if x < 1:
        raise ValueError(f"{x + 1} is too small")
    x += 2
    z = x @ y.T if axis else x.sum(axis=0)
    return helper(z, -x)


class Box:
    sides = 4

    def volume(self):
        return self.x * True
'''


def labels(source=SOURCE):
    return {mutant.label for mutant in mutants(source)}


@pytest.mark.parametrize(
    "label",
    [
        "area: if x < 1 → if not x < 1",
        "area: x < 1 → x <= 1",
        "area: 1 → 2",
        "area: x += 2 → x -= 2",
        "area: x += 2 → x = 2",
        "area: x += 2 → pass",
        "area: x @ y.T → y.T @ x",
        "area: y.T → y",
        "area: x @ y.T if axis else x.sum(axis=0) → x @ y.T",
        "area: x.sum(axis=0) → x.sum()",
        "area: x.sum → x.mean",
        "area: helper(z, -x) → helper(-x, z)",
        "area: -x → x",
        "area: return helper(z, -x) → return",
        "Box.volume: self.x * True → self.x / True",
        "Box.volume: True → False",
    ],
)
def test_each_kind_of_mistake_is_planted(label):
    assert label in labels()


def test_messages_docstrings_and_defaults_are_left_alone():
    for mutant in mutants(SOURCE):
        assert "docstring" not in mutant.before
        assert "x + 1" not in mutant.before.replace("x < 1", "")
        assert mutant.function in ("area", "Box.volume")


def test_each_mutant_is_a_module_that_compiles_and_differs_from_all_others():
    found = list(mutants(SOURCE))
    for mutant in found:
        compile(mutant.tree, "planted", "exec")
    assert len({mutant.key for mutant in found}) == len(found)


def test_the_key_of_a_mutant_does_not_change_with_other_functions():
    before = {mutant.key for mutant in mutants(SOURCE)}
    after = {mutant.key for mutant in mutants("import sys\n\ndef other():\n    pass\n" + SOURCE)}
    assert before <= after
