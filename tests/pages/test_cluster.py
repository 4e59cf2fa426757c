"""Runs on a Dask cluster: the same bits, and nothing that is done gets lost."""

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.pages.interrupts import stopped

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples"
HERE = importlib.util.find_spec("distributed") is not None
dask = pytest.mark.skipif(not HERE, reason="Dask is not installed: pip install '.[cluster]'")
unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")


@pytest.fixture(autouse=True)
def as_a_script(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    with mock.patch.dict(os.environ):  # to which Dask adds what its workers inherit
        yield


def load(name):
    return importlib.import_module(name)


def each(function, jobs, **where):
    return dict(load("shared.cluster").each(function, jobs, **where))


def run(name, *options):
    command = [sys.executable, FOLDER / f"{name}.py", *map(str, options)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600)


def without_times(path):
    """What a file of results says of each run, but for how long it took."""
    runs = json.loads(path.read_text("utf-8"))
    return [{key: value for key, value in run.items() if key != "seconds"} for run in runs]


@pytest.fixture
def elsewhere(monkeypatch):
    """The address of a cluster whose workers know nothing of the examples."""
    from distributed import LocalCluster

    load("shared.cluster")

    def of(workers, threads=1):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=threads,
            dashboard_address=":0",
            silence_logs=50,
        )

    monkeypatch.setattr(sys, "path", [path for path in sys.path if path != str(FOLDER)])
    return of


# --- the same results ---------------------------------------------------------------------------


@dask
def test_seeds_on_two_workers_give_the_bits_and_pictures_of_one_after_the_other(tmp_path):
    files = []
    for where in ([], ["--workers", 2]):
        out = tmp_path / str(len(where))
        result = run("08_relu", "--quick", "--seeds", 3, "--out", out, *where)
        assert result.stderr == ""
        assert [f"=== 08_relu, seed {k}" in result.stdout for k in range(4)] == [1, 1, 1, 0]
        lines = result.stdout.rpartition("\n\n")[0].rpartition("\n\n")[2]
        content = {path.name: path.read_bytes() for path in out.glob("*.png")}
        files.append((without_times(out / "seeds.json"), lines, content))
    assert files[0] == files[1]
    assert [run["seed"] for run in files[0][0]] == [0, 1, 2]
    assert files[0][2]


@dask
def test_claims_run_on_a_cluster_whose_workers_get_the_examples_from_here(
    tmp_path, elsewhere, monkeypatch
):
    for name in [name for name in sys.modules if name.partition(".")[0] == "shared"]:
        monkeypatch.delitem(sys.modules, name)  # the scheduler, too, is without: it is here
    only = ["--quick", "--only", "01_valleys", "02_steepest", "03_untrained"]
    with elsewhere(2) as cluster:
        address = cluster.scheduler_address
        far = run("reproduce", *only, "--docs", tmp_path / "far", "--scheduler", address)
        again = run("reproduce", *only, "--docs", tmp_path / "far", "--scheduler", address)
    near = run("reproduce", *only, "--docs", tmp_path / "near")
    assert (far.returncode, far.stderr, near.stderr) == (0, "", "")
    assert "===" not in again.stdout  # all is done
    results = [without_times(tmp_path / name / "reproductions.json") for name in ("far", "near")]
    assert results[0] == results[1]
    assert len(results[0]) == 3
    pages = [(tmp_path / name / "reproductions.md").read_text("utf-8") for name in ("far", "near")]
    assert pages[0] == pages[1]


def one_step(model, optimizer, x):
    """The model after a step; it must be the optimiser's."""
    model(x).sum().backward()
    optimizer.step()
    return model, optimizer


