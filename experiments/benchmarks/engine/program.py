"""The C programs beside the benchmark: compiled when needed, asked through pipes."""

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-std=gnu11", "-Wall")


def compiler() -> str | None:
    """Return the C compiler of this machine, or None."""
    return shutil.which(os.environ.get("CC", "gcc")) or shutil.which("cc")


@functools.cache
def program(name: str) -> Path:
    """Compile a program unless it was compiled from the same sources before; return where it is."""
    gcc = compiler()
    if gcc is None:
        raise FileNotFoundError("the C twins need a C compiler: install gcc, or set CC")
    sources = [HERE / f"{name}.c", *sorted(HERE.glob("*.h"))]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"housing-segregation-twins-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    built = folder / f"{name}-{digest}"
    if not built.exists():
        part = folder / f"{name}-{digest}.{os.getpid()}"
        subprocess.run([gcc, *FLAGS, "-o", str(part), str(sources[0]), "-lm"], check=True)
        part.replace(built)
    return built


class Program:
    """A running C program that starts from a city's first state.

    Parameters
    ----------
    name : str
        Of its source, without the suffix.
    first : bytes
        The state's file.
    """

    def __init__(self, name: str, *first: bytes) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "first"
        with path.open("wb") as file:
            file.writelines(first)
        pipe, command = subprocess.PIPE, [str(program(name)), str(path)]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def ask(self, command: str) -> list[str]:
        """Return the words of the program's answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise RuntimeError(f"the C program ended at {command!r}")
        return answer

    def written(self) -> bytes:
        """Return the file of the last state."""
        path = Path(self.folder.name) / "last"
        self.ask(f"write {path}")
        return path.read_bytes()

    def close(self) -> None:
        """End the program and forget its files."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self.folder.cleanup()

    def __enter__(self):  # type: ignore[no-untyped-def]
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
