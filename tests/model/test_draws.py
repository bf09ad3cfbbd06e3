"""The keyed stream: published vectors, two bodies with one answer, integers and Gumbel shocks."""

import ast
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.compiled import compile_now, numba
from sim.draws import Purpose, below, gumbel, philox, pick, shared_uniform, uniform, word
from sim.portable import gumbel_table

PACKAGE = Path(sim.__file__).parent
CALM = settings(max_examples=60, deadline=None, derandomize=True)
WORDS = st.integers(0, 2**32 - 1)
COUNTERS = st.tuples(
    st.integers(0, 2**63 - 1),  # seed
    st.integers(-2000, 20_000),  # month
    st.integers(0, 2**40),  # entity
    st.integers(1, 17),  # purpose
    st.integers(0, 2**32 - 1),  # index
)


# Known-answer tests of Random123 1.14 (kat_vectors, "philox4x32 10"; Salmon et al. 2011).
@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_philox_gives_the_published_vectors(counter, key, answer):
    c, k, expected = ([int(word, 16) for word in text.split()] for text in (counter, key, answer))
    assert list(philox(k[0] | k[1] << 32, *c)) == expected


def test_the_compiled_body_gives_the_published_vector_of_pi():
    seed = 0x299F31D0A4093822
    answer = _compiled_philox(seed, 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
    assert answer == (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)


def _philox(out, seed, month, entity, purpose, index):
    words = philox(seed, month, entity, purpose, index)
    for i in range(4):
        out[i] = words[i]


_run = []


def _compiled_philox(*counter):
    if numba() is None:
        pytest.skip("Numba is not installed")
    if not _run:
        _run.append(compile_now(_philox))
    out = np.empty(4, np.int64)
    _run[0](out, *counter)
    return tuple(out.tolist())


@CALM
@given(COUNTERS)
def test_both_bodies_of_philox_agree(counter):
    assert _compiled_philox(*counter) == philox(*counter)


@CALM
@given(COUNTERS)
def test_a_negative_month_is_its_remainder(counter):
    seed, month, *rest = counter
    assert philox(seed, month, *rest) == philox(seed, month % 2**32, *rest)


@CALM
@given(st.integers(1, 2**31 - 1), WORDS, WORDS)
def test_below_is_the_upper_product_of_the_64_bit_draw(n, high, low):
    assert below(n, high, low) == ((high << 32 | low) * n) >> 64


@pytest.mark.parametrize("n", [1, 2, 7, 10, 1000])
def test_below_is_uniform(n):
    draws = 20_000
    counts = np.bincount([pick(n, 5, 3, i, Purpose.CANDIDATE, 0) for i in range(draws)])
    assert len(counts) == n
    expected = draws / n
    chi_squared = float(((counts - expected) ** 2 / expected).sum())
    assert chi_squared <= n - 1 + 5 * math.sqrt(2 * max(n - 1, 1))


def test_two_picks_share_a_block_of_draws_and_are_independent():
    pairs = [[pick(4, 5, 3, i, Purpose.CANDIDATE, k) for k in (0, 1)] for i in range(8000)]
    table = np.zeros((4, 4))
    for a, b in pairs:
        table[a, b] += 1
    assert abs(table / 500 - 1).max() < 0.2
    words = philox(5, 3, 9, Purpose.CANDIDATE, 0)
    assert pick(1000, 5, 3, 9, Purpose.CANDIDATE, 0) == below(1000, words[0], words[1])
    assert pick(1000, 5, 3, 9, Purpose.CANDIDATE, 1) == below(1000, words[2], words[3])


def test_uniform_draws_are_multiples_of_two_to_the_minus_32_below_one():
    for i in range(1000):
        u = uniform(3, 4, i, Purpose.ORDER, 0)
        assert 0.0 <= u < 1.0
        assert u * 2**32 == word(3, 4, i, Purpose.ORDER, 0)


def test_four_neighbouring_ids_share_a_block_but_no_draw():
    shared = [shared_uniform(3, 4, i, Purpose.CONSIDER) for i in range(4000)]
    assert shared[8:12] == [w / 2**32 for w in philox(3, 4, 2, Purpose.CONSIDER, 0)]
    assert len(set(shared)) > 3990
    assert abs(np.mean(shared) - 0.5) < 0.02


def test_gumbel_shocks_have_the_moments_of_the_distribution():
    table, parts = gumbel_table(), 2**17
    shocks = np.array([gumbel((2 * k + 1) * 2**32 // (2 * parts), table) for k in range(parts)])
    assert abs(shocks.mean() - 0.5772156649) < 1e-3  # Euler's constant
    assert abs(shocks.var() - math.pi**2 / 6) < 5e-3
    assert (np.diff(shocks) > 0).all()


@CALM
@given(st.integers(256, 2**32 - 257))  # beyond these lie the clamped ends: 6 in 100 million draws
def test_a_gumbel_shock_is_the_quantile_of_its_draw(draw):
    u = (draw + 0.5) / 2**32
    assert abs(gumbel(draw, gumbel_table()) + math.log(-math.log(u))) < 0.07


def test_gumbel_shocks_at_the_ends_are_finite():
    lowest, highest = gumbel(0, gumbel_table()), gumbel(2**32 - 1, gumbel_table())
    assert -3.2 < lowest < -3.1  # -log(33 log 2) = -3.13
    assert 21.5 < highest < 23.0  # 33 log 2 = 22.87


def test_purposes_are_unique_and_fit_their_counter():
    values = [member.value for member in Purpose.__members__.values()]
    assert len(values) == len(set(values))
    assert all(0 < value < 2**32 for value in values)


def _plain_constants():
    """Yield file, name and value of every module-level constant named like a purpose."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                for name, value in pairs:
                    if isinstance(name, ast.Name) and name.id in Purpose.__members__:
                        yield path.relative_to(PACKAGE).as_posix(), name.id, value


def test_plain_numbers_in_compiled_code_are_those_of_the_enum():
    found = {}
    for path, name, value in _plain_constants():
        if path.startswith(("engines/", "market/")) and isinstance(value, ast.Constant):
            found[name] = value.value
            assert value.value == Purpose[name], f"{path}: {name}"
    kernel = {"CONSIDER", "ORDER", "LOTTERY", "ENFORCEMENT", "CANDIDATE", "RESERVED_CANDIDATE"}
    assert set(found) >= kernel | {"WITHDRAWAL", "EVICTION", "LIFE"}


PURPOSE_ARGUMENT = {"philox": 3, "word": 3, "uniform": 3, "shared_uniform": 3, "pick": 4}
LITERALS = {"taste_shock": Purpose.TASTE, "shock_elsewhere": Purpose.ELSEWHERE}
"""Functions that name a purpose by its number."""


def test_every_literal_purpose_is_the_one_meant():
    seen = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                    continue
                place = PURPOSE_ARGUMENT.get(call.func.id)
                if place is None or len(call.args) <= place:
                    continue
                purpose = call.args[place]
                if isinstance(purpose, ast.Constant):
                    assert purpose.value == LITERALS[function.name], f"{path}: {function.name}"
                    seen.add(function.name)
    assert seen == set(LITERALS)
