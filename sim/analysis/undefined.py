"""Why an outcome has no value in any run, said in a sentence."""

from collections.abc import Mapping

from sim.analysis import text
from sim.indices import INDICES


def sentences(families: Mapping[str, str], where: str) -> list[str]:
    """Return a sentence for each reason that indices declare.

    Of any other outcome that is undefined everywhere there was nothing to count; it goes without
    saying.

    Parameters
    ----------
    families : mapping of str to str
        Family of outcomes, and the name of one of them.
    where : str
        Where they are undefined: "undefined in every world".
    """
    found: dict[str, list[str]] = {}
    for family, outcome in families.items():
        index = INDICES.get(outcome.split(".")[0])
        if index is not None:
            found.setdefault(f" ({index.undefined})", []).append(family)
    return [text.listed(names, where + reason) for reason, names in found.items()]
