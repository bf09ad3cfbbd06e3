"""Numbers on the screen have as many digits as it takes."""

import pytest

from sim.areas.digits import NUMBER, bounds, number, p_value, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.500"),
        (-0.25, "-0.250"),
        (0.01, "0.010"),
        (0.00207, "0.0021"),
        (0.00021, "0.00021"),
        (0.0000214, "2.1e-05"),
        (-0.00021, "-0.0002"),
        (-0.0000214, "-2e-05"),
        (-2e-17, "0.000"),
        (0.0, "0.000"),
        (1234.5, "1.23e+03"),
        (None, "-"),
    ],
)
def test_a_number_has_the_digits_that_it_needs(value, text):
    assert number(value) == text
    assert value in (None, 1234.5) or len(text) < NUMBER


def test_every_small_number_fits_in_its_column():
    for power in range(1, 12):
        for first in (1, 1.5, 9.94, 9.96, 9.996):
            for sign in (-1, 1):
                text = number(sign * first * 10.0**-power)
                assert len(text) < NUMBER, text
                assert float(text) == pytest.approx(sign * first * 10.0**-power, rel=0.35)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.1, 0.2, ("0.100", "0.200")),
        (0.04512, 0.04537, ("0.0451", "0.0454")),
        (0.045121, 0.045137, ("0.04512", "0.04514")),
        (0.00021, 0.00033, ("0.00021", "0.00033")),
        (0.3, 0.3, ("0.300", "0.300")),
    ],
)
def test_the_ends_of_a_range_differ(low, high, texts):
    assert bounds(low, high) == texts


def test_a_share_of_few_is_not_none():
    assert [percent(share) for share in (0.5, 0.001, 0.0003, 0.00000123, 0.0)] == [
        "50.0", "0.1", "0.03", "0.00012", "0.0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "replicates", "text"),
    [
        (2 / 251, 250, "≤ 0.008"),
        (2 / 501, 500, "≤ 0.004"),
        (4 / 251, 250, "0.016"),
        (1.0, 250, "1.000"),
        (2 / 9001, 9000, "≤ 3e-04"),
        (2 / 10_001, 10_000, "≤ 2e-04"),
    ],
)
def test_the_least_p_value_says_that_it_is_the_least(value, replicates, text):
    assert p_value({"p_value": value, "replicates": replicates}) == text
    assert len(text) < NUMBER
