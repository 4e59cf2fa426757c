"""How hard Hypothesis tries: HYPOTHESIS_PROFILE is quick (the default), ci or thorough."""

import os

import pytest
from hypothesis import HealthCheck, settings

import tinygrad_edu as tg

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=slow)
settings.register_profile(
    "ci", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow
)
settings.register_profile(
    "thorough", max_examples=500, deadline=None, print_blob=True, suppress_health_check=slow
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def wrong_rules_are_allowed(request):
    """Most tests plant mistakes for others to find; those of the first use find them themselves."""
    tg.check_new_ops(request.path.name in ("test_first_use.py", "test_docs.py"))
    yield
    tg.check_new_ops(True)
