"""Compile scalar functions with Numba when it is there; run them as plain Python when it is not.

Numba is imported at the first call, so `import sim` stays light and the reference engine needs no
Numba. Compiled code is cached in a folder named by a digest of every source file of the package,
because Numba's own cache looks only at the file of the outermost function: after an edit of a rule
in another file it would return the old answer.
"""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
_RULES: list[Callable[..., Any]] = []


def rule(function: Function) -> Function:
    """Mark a scalar rule of the model: plain Python here, inlined by the compiled kernel.

    A rule takes and returns int, float and bool and uses only ``+ - * / // %``, comparisons and other
    rules, so that Python and Numba give the same bits.
    """
    _RULES.append(function)
    return function


def source_digest() -> str:
    """Return a digest of every Python source file of the package, hex, 16 characters."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> str:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for base in (home, Path(tempfile.gettempdir())):
        folder = base / "housing-segregation-simulator" / source_digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return str(folder)
        except OSError:
            continue
    return tempfile.mkdtemp()


@functools.cache
def numba() -> Any:
    """Return the Numba module with our cache folder and rules registered, or None if it is absent."""
    try:
        import numba as module
        from numba.extending import register_jitable
    except ImportError:
        return None
    module.config.CACHE_DIR = _cache_folder()
    register_pending(register_jitable)
    return module


_registered: set[int] = set()


def register_pending(register: Callable[..., Any]) -> None:
    """Register the rules marked since the last call."""
    for function in _RULES:
        if id(function) not in _registered:
            _registered.add(id(function))
            register(function)


def compiled(function: Function) -> Function:
    """Decorate a loop over arrays: compiled at its first call where Numba is installed."""
    state: dict[str, Any] = {}

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        if "run" not in state:
            module = numba()
            if module is None:
                state["run"] = function
            else:
                from numba.extending import register_jitable

                register_pending(register_jitable)
                state["run"] = module.njit(cache=True, nogil=True)(function)
        return state["run"](*arguments)

    call.plain = function  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]