@dask
def test_a_model_and_its_optimiser_stay_together_on_the_way_to_a_worker_and_back():
    def made():
        model = tg.nn.Linear(3, 2, rng=np.random.default_rng(0))
        return model, tg.optim.Adam(model.parameters(), lr=0.1)

    x = np.ones((4, 3))
    near, _ = one_step(*made(), x)
    runs = load("shared.cluster").each(one_step, [(*made(), x)], workers=1)
    ((_, (model, optimizer)),) = runs
    np.testing.assert_array_equal(model.weight.data, near.weight.data)
    before = model.weight.data.copy()
    one_step(model, optimizer, x)
    assert (model.weight.data != before).any()


@dask
def test_workers_have_one_blas_thread_and_no_setting_that_slows_training(monkeypatch):
    for name in load("shared.cluster").BLAS:
        monkeypatch.setenv(name, "2")
    names = [(name,) for name in (*load("shared.cluster").BLAS, "MALLOC_TRIM_THRESHOLD_")]
    *blas, trim = names
    before = dict(os.environ)
    found = each(os.getenv, names, workers=1)
    assert found == dict.fromkeys(blas, "1") | {trim: None}
    assert dict(os.environ) == before


# --- what goes wrong ----------------------------------------------------------------------------


def dies_once(folder, k):
    """The number of the attempt that came to an end; the first of run 0 kills its worker."""
    attempt = len(list(folder.glob(f"{k}-*")))
    (folder / f"{k}-{attempt}").touch()
    if k == 0 and attempt == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    return attempt


@dask
@unix
def test_a_worker_that_dies_loses_only_its_run_which_is_tried_again(tmp_path):
    found = each(dies_once, [(tmp_path, k) for k in range(6)], workers=2)
    assert [found[tmp_path, k] for k in range(6)] == [1, 0, 0, 0, 0, 0]


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


@dask
@unix
def test_a_run_that_kills_each_worker_is_given_up():
    with pytest.raises(
        SystemExit, match=r"ended its worker four times, so it|All workers have gone"
    ):
        each(dies, [()], workers=1)


@dask
def test_a_cluster_that_loses_all_its_workers_is_given_up(elsewhere, monkeypatch):
    cluster = load("shared.cluster")
    monkeypatch.setattr(cluster, "RESTARTS", 2)
    monkeypatch.setattr(cluster, "PATIENCE", 2)
    with elsewhere(1) as other:
        other.scheduler.loop.call_later(4, lambda: other.scale(0))
        with pytest.raises(SystemExit, match="All workers have gone: 1 of 1 runs are not done"):
            each(time.sleep, [(60,)], scheduler=other.scheduler_address)


def fails(kind):
    print("half of it is done")
    raise kind("the run went wrong")


@dask
@pytest.mark.parametrize(("kind", "here"), [(ValueError, ValueError), (SystemExit, RuntimeError)])
def test_an_error_in_a_run_is_raised_here_with_what_was_printed(kind, here):
    with pytest.raises(here, match="the run went wrong") as caught:
        each(fails, [(kind,)], workers=1)
    assert "half of it is done" in "".join(traceback.format_exception_only(caught.value))


@dask
def test_a_scheduler_that_is_not_there_leaves_the_seeds_of_before(tmp_path):
    file = tmp_path / "seeds.json"
    file.write_text("[]", "utf-8")
    result = run("08_relu", "--seeds", 2, "--scheduler", "tcp://127.0.0.1:9", "--out", tmp_path)
    assert "no scheduler of Dask answers" in result.stderr
    assert file.exists()


@dask
def test_other_examples_on_the_same_cluster_are_noticed(elsewhere, tmp_path):
    other = shutil.copytree(FOLDER, tmp_path / "examples")
    (other / "changed.py").touch()
    with elsewhere(1) as both:
        place = both.scheduler_address
        runs = load("shared.cluster").each(time.sleep, [(0.5,)] * 60, scheduler=place)
        next(runs)
        command = [sys.executable, other / "08_relu.py", "--quick", "--seeds", "1"]
        where = ["--scheduler", place, "--out", tmp_path]
        program = subprocess.Popen([*command, *where], stdout=subprocess.DEVNULL)
        with program, pytest.raises(RuntimeError, match="Another program has put other examples"):
            list(runs)
        assert program.returncode == 0


