"""Many runs at once, with Dask: on the cores of this machine, or on those of many machines.

`each` is all that an example needs.  A run is a call of a function, and a task of Dask: a worker
that dies loses only its run, which is tried again elsewhere.  Without workers and without a
scheduler, the runs follow one another, and nothing of Dask is imported.
"""

import hashlib
import importlib
import importlib.util
import io
import logging
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import zipfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from multiprocessing import resource_tracker
from pathlib import Path

from tqdm import tqdm

EXAMPLES = Path(__file__).parents[1]
BLAS = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"
PATIENCE = 5  # seconds in which a scheduler answers, and has a worker
RESTARTS = 6  # times that long in which a worker that died may come back
START = "dask worker {} --nworkers 2 --nthreads 1"
MISSING = """--workers and --scheduler need Dask, which is not installed here.
Try: pip install ".[cluster]" in the folder of pyproject.toml; `make` does it by itself."""


# --- the command line -------------------------------------------------------------------------


def options(parser):
    """Add --workers and --scheduler."""
    add = parser.add_argument
    add("--workers", type=int, metavar="N", help="N runs at once on this machine, with Dask")
    add("--scheduler", metavar="ADDRESS", help="many on a Dask cluster, as in tcp://host:8786")


def check(workers, scheduler):
    """Raise SystemExit, with what to write instead, if this cannot be a cluster."""
    if workers is not None and scheduler is not None:
        raise SystemExit(
            f"--workers {workers} starts workers on this machine, --scheduler {scheduler} uses"
            " those of a cluster: give one of the two."
        )
    if workers is not None and workers < 1:
        raise SystemExit(f"--workers {workers}: at least 1 is needed; try one for each core.")
    if (workers or scheduler is not None) and not importlib.util.find_spec("distributed"):
        raise SystemExit(MISSING)


# --- runs -------------------------------------------------------------------------------------


def each(function, jobs, workers=None, scheduler=None):
    """Yield (job, function(*job)) for each job as soon as it is done.

    `jobs` are tuples of arguments.  `workers` are processes on this machine; `scheduler` is the
    address of a Dask cluster.  With neither, the calls follow one another in this process.
    """
    check(workers, scheduler)
    jobs = list(jobs)
    if workers is None and scheduler is None:
        yield from ((job, function(*job)) for job in jobs)
    elif jobs:
        with connected(workers, scheduler) as client:
            yield from spread(client, function, jobs)


def spread(client, function, jobs):
    """`each`, on a cluster: what a call printed is printed when its result is here."""
    from distributed import KilledWorker

    ours = client.examples

    def task(packed):  # in a function, it travels whole: the scheduler has no examples to import
        from distributed import get_worker

        if get_worker().examples != ours:
            raise RuntimeError(
                "Another program has put other examples in place of these on this cluster."
                " Let one of the two wait, or give each a cluster of its own."
            )
        from shared.cluster import call

        return call(packed)

    packed = [packed_whole((function, job)) for job in jobs]
    futures = client.map(task, packed, key=getattr(function, "__name__", None), pure=False)
    job_of = dict(zip(futures, jobs, strict=True))
    for future in tqdm(completed(client, futures), total=len(jobs), unit="run", disable=None):
        try:
            result, told = pickle.loads(future.result())
        except KilledWorker:
            raise SystemExit(
                f"The run {job_of[future]} ended its worker four times, so it was given up."
                " Has the machine enough memory?  Try it alone, without --workers."
            ) from None
        tqdm.write(told, file=sys.stdout, end="")
        yield job_of[future], result
        future.release()


