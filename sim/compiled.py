"""Compile scalar functions with Numba when it is there; run them as plain Python when it is not.

Numba is imported at the first call, so `import sim` stays light and the reference engine needs no
Numba. Compiled code is cached in a folder named by a digest of every source file of the package,
because Numba's own cache looks only at the file of the outermost function: after an edit of a rule
in another file it would return the old answer.
"""

import contextlib
import functools
import hashlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
_RULES: list[tuple[Callable[..., Any], bool]] = []  # with whether to inline
_OVERLOADS: list[tuple[Callable[..., Any], Callable[[Any], Callable[..., Any]]]] = []


def rule(function: Function) -> Function:
    """Mark a scalar rule of the model: plain Python here, inlined by the compiled kernel.

    A rule takes and returns int, float and bool and uses only ``+ - * / // %``, comparisons and
    other rules, so that Python and Numba give the same bits.
    """
    _RULES.append((function, True))
    return function


def routine(function: Function) -> Function:
    """Mark a rule that is too large to be copied to every place that calls it."""
    _RULES.append((function, False))
    return function


def overloaded(function: Callable[..., Any]) -> Callable[[Function], Function]:
    """Give `function` a second body: the decorated maker receives Numba and returns its
    overload."""

    def register(maker: Function) -> Function:
        _OVERLOADS.append((function, maker))
        return maker

    return register


#: Layers above the engines, whose functions no rule calls: an edit there compiles nothing anew.
ABOVE_THE_RULES = (
    "accounts",
    "analysis",
    "app",
    "areas",
    "cli.py",
    "commands",
    "experiment",
    "months",
    "published",
    "recorded_columns.py",
    "results.py",
)

#: What observes a city: its loops may call rules, no rule calls them.
OBSERVERS = ("indices", "measurement")


@functools.cache
def source_digest(observers: bool = True) -> str:
    """Return a digest of every Python source file that a rule may depend on, hex, 16 characters.

    Parameters
    ----------
    observers : bool
        Whether the files of what observes a city count; only loops there depend on them.
    """
    root = Path(__file__).parent
    left_out = ABOVE_THE_RULES if observers else ABOVE_THE_RULES + OBSERVERS
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] in left_out:
            continue
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder(observers: bool = True) -> str:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for base in (home, Path(tempfile.gettempdir())):
        folder = base / "housing-segregation-simulator" / source_digest(observers)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return str(folder)
        except OSError:
            continue
    return tempfile.mkdtemp()


@functools.cache
def numba() -> Any:
    """Return the Numba module, or None if it is not installed."""
    try:
        import numba as module
    except ImportError:
        return None
    return module


COMPILING = "compiling for this machine: up to a minute, once for each version of the code"


@functools.cache
def _tell() -> None:
    print(COMPILING, file=sys.stderr, flush=True)


@functools.cache
def _tell_of_compiling() -> None:
    """Have one line on the screen say so when something is compiled that is not in the cache.

    A sweep's first worker tells for all.
    """
    from numba.core import event

    class Teller(event.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            if sys.stderr.isatty():
                _tell()

        def on_end(self, event: Any) -> None:
            pass

    alone = multiprocessing.parent_process() is None
    if alone or multiprocessing.current_process().name.endswith("-1"):
        event.register("numba:compile", Teller())


_registered: set[int] = set()


def _register_bodies(module: Any) -> None:
    """Tell Numba of every rule and overload marked since the last call."""
    from numba.extending import overload, register_jitable

    for function, inline in _RULES:
        if id(function) not in _registered:
            _registered.add(id(function))
            register_jitable(_nrt=False, forceinline=inline, no_cfunc_wrapper=True)(function)
    for function, maker in _OVERLOADS:
        if id(maker) not in _registered:
            _registered.add(id(maker))
            overload(function)(maker(module))


def compiled(function: Function) -> Function:
    """Decorate a loop over arrays: compiled at its first call where Numba is installed."""
    state: dict[str, Any] = {}

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        if "run" not in state:
            state["run"] = compile_now(function)
        return state["run"](*arguments)

    call.plain = function  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


def compile_now(function: Callable[..., Any], allocates: bool = True) -> Callable[..., Any]:
    """Return the compiled function, or the function itself where Numba is not installed.

    A function that `allocates` no array is compiled without reference counting, which otherwise
    costs more than the model: every call that passes the city's columns would count references to
    each.
    """
    module = numba()
    if module is None:
        return function
    _register_bodies(module)
    _tell_of_compiling()
    package = function.__module__.split(".")
    module.config.CACHE_DIR = _cache_folder(len(package) > 1 and package[1] in OBSERVERS)
    dispatcher: Callable[..., Any] = module.njit(cache=True, nogil=True, _nrt=allocates)(function)
    _save_in_turn(dispatcher)
    return dispatcher


def _save_in_turn(dispatcher: Any) -> None:
    """Have processes save what they compile of a function one after the other.

    Numba names the file of a new signature by what the cache's index holds at that moment. Two
    processes that save two signatures at once would both take the same name, and later ones
    find under one signature the code of the other.
    """
    save, folder = dispatcher._cache.save_overload, Path(dispatcher._cache.cache_path)

    def in_turn(signature: Any, compiled: Any) -> None:
        with _held(folder / "lock"):
            save(signature, compiled)

    dispatcher._cache.save_overload = in_turn


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a file, once nobody else does; go on without it where the system cannot lock."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(stack.enter_context(path.open("w")), fcntl.LOCK_EX)
        yield