@dask
def test_a_scheduler_that_is_not_there_is_an_error_within_seconds():
    start = time.monotonic()
    result = run("01_valleys", "--scheduler", "tcp://127.0.0.1:9")
    assert time.monotonic() - start < 60  # on a busy machine, too
    assert result.returncode == 1
    assert "no scheduler of Dask answers there" in result.stderr
    assert "dask scheduler" in result.stderr
    assert "Traceback" not in result.stderr
    result = run("01_valleys", "--scheduler", "nonsense://here")
    assert "no scheduler of Dask answers there" in result.stderr
    assert "Traceback" not in result.stderr


@dask
def test_a_scheduler_without_workers_says_how_to_start_some(elsewhere, monkeypatch):
    cluster = load("shared.cluster")
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with elsewhere(0) as empty, pytest.raises(SystemExit, match="has no worker") as caught:
        each(os.getenv, [("HOME",)], scheduler=empty.scheduler_address)
    assert f"dask worker {empty.scheduler_address} --nworkers" in str(caught.value)


@dask
def test_a_worker_with_several_threads_is_refused(elsewhere):
    with elsewhere(1, threads=2) as other, pytest.raises(SystemExit) as caught:
        each(os.getenv, [("HOME",)], scheduler=other.scheduler_address)
    assert "the number of threads is 2; needed is 1" in str(caught.value)


def test_workers_with_other_versions_are_named():
    class Client:
        def get_versions(self, packages):
            def of(**changed):
                ours = {"python": "3.12.1.final.0", "numpy": "2.1.0", "tinygrad_edu": "0.1.0"}
                return {"packages": ours | changed}

            workers = {
                "alike": of(python="3.12.7.final.0"),
                "older": of(python="3.11.2.final.0", numpy="2.0.0"),
                "empty": of(tinygrad_edu=None),
            }
            return {"client": of(), "workers": workers}

        def run(self, function, name):
            return {"alike": "1", "older": "1", "empty": None}

        def nthreads(self):
            return {"alike": 1, "older": 1, "empty": 1}

    assert list(load("shared.cluster").differences(Client())) == [
        "Worker older: Python is 3.11; needed is 3.12.",
        "Worker older: NumPy is 2.0.0; needed is 2.1.0.",
        "Worker empty: tinygrad_edu is None; needed is 0.1.0.",
        "Worker empty: the number of BLAS threads (OPENBLAS_NUM_THREADS) is None; needed is 1.",
    ]


@dask
@unix
def test_ctrl_c_leaves_the_seeds_that_are_done(tmp_path):
    options = ["--quick", "--seeds", "40", "--workers", "2", "--out", tmp_path]
    told = stopped(
        [sys.executable, "-u", FOLDER / "07_wider.py", *options], after="=== 07_wider, seed"
    )
    done = without_times(tmp_path / "seeds.json")
    assert 1 <= len(done) < 40
    assert f"Stopped.  {len(done)} of 40 seeds are done, and kept." in told
    assert "test accuracy of 784-16-16-10" in told.rpartition("Stopped.")[2]


@dask
@unix
def test_ctrl_c_leaves_the_claims_that_are_done(tmp_path):
    def listen():  # a background job, which this test may be part of, ignores the signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    only = ["--only", "02_steepest", "mnist", "--workers", "2", "--docs", tmp_path]
    command = [sys.executable, "-u", FOLDER / "reproduce.py", *only]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes, preexec_fn=listen, start_new_session=True) as process:
        while "=== " not in (line := process.stdout.readline()):
            assert line or process.poll() is None, process.stderr.read()
        file = tmp_path / "reproductions.json"
        while not file.exists():
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
        _, complaints = process.communicate(timeout=600)
    assert process.returncode == 1
    assert complaints.strip() == ("Stopped.  Finished runs are kept; the same command continues.")
    assert {run["example"] for run in without_times(file)} == {"02_steepest"}


