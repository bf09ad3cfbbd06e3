"""What a loop knows of the memory that it works on, and the compiler does not; it changes nothing.

In a city of a million homes most of a move is waiting for memory. Where a loop knows what it will
look at a few turns later, it says so here (`fetch`), and the waits overlap. Where it knows that a
place is not negative (`at`), nothing is spent on counting it from the end.
"""

from collections.abc import Callable
from typing import Any

from sim.compiled import overloaded


def fetch(column: Any, place: int) -> None:
    """Ask for an element of a column, or the first of a row, that will soon be read or written."""


@overloaded(fetch)
def _compiled_fetch(numba: Any) -> Callable[..., Any]:
    """Return Numba's overload of `fetch`: LLVM's prefetch of that address."""
    cgutils = numba.core.cgutils
    ir = cgutils.ir

    @numba.extending.intrinsic
    def prefetch(typing, column, place):  # type: ignore[no-untyped-def]
        def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            kind, found = signature.args[0], context.make_array(signature.args[0])
            array = found(context, builder, arguments[0])
            index = context.cast(builder, arguments[1], signature.args[1], numba.types.intp)
            zero = context.get_constant(numba.types.intp, 0)
            indices = [index] + [zero] * (kind.ndim - 1)
            where = cgutils.get_item_pointer(context, builder, kind, array, indices)
            where = builder.bitcast(where, cgutils.voidptr_t)
            one, whole = ir.IntType(32), [ir.Constant(ir.IntType(32), n) for n in (1, 3, 1)]
            kinds = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, one, one, one])
            function = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kinds)
            builder.call(function, [where, *whole])
            return context.get_dummy_value()

        return numba.types.void(column, place), generate

    def overload(column, place):  # type: ignore[no-untyped-def]
        def body(column, place):  # type: ignore[no-untyped-def]
            prefetch(column, place)

        return body

    return overload


def at(place: int) -> int:
    """Return a place in a column that is known not to be negative."""
    return place


@overloaded(at)
def _compiled_at(numba: Any) -> Callable[..., Any]:
    """Return Numba's overload of `at`: the same number without a sign, as it is given to a
    column."""
    u64 = numba.uint64

    def overload(place):  # type: ignore[no-untyped-def]
        def body(place):  # type: ignore[no-untyped-def]
            return u64(place)

        return body

    return overload
