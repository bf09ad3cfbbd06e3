"""The source obeys the discipline that makes runs reproducible and the layers one-way."""

import ast
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
ABOVE = {"experiment", "analysis", "published", "app", "commands"}
ABOVE |= {"cli.py", "results.py", "__main__.py", "__init__.py"}


def _relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


FILES = [p for p in sorted(PACKAGE.rglob("*.py")) if _relative(p).split("/")[0] not in ABOVE]
TREES = {_relative(path): ast.parse(path.read_text()) for path in FILES}


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the module of every import and, for `from`, the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ""
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, alias.name


def test_there_is_something_to_scan():
    assert {"draws.py", "city.py", "engines/kernel/search.py", "market/rents.py"} <= set(TREES)


@pytest.mark.parametrize("path", TREES)
def test_draws_come_only_from_the_keyed_stream(path):
    for module, name in _imports(TREES[path]):
        root = module.split(".")[0]
        assert root not in ("random", "secrets", "uuid"), f"{path} imports {module}"
        assert root not in ("time", "datetime"), f"{path} imports {module}"
        assert not module.startswith("numpy.random")
        assert (module, name) != ("numpy", "random")
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Attribute) and node.attr in ("random", "rng"):
            owner = ast.unparse(node.value)
            assert owner not in ("np", "numpy"), f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "hash", f"{path}:{node.lineno} calls hash()"


