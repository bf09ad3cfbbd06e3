"""Files that are there completely or not at all, even after a power cut."""

import contextlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp"


class Checked:
    """A file that is written from its start to its end, and the checksum of what was written."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = 0

    def write(self, content: bytes) -> int:
        """Write on."""
        self._sum = zlib.crc32(content, self._sum)
        return self._file.write(content)

    def flush(self) -> None:
        """Hand what was written to the system."""
        self._file.flush()

    @property
    def checksum(self) -> str:
        """Return the CRC-32 of everything written, 8 hexadecimal digits."""
        return f"{self._sum:08x}"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there completely or not at all."""
    write_stream(path.parent, lambda checksum: path.name, lambda file: file.write(content))


def write_stream(
    folder: Path, name: Callable[[str], str], fill: Callable[[Checked], object]
) -> Path:
    """Write a file so that it is there completely or not at all, and return its path.

    Parameters
    ----------
    folder : Path
        Where it is to stand.
    name : callable
        Makes its name from the checksum of its content.
    fill : callable
        Writes its content.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left of it then.
    """
    temporary = folder / f".{os.getpid()}{TEMPORARY}"
    try:
        with temporary.open("wb") as raw:
            file = Checked(raw)
            fill(file)
            raw.flush()
            os.fsync(raw.fileno())
        path = folder / name(file.checksum)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync(folder)
    return path


def sync(folder: Path) -> None:
    """Make sure that the names in a folder outlive a power cut."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def checksum(path: Path) -> str:
    """Return the CRC-32 of a file, 8 hexadecimal digits."""
    found = 0
    with path.open("rb") as file:
        while content := file.read(1 << 20):
            found = zlib.crc32(content, found)
    return f"{found:08x}"
