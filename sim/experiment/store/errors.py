"""What goes wrong while results are written."""

from pathlib import Path


class NotKept(OSError):
    """Results that could not be written: a full disk, a folder that went away.

    The message is one line: what happened, what is kept, and how to go on.
    """

    def __init__(self, folder: Path, lost: int, error: OSError) -> None:
        why = error.strerror or str(error)
        if lost:
            what = f"{lost} finished runs could not be kept; all before them are"
        else:
            what = "all finished runs are kept, but in more files than need be"
        super().__init__(
            f"store: '{folder}' cannot be written ({why}): {what}. Once there is room, the same"
            " command goes on"
        )
