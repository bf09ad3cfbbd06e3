"""Switches that a compiled loop takes as known, so that what they rule out is left out of it."""

from collections.abc import Callable, Mapping
from typing import Any


def knowing(numba: Any, values: Mapping[str, Any]) -> Callable[..., Any]:
    """Return Numba's overload of `lambda p: p._replace(**values)` for a named tuple of scalars.

    The values become constants of the compiled code, and every rule that is called with the result
    is compiled for them: no second writing of a rule, and no branch that never is taken.
    """

    @numba.extending.intrinsic
    def replace(typing, p):  # type: ignore[no-untyped-def]
        def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            found, kind = arguments[0], signature.args[0]
            for name, value in values.items():
                place = kind.fields.index(name)
                constant = context.get_constant(kind.types[place], value)
                found = builder.insert_value(found, constant, place)
            return found

        return p(p), generate

    def overload(p):  # type: ignore[no-untyped-def]
        def body(p):  # type: ignore[no-untyped-def]
            return replace(p)

        return body

    return overload
