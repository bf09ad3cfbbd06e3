"""An index of your own, beside ours: measured, recorded and printed like them."""

from typing import Any

from sim.indices.base import Index


def register(index: Index, **options: Any) -> None:
    """Add an index to the registry, after checking what it declares.

    It can then be measured (`sim.indices.measure`), recorded in a run of this process
    (`metrics.families=[its name]`) and printed for a table of areas. Worker processes of a sweep do
    not know it: there, put its file into `sim/indices`.

    Parameters
    ----------
    index : Index
        Of a name that there is not yet.
    **options
        Passed to `check_index`.

    Raises
    ------
    ValueError
        If an index has this name already.
    AssertionError
        Naming what it declares and does not keep.
    """
    from sim.indices import INDICES
    from sim.indices.check import check_index

    if index.name in INDICES:
        raise ValueError(f"an index is called {index.name!r} already; give yours another name")
    check_index(index, **options)
    INDICES[index.name] = index