@pytest.mark.parametrize("path", TREES)
def test_no_random_generator_is_made(path):
    """Mesa's grid asks for one: it gets the model's own, from which nothing is drawn."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func).split(".")[-1] not in ("Random", "default_rng")


def _is_set(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("set", "frozenset")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub):
        return _is_set(node.left, names) or _is_set(node.right, names)
    return ast.unparse(node) in names


COPYING = ("list", "tuple", "enumerate", "zip", "map", "iter", "next")


def _loops(scope: ast.AST) -> Iterator[ast.expr]:
    """Yield every expression that is iterated over."""
    for node in ast.walk(scope):
        if isinstance(node, ast.For | ast.comprehension):
            yield node.iter
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in COPYING:
            yield from node.args


def _names_of_sets(scope: ast.AST) -> set[str]:
    """Return the names that are given a set."""
    names: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _is_set(node.value, set()):
                names |= {ast.unparse(target) for target in targets}
    return names


@pytest.mark.parametrize("path", TREES)
def test_nothing_iterates_over_a_set(path):
    attributes = {name for name in _names_of_sets(TREES[path]) if "." in name}
    for scope in TREES[path].body:
        inner = scope.body if isinstance(scope, ast.ClassDef) else [scope]
        for part in inner:
            names = attributes | _names_of_sets(part)
            for loop in _loops(part):
                assert not _is_set(loop, names), f"{path}: iterates over {ast.unparse(loop)}"


def _rules() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Name) and d.id in ("rule", "routine") for d in node.decorator_list
            ):
                yield path, node


RULES = [pytest.param(path, node, id=f"{path}:{node.name}") for path, node in _rules()]


@pytest.mark.parametrize(("path", "rule"), RULES)
def test_a_rule_uses_plain_arithmetic_only(path, rule):
    for node in ast.walk(rule):
        assert not isinstance(node, ast.Pow), f"{path}: {rule.name} uses **"
        if isinstance(node, ast.Name):
            assert node.id not in ("math", "np", "numpy", "round", "pow", "sum", "divmod")
        assert not isinstance(node, ast.Import | ast.ImportFrom)


TABLES = ("__init__.py", "parameters.py", "switches.py")  # what the rules read, made once


def test_the_rules_of_behaviour_are_all_marked():
    for path, tree in TREES.items():
        if path.startswith("behaviour/") and path.split("/")[1] not in TABLES:
            functions = [n.name for n in tree.body if isinstance(n, ast.FunctionDef)]
            marked = {node.name for other, node in _rules() if other == path}
            assert set(functions) == marked, path


LAYERS = {
    "version": 0, "config": 0, "compiled": 0, "clock": 0, "draws": 0, "memory": 0, "portable": 0,
    "screen": 0,
    "state": 1, "behaviour": 1, "indices": 1,
    "market": 2, "policies": 2, "measurement": 2, "areas": 2,
    "engines": 3,
    "city": 4, "calendar": 4, "months": 4, "records": 4, "records_of_relocation": 4, "snapshot": 4,
    "records_of_sales": 4, "accounts": 4, "burn_in": 4, "agents": 4, "outcome": 4, "outcomes": 4,
    "recorded_columns": 4, "records_of_limits": 4, "policy_pages": 4,
    "experiment": 5, "results": 5, "analysis": 6, "published": 6, "app": 7, "commands": 7, "cli": 8,
}  # fmt: skip
LAZY = {  # imports inside a function that look upwards, on purpose
    ("config", "policies"),  # a policy checks its own parameters
    ("config", "measurement"),  # names of the families of indices
    ("config", "indices"),  # names of the measures of papers
}
TRIES = "policies/check"  # these files look up to the city, for they try a policy in a whole one


def _runtime_imports(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Yield every module imported at run time, and whether at the top of the file."""

    def walk(node: ast.AST, top: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                yield from ((alias.name, top) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, "relative import"
                for alias in child.names:
                    whole = (
                        f"{child.module}.{alias.name}" if child.module == "sim" else child.module
                    )
                    yield str(whole), top
            yield from walk(child, top and not isinstance(child, ast.FunctionDef))

    yield from walk(tree, True)


def _part(module: str) -> str:
    return module.split(".")[1] if module.startswith("sim.") else ""


@pytest.mark.parametrize("path", TREES)
def test_a_lower_layer_never_imports_a_higher_one(path):
    mine = path.split("/")[0].removesuffix(".py")
    assert mine in LAYERS, f"{path}: give the new module a layer in this test"
    for module, top in _runtime_imports(TREES[path]):
        theirs = _part(module)
        if not theirs or theirs == mine:
            continue
        assert theirs in LAYERS, f"{path} imports {module}"
        if not top and (mine, theirs) in LAZY:
            continue
        highest = "city" if not top and path.startswith(TRIES) else mine
        assert LAYERS[theirs] <= LAYERS[highest], f"{path} imports {module}"


@pytest.mark.parametrize("path", TREES)
def test_the_simulator_runs_without_hydra_pandas_and_plots(path):
    for module, top in _runtime_imports(TREES[path]):
        root = module.split(".")[0]
        assert root not in ("hydra", "omegaconf", "matplotlib", "rich", "pyarrow"), path
        assert root != "pandas" or not top, f"{path} imports pandas at the top"
        assert root != "numba" or path == "compiled.py", path


def _digest_of(package: Path, observers: bool = True) -> str:
    spec = importlib.util.spec_from_file_location("copied_compiled", package / "compiled.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.source_digest(observers))


def test_the_cache_of_compiled_code_moves_when_a_rule_is_edited(tmp_path):
    copy = tmp_path / "sim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = _digest_of(copy)
    assert before == _digest_of(copy)
    rule = copy / "behaviour" / "taste.py"
    rule.write_text(rule.read_text().replace("strength * share", "2.0 * strength * share"))
    edited = _digest_of(copy)
    assert edited != before
    rules = _digest_of(copy, observers=False)
    assert rules != edited
    index = copy / "indices" / "gini.py"
    index.write_text(index.read_text() + "\n# edited\n")
    assert _digest_of(copy) != edited
    assert _digest_of(copy, observers=False) == rules


def test_the_cache_folder_is_named_by_the_digest(tmp_path, monkeypatch):
    from sim import compiled

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = Path(compiled._cache_folder())
    assert folder.is_dir()
    assert folder.name == compiled.source_digest()
    assert tmp_path in folder.parents
