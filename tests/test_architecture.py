"""The house: each floor imports only from the floors below it, and nothing is hidden."""

import ast
import builtins
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import tinygrad_edu as tg
from tinygrad_edu import ops

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tinygrad_edu"

FLOORS = [
    {"engine", "_terminal"},
    {"watch"},
    {"_pytorch", "_no_grad"},
    {"ops"},
    {"_numpy_functions"},
    {"_tensor"},
    {"_recording"},
    {"_unchanged"},
    {"_derivatives", "_gradcheck", "_files", "_health", "replay", "nn", "optim", "datasets"},
    {"show"},
    {"__init__"},
    {"learn"},
]
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
AT_FIRST_USE = {"graphviz", "gzip", "zipfile", "json", "hashlib", "zlib", "html", "webbrowser"}
AT_FIRST_USE |= {"xml", "safetensors", "pygraphviz"}


def modules(folder=PACKAGE):
    """Every source file of the package, by its name with dots; the exercises are data."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
        for path in sorted(folder.rglob("*.py"))
        if "exercises" not in path.parts
    }


MODULES = modules()
# A result has the class of the op's inputs, which a rule need not know and a type checker must.
FOR_TYPES = {("ops.rules", "_tensor")}
every_module = pytest.mark.parametrize("name", MODULES)


def imports(name):
    """What a module imports: (name with dots, whether it is ours, node), wherever it stands."""
    found = []
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                ours = alias.name.partition(".")[0] == "tinygrad_edu"
                name_of_ours = "__init__" if alias.name == "tinygrad_edu" else alias.name
                found.append((name_of_ours.removeprefix("tinygrad_edu."), ours, node))
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            ours = (node.module or "").partition(".")[0] == "tinygrad_edu"
            found.append(((node.module or "").removeprefix("tinygrad_edu."), ours, node))
        elif isinstance(node, ast.ImportFrom):
            here = name.split(".")[: -node.level]
            for alias in node.names:
                path = [*here, *(node.module.split(".") if node.module else [alias.name])]
                whole = ".".join([*path, alias.name]) if node.module else ".".join(path)
                found.append((whole if whole in MODULES else ".".join(path), True, node))
    return found


def part_of(name):
    """The part of the house to which a module belongs."""
    return name.split(".")[0]


def modules_used(name):
    """The modules of ours that a module imports, as names of files; those for types alone too."""
    return {
        target if target in MODULES else f"{target}.__init__"
        for target, ours, _ in imports(name)
        if ours and (name, target) not in FOR_TYPES
    }


# --- floors -----------------------------------------------------------------------------------


def test_every_module_has_a_floor():
    assert {part_of(name) for name in MODULES} <= set(FLOOR_OF)


@every_module
def test_a_module_imports_only_from_lower_floors(name):
    mine = FLOOR_OF[part_of(name)]
    for target in modules_used(name):
        assert target in MODULES, f"{name} imports {target}, which is not there"
        theirs = FLOOR_OF[part_of(target)]
        assert theirs < mine or part_of(target) == part_of(name), f"{name} imports {target}"


def test_siblings_do_not_import_each_other():
    """A part is a file or a folder; inside a folder anything goes but circles."""
    for name in MODULES:
        for target in modules_used(name):
            if FLOOR_OF[part_of(target)] == FLOOR_OF[part_of(name)]:
                assert part_of(target) == part_of(name), f"{name} imports {target}"


def test_there_is_no_circle():
    waiting = {name: modules_used(name) for name in MODULES}
    while ready := {name for name, used in waiting.items() if not used & waiting.keys()}:
        for name in ready:
            del waiting[name]
    assert not waiting


def test_the_engine_and_the_rules_know_no_tensor():
    for name in MODULES:
        if FLOOR_OF[part_of(name)] < FLOOR_OF["_tensor"]:
            nodes = ast.walk(ast.parse(MODULES[name].read_text("utf-8")))
            names = {node.id for node in nodes if isinstance(node, ast.Name)}
            assert "Tensor" not in names or (name, "_tensor") in FOR_TYPES, name


MOST_LINES = {"engine": 700, "engine/graph.py": 240, "__init__.py": 200}
MOST_LINES |= {"show": 4345, "show/questions": 600, "show/digits": 755}
APART = {"questions", "digits"}  # not counted with the rest of show


@pytest.mark.parametrize("place", MOST_LINES)
def test_what_is_read_from_top_to_bottom_stays_short(place):
    path = PACKAGE / place
    files = {path} if path.is_file() else {*path.rglob("*.py")}
    files -= {file for room in APART for file in path.glob(f"{room}/*.py")}
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) <= MOST_LINES[place]


@every_module
def test_imports_inside_functions_are_only_of_what_pictures_and_files_need(name):
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
    inside = {id(node) for f in functions for node in ast.walk(f)}
    for target, ours, node in imports(name):
        if id(node) in inside:
            first_use = target == "show" if ours else target.partition(".")[0] in AT_FIRST_USE
            assert first_use, f"{name}: import of {target} inside a function"


@every_module
def test_only_numpy_and_what_files_and_pictures_need_is_imported(name):
    for target, ours, _ in imports(name):
        top = target.partition(".")[0]
        assert ours or top in {"numpy", *AT_FIRST_USE, *sys.stdlib_module_names}, target


@every_module
def test_nothing_is_patched_onto_a_class_from_another_place(name):
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                patched = target.value.id in imported and target.value.id[0].isupper()
                assert not patched, f"{name}: {ast.unparse(node)}"


@every_module
def test_a_file_starts_with_a_sentence_about_its_intent(name):
    docstring = ast.get_docstring(ast.parse(MODULES[name].read_text("utf-8")))
    assert docstring, name
    assert docstring.partition("\n\n")[0].rstrip().endswith((".", ":")), name


def test_no_file_has_the_name_of_a_module_that_everybody_knows():
    for name in MODULES:
        last = name.split(".")[-1]
        assert last == "__init__" or last not in {*sys.stdlib_module_names, "numpy", "graphviz"}


@every_module
def test_no_rule_asks_what_its_inputs_are(name):
    """A rule runs on arrays and on tensors alike; only settings may be of several types."""
    for rule in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        decorators = {ast.unparse(d) for d in getattr(rule, "decorator_list", [])}
        if not decorators & {"elementwise", "differentiable", "linear_map"}:
            continue
        inputs = {a.arg for a in [*rule.args.posonlyargs, rule.args.vararg] if a}
        for node in ast.walk(rule):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"isinstance", "type"}:
                asked = {n.id for n in ast.walk(node.args[0]) if isinstance(n, ast.Name)}
                assert not asked & inputs, f"{rule.name}: {ast.unparse(node)}"
            assert not (isinstance(node, ast.Attribute) and node.attr == "requires_grad")


# --- the public face --------------------------------------------------------------------------


def test_importing_the_package_leaves_pictures_and_files_alone():
    code = "import sys, tinygrad_edu; print(*sorted(sys.modules))"
    plain = "import sys, numpy, inspect, difflib; print(*sorted(sys.modules))"

    def loaded(code):
        command = [sys.executable, "-c", code]
        return set(
            subprocess.run(
                command, capture_output=True, encoding="utf-8", check=True
            ).stdout.split()
        )

    more = loaded(code) - loaded(plain)
    assert not more & {
        "graphviz",
        "matplotlib",
        "gzip",
        "pathlib",
        "zipfile",
        "tinygrad_edu.learn",
        "tinygrad_edu.show",
        "tqdm",
        "pytest",
        "numpy.testing",
    }
    theirs = {name for name in more if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name.partition(".")[0] for name in theirs} <= {"tinygrad_edu", "numpy"}


def test_the_public_names_are_written_out_sorted_and_there():
    assert len(set(tg.__all__)) == len(tg.__all__)
    assert all(hasattr(tg, name) for name in tg.__all__)
    assert dir(tg) == sorted(tg.__all__)
    public = {
        name
        for name, value in vars(tg).items()
        if not name.startswith("_")
        and not (inspect.ismodule(value) and name not in {"nn", "optim", "datasets", "show"})
    }
    assert public == set(tg.__all__)


@pytest.mark.parametrize("name", tg.__all__)
def test_every_public_name_says_what_it_is(name):
    value = getattr(tg, name)
    assert inspect.getdoc(value), name
    assert "Tensor(Node)" not in inspect.getdoc(value)


@pytest.mark.parametrize("name", [n for n in dir(tg.Tensor) if not n.startswith("_")])
def test_every_public_attribute_of_a_tensor_says_what_it_is(name):
    slots = tg.Tensor.__mro__[1].__slots__
    if name not in slots:
        assert inspect.getdoc(getattr(tg.Tensor, name)), name


CONTRACT = [
    *("Tensor", "from_numpy", "set_default_dtype", "no_grad", "grad", "vjp", "jvp"),
    *("jacobian", "hessian", "hvp", "elementwise", "linear_map", "differentiable"),
    *("GradientError", "save", "load", "nn", "optim", "datasets", "exp", "log", "sum"),
    *("mean", "max", "min", "prod", "matmul", "einsum", "reshape", "transpose"),
    *("concatenate", "stack", "where", "maximum", "relu", "sigmoid", "tanh"),
    *("softmax", "log_softmax", "flatten", "unsqueeze"),
]


@pytest.mark.parametrize("name", CONTRACT)
def test_a_name_of_the_contract_is_public(name):
    assert name in tg.__all__


INSIDE = {"bounded_log", "unpool", "standardize", "normalize"}  # rules that only layers call


def test_every_rule_of_the_package_is_public_or_is_behind_a_public_function():
    for module in pkgutil.iter_modules(ops.__path__):
        found = vars(importlib.import_module(f"{ops.__name__}.{module.name}"))
        for name, op in found.items():
            if hasattr(op, "rule") and op.__module__.endswith(f".{module.name}"):
                behind = name.startswith("_") and (op.__name__ in found or op.__name__ in INNER)
                assert name in {*tg.__all__, *INSIDE} or behind, f"{name} is not exported"


INNER = {"norm", "p_norm", "singular_values"}  # of `norm`, which has several rules


def test_every_function_of_ops_that_gives_a_tensor_is_public():
    made = {
        node.name
        for name, path in MODULES.items()
        for node in ast.parse(path.read_text("utf-8")).body
        if name.startswith("ops.") and isinstance(node, ast.FunctionDef) and node.returns
        if ast.unparse(node.returns) in {"Result", "list[Result]", "TopK"}
    }
    assert len(made) > 50
    assert {name for name in made if not name.startswith("_")} <= set(tg.__all__)


def classes_of(room):
    """The public classes that the modules of a folder define, by name."""
    for module in pkgutil.iter_modules(room.__path__):
        home = f"{room.__name__}.{module.name}"
        for name, value in vars(importlib.import_module(home)).items():
            if inspect.isclass(value) and value.__module__ == home and not name.startswith("_"):
                yield name, value


@pytest.mark.parametrize(
    ("room", "base"),
    [(tg.nn, tg.nn.Module), (tg.optim, tg.optim.Optimizer)],
    ids=["layers", "optimisers"],
)
def test_every_layer_and_optimiser_that_nothing_derives_from_is_public(room, base):
    kinds = dict(classes_of(room))
    parents = {parent for kind in kinds.values() for parent in kind.__mro__[1:]}
    last = {n for n, kind in kinds.items() if issubclass(kind, base) and kind not in parents}
    assert last <= set(room.__all__)


def test_numpys_names_that_hide_pythons_own_are_all_ops():
    hidden = {name for name in tg.__all__ if hasattr(builtins, name)}
    assert hidden <= {"abs", "max", "min", "sum", "pow", "round", "all", "any"}


EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_uses_only_public_names(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tinygrad_edu"):
            space = getattr(tg, node.module.partition(".")[2] or "tg", tg)
            assert {alias.name for alias in node.names} <= set(space.__all__), ast.unparse(node)
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("tinygrad_edu"):
                    assert (alias.name, alias.asname) == ("tinygrad_edu", "tg")
        if isinstance(node, ast.Attribute) and not node.attr.endswith("__"):  # which are Python's
            assert not node.attr.startswith("_"), f"{path.name}: {ast.unparse(node)}"
            if isinstance(node.value, ast.Name) and node.value.id == "tg":
                assert node.attr in tg.__all__, f"{path.name}: tg.{node.attr}"


def test_a_name_used_in_the_wrong_module_is_answered():
    for name, place in (("Linear", "nn"), ("SGD", "optim"), ("mnist", "datasets")):
        with pytest.raises(AttributeError, match=rf"it is tg\.{place}\.{name}$"):
            getattr(tg, name)
    with pytest.raises(AttributeError, match=r"has no attribute 'Linea'$"):
        _ = tg.Linea


TEXT_MODES = [["'r'"], ["'w'"], ["'a'"], ["'x'"]]  # of Path.open
ARGUMENTS = {"read_text": 0, "write_text": 1}  # in front of the encoding


def leaves_the_encoding_open(call):
    """Whether a call reads or writes text in whatever encoding the machine has."""
    keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    words = [ast.unparse(argument) for argument in call.args]
    name = ast.unparse(call.func).split(".")[-1]
    if "encoding" in keywords:
        return False
    if name in ARGUMENTS:
        return len(words) <= ARGUMENTS[name]
    if isinstance(call.func, ast.Name) and name == "open":
        return not any("b" in mode for mode in words[1:])
    return keywords.get("text") == "True" or (name == "open" and words[:1] in TEXT_MODES)


@pytest.mark.parametrize("folder", ["tinygrad_edu", "tests", "examples", "docs"])
def test_every_text_file_and_pipe_names_its_encoding(folder):
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                assert not leaves_the_encoding_open(node), f"{path}:{node.lineno}: encoding?"


def test_no_two_functions_or_classes_of_the_package_have_one_name():
    places = {}
    for name, path in MODULES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                places.setdefault(node.name, []).append(name)
    twice = {name: files for name, files in places.items() if len(set(files)) > 1}
    assert set(twice) <= {"__getattr__", "__dir__"}, twice  # of modules
