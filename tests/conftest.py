"""How hard Hypothesis tries: HYPOTHESIS_PROFILE is quick (the default), ci, brief or thorough."""

import importlib.util
import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

import tinygrad_edu as tg
from tinygrad_edu.watch import notices as traps

os.environ["PYTHONIOENCODING"] = "utf-8"  # what programs print is read as UTF-8 on any machine
os.environ.pop("COLUMNS", None)  # and is as wide on any terminal

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=slow)
settings.register_profile(
    "ci", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow
)
settings.register_profile(
    "thorough",
    max_examples=2000,
    derandomize=False,  # at random in CI, too, where Hypothesis would not be
    deadline=None,
    print_blob=True,
    suppress_health_check=slow,
)
settings.register_profile(
    "brief", max_examples=8, deadline=None, derandomize=True, suppress_health_check=slow
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Each run has an order of its own, by a seed that repeats it; -q would leave that out."""
    seed = session.config.getoption("randomly_seed", None)
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and seed is not None:
        terminal.write_line(f"this order again: pytest --randomly-seed={seed}")


NOTHING_DRAWS = "nothing draws here: there is neither `dot` on the PATH nor pygraphviz"


def graphviz_is_here():
    return bool(shutil.which("dot") or importlib.util.find_spec("pygraphviz"))


@pytest.fixture
def graphviz():
    """For a test that draws in another process, or whose error is another one without it."""
    if not graphviz_is_here():
        pytest.skip(NOTHING_DRAWS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A test that draws is skipped on a machine on which neither `dot` nor pygraphviz is."""
    try:
        return (yield)
    except RuntimeError as error:
        if graphviz_is_here() or not str(error).startswith("draw: Graphviz is not installed"):
            raise
        pytest.skip(NOTHING_DRAWS)


@pytest.fixture(autouse=True)
def wrong_rules_are_allowed(request):
    """Most tests plant mistakes for others to find; those of the first use find them themselves."""
    tg.check_new_ops(request.path.name in ("test_first_use.py", "test_docs.py"))
    yield
    tg.check_new_ops(True)


@pytest.fixture(autouse=True)
def what_was_said_before_is_forgotten():
    """A warning that is given once is given once in each test."""
    traps.said_at.clear()
