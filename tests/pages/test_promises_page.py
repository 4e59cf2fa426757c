"""Each promise has a test, and the page says which."""

import pytest

from tests.pages.promises import NUMBERS, marked, promised


@pytest.mark.parametrize("number", NUMBERS)
def test_each_promise_has_a_test(number):
    assert marked()[number]


def test_the_page_lists_the_forty_promises_in_order():
    assert list(promised()) == list(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_tests_that_the_page_names_hold_the_promise(number):
    text, tests = promised()[number]
    assert text.endswith(".")
    assert tests
    assert {(file, name) for name, file in tests} <= marked()[number]