def completed(client, futures):
    """Yield each future when it is done; raise SystemExit if there has been no worker for long."""
    from distributed import wait

    left, without = set(futures), 0
    while left:
        try:
            done = wait(left, timeout=PATIENCE, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            without = 0 if client.nthreads() else without + 1
            if without == RESTARTS:
                raise SystemExit(
                    f"All workers have gone: {len(left)} of {len(futures)} runs are not done."
                    " Those that are done are kept."
                ) from None
        else:
            left -= done
            yield from done


def packed_whole(parts):
    """One pickle: Dask sends the parts of a tuple apart, and a model would be two models then."""
    import cloudpickle

    return cloudpickle.dumps(parts)


def call(packed):
    """On a worker: the result of the packed call, and what it printed, in one pickle."""
    tqdm.set_lock(threading.RLock())  # one between processes outlives a worker that is killed
    function, job = pickle.loads(packed)
    told = io.StringIO()
    try:
        with redirect_stdout(told), redirect_stderr(told):
            result = function(*job)
    except SystemExit as error:  # it would end the worker, and the run would be tried again
        raise RuntimeError(f"{error}\n{told.getvalue()}".strip()) from None
    except Exception as error:
        if told.getvalue():
            error.add_note(f"The run had printed:\n{told.getvalue()}")
        raise
    return packed_whole((result, told.getvalue()))


def measured(example, seed, quick, saves=False, settings=None):
    """Run an example: its numbers, the seconds it took, and the files it saved, {name: bytes}."""
    print(f"\n=== {example}, seed {seed}", flush=True)
    start = time.perf_counter()
    measure = importlib.import_module(example).measure
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        values = measure(seed, quick, out if saves else None, **(settings or {}))
        files = {path.name: path.read_bytes() for path in out.iterdir()}
    return values, time.perf_counter() - start, files


# --- the cluster ------------------------------------------------------------------------------


@contextmanager
def connected(workers=None, scheduler=None):
    """A client of Dask whose workers are alike, and have the examples."""
    check(workers, scheduler)
    if scheduler is None:
        with on_this_machine(workers) as local, client_of(local) as client:
            yield prepared(client)
    else:
        with client_of(scheduler) as client:
            yield prepared(client)


@contextmanager
def on_this_machine(workers):
    """A cluster of worker processes with one thread each."""
    import dask
    from distributed import LocalCluster

    before = os.environ.copy()  # Dask, too, changes it
    try:
        os.environ.update(dict.fromkeys(BLAS, "1"))  # workers inherit it before they load NumPy
        # Dask's own settings trim the memory after each large array, which slows training.
        with without_ctrl_c(), dask.config.set({"distributed.nanny.pre-spawn-environ": {}}):
            local = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=":0",  # any port that is free
                memory_limit=0,  # as without Dask
                silence_logs=logging.CRITICAL,
            )
        with local:
            yield local
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def without_ctrl_c():
    """Ctrl-C waits until the end, and processes that are started inside never see it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def client_of(place):
    """A client of a cluster on this machine, or of the scheduler at an address."""
    from distributed import Client

    try:
        return Client(place, timeout=PATIENCE, direct_to_workers=True)
    except (OSError, TypeError, ValueError) as error:  # TypeError: tls:// without certificates
        raise SystemExit(
            f"--scheduler {place}: no scheduler of Dask answers there ({error})."
            " Start one with `dask scheduler`, and give the address that it prints,"
            " such as tcp://host:8786."
        ) from None


def prepared(client):
    """The client, once its workers are compared with this machine and have the examples."""
    address = client.scheduler.address
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise SystemExit(
            f"The scheduler at {address} has no worker."
            f" Start some on each machine: {START.format(address)}"
        ) from None
    if differing := list(differences(client)):
        raise SystemExit(
            "Only equal workers give equal numbers.\n"
            + "\n".join(differing)
            + f"\nInstall the same there, and start them with: {START.format(address)}"
        )
    packed = zipped(EXAMPLES)
    client.examples = hashlib.sha256(packed).hexdigest()
    client.register_plugin(the_examples(packed, client.examples, client.id))
    return client


def differences(client):
    """A line for each thing in which a worker differs from what is needed."""
    versions = client.get_versions(packages=["tinygrad_edu"])
    blas = client.run(os.getenv, BLAS[0])
    threads = client.nthreads()
    needed = about(versions["client"], "1", 1)
    for worker, found in versions["workers"].items():
        have = about(found, blas[worker], threads[worker])
        for name, value in needed.items():
            if have[name] != value:
                yield f"Worker {worker}: {name} is {have[name]}; needed is {value}."


def about(versions, blas, threads):
    """What must be the same on each worker."""
    packages = versions["packages"]
    return {
        "Python": ".".join(packages["python"].split(".")[:2]),
        "NumPy": packages["numpy"],
        "tinygrad_edu": packages["tinygrad_edu"],
        f"the number of BLAS threads ({BLAS[0]})": blas,
        "the number of threads": threads,
    }


def the_examples(packed, digest, client):
    """A plugin of Dask: each worker, now or later, unpacks the examples and imports from them."""
    from distributed import WorkerPlugin

    class Examples(WorkerPlugin):  # in a function, it travels whole, not as a name to import
        name = f"examples of {client}"

        def setup(self, worker):
            fresh = tempfile.mkdtemp(prefix="examples-", dir=worker.local_directory)
            with zipfile.ZipFile(io.BytesIO(packed)) as archive:
                archive.extractall(fresh)
            sys.path.insert(0, fresh)
            worker.examples = digest
            for name, module in list(sys.modules.items()):  # of an earlier client
                if (getattr(module, "__file__", None) or "").startswith(worker.local_directory):
                    del sys.modules[name]

    return Examples()


def zipped(folder):
    """The programs of a folder, and their data, as a zip file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".txt"):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())  # without its date
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def actors(client, make, count):
    """`make(k, count)` for k = 0, 1, …, each kept by another worker, which runs its methods.

    A method returns at once; `.result()` waits for its value.
    """
    packed = packed_whole(make)

    def new(*place):  # travels whole, as in `spread`
        return pickle.loads(packed)(*place)

    workers = list(client.nthreads())[:count]
    futures = [
        client.submit(new, k, count, actor=True, workers=[worker], pure=False)
        for k, worker in enumerate(workers)
    ]
    return [future.result() for future in futures]