# --- the command line -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--workers", 0], "--workers 0: at least 1 is needed"),
        (["--workers", -2], "--workers -2: at least 1 is needed"),
        (["--workers", 2, "--scheduler", "tcp://a:1"], "give one of the two"),
    ],
)
@pytest.mark.parametrize("name", ["01_valleys", "37_many_machines", "reproduce"])
def test_options_that_cannot_be_are_refused(name, options, words):
    result = run(name, *options)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_no_seeds_are_refused():
    result = run("01_valleys", "--seeds", 0)
    assert result.returncode == 1
    assert "--seeds 0: at least 1 is needed" in result.stderr


def test_without_dask_the_error_says_how_to_install_it(monkeypatch):
    cluster = load("shared.cluster")
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    for where in ({"workers": 2}, {"scheduler": "tcp://host:8786"}):
        with pytest.raises(SystemExit, match=r'pip install "\.\[cluster\]"'):
            each(os.getenv, [("HOME",)], **where)


def test_without_workers_and_scheduler_nothing_of_dask_is_imported(tmp_path):
    code = (
        "import runpy, sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "assert not {'dask', 'distributed', 'cloudpickle'} & sys.modules.keys()"
    )
    for name in ("01_valleys", "reproduce"):
        options = ["--seeds", "2", "--out"] if name == "01_valleys" else ["--page", "--docs"]
        code_of = f"import sys; sys.argv[:] = sys.argv[1:]\n{code}"
        command = [sys.executable, "-c", code_of, FOLDER / f"{name}.py", FOLDER, "--quick"]
        subprocess.run([*command, *options, tmp_path], check=True, stdout=subprocess.DEVNULL)


# --- one network on many machines ---------------------------------------------------------------


def test_the_gradient_of_the_average_is_the_average_of_the_gradients():
    machine = load("shared.machine").Machine
    alone, machines = machine(0, 1), [machine(k, 4) for k in range(4)]
    for each_one in (alone, *machines):
        weights = each_one.begin([16, 16], 0, np.float64)
    whole = alone.gradient(weights, slice(100, 200))
    parts = [each_one.gradient(weights, slice(25, 50)) for each_one in machines]
    assert whole.shape == (13_002,)
    np.testing.assert_allclose(np.mean(parts, axis=0), whole, rtol=0, atol=1e-15)
    assert abs(parts[0] - whole).max() > 1e-4


def test_steps_of_its_own_add_up_to_the_way_that_the_weights_went():
    machine = load("shared.machine").Machine(0, 1)
    weights = machine.begin([16, 16], 0, np.float64)
    batches, by_hand = [slice(0, 10), slice(10, 20)], weights
    for rows in batches:
        by_hand = by_hand - 0.5 * machine.gradient(by_hand, rows)
    total = machine.gradients(weights, batches, 0.5)
    np.testing.assert_allclose(weights - 0.5 * total, by_hand, rtol=0, atol=1e-15)
    assert not machine.gradients(weights, [], 0.5).any()


def test_on_paper_a_step_costs_what_was_measured_and_sending_grows():
    cost = load("shared.speedup").Cost([16], 1000, 10_000, (0.001, 1.0), {1: 0.01, 2: 0.03}, {})
    assert cost.alone == pytest.approx(cost.share(1)) == 1
    assert cost.share(1000) == pytest.approx(0.001)
    assert cost.one_by_one(100) == pytest.approx(cost.share(100) + 100 * 0.015)
    assert cost.ring(1) == pytest.approx(1)
    assert cost.ring(2) == pytest.approx(cost.share(2) + 2 * (1e-4 + 4 * 5_000 / 125e6))
    numbers = cost.numbers()
    assert numbers["784-16-10 with 1,000 images: all to one: best number of machines"] == 8
