"""Where the folder `configs/` is."""

from pathlib import Path


def config_folder() -> Path:
    """Return the folder of the configurations: in the installed package, else in the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / "config.yaml").is_file():
            return folder
    raise FileNotFoundError("the folder configs/ is neither in the package nor beside it")
