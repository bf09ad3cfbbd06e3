"""Two blocks after Grauwin et al. (2009): who lives where in the long run, against the exact law.

The law and the chain of moves below are worked out here, from the paper's rule alone: nothing of
the simulator is used but the city that is judged.

Power: every wrong law in `WRONG` is one that a slip in a rule would give. At `SAMPLES` towns a
chi-square test at level 0.001 rejects each of them with a probability of more than 0.999, which
`test_a_wrong_law_would_be_found` computes from the noncentral chi-square distribution.
"""

import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

import sim

H, N, M = 20, 20, 0.5  # homes of a block, households in all, utility of a full block
SETTINGS = [(0.0, 0.1), (0.1, 0.1), (0.0, 0.2), (0.1, 0.2)]  # alpha, T
SEEDS = (11, 12, 13, 14)
SAMPLES = 1000  # towns
ALIKE = 0.01  # correlation that is left between a town and the next one of the same seed
LEVEL = 0.001


def utility(number, m=M):
    """Return the utility of a block with so many households, oneself among them."""
    density = number / H
    return 2 * density if density <= 0.5 else m + 2 * (1 - m) * (1 - density)


def law(alpha, temperature, *, m=M, homes_count=True, counts_itself=True):
    """Return the probability of n_1 = 0 .. N: C(H, n_1) C(H, n_2) exp(F / T), normalised.

    F = alpha U + (1 - alpha) sum over blocks and k = 1 .. n_q of u(k / H).
    """

    def weight(n):
        total = 0.0
        for number in (n, N - n):
            links = sum(utility(k if counts_itself else k - 1, m) for k in range(1, number + 1))
            shown = number if counts_itself else max(number - 1, 0)
            total += alpha * number * utility(shown, m) + (1 - alpha) * links
        places = math.comb(H, n) * math.comb(H, N - n) if homes_count else 1
        return math.log(places) + total / temperature

    logs = np.array([weight(n) for n in range(N + 1)])
    shares = np.exp(logs - logs.max())
    return shares / shares.sum()


def turn(alpha, temperature):
    """Return the matrix of a single turn: one household, one empty home, a move by its gain."""
    chain = np.zeros((N + 1, N + 1))
    for n in range(N + 1):
        for here, there, after in ((n, N - n, n - 1), (N - n, n, n + 1)):
            if here == 0 or there == H:
                continue
            own = utility(there + 1) - utility(here)
            before = here * utility(here) + there * utility(there)
            later = (here - 1) * utility(here - 1) + (there + 1) * utility(there + 1)
            gain = own + alpha * (later - before - own)
            moves = 1 / (1 + math.exp(-gain / temperature))
            chain[n, after] += here / N * (H - there) / (2 * H - N) * moves
        chain[n, n] = 1 - chain[n].sum()
    return chain


def months_apart(alpha, temperature):
    """Return after how many months, of N turns each, a town is as good as another town."""
    month = np.linalg.matrix_power(turn(alpha, temperature), N)
    slowest = np.sort(np.abs(np.linalg.eigvals(month)))[-2]
    return math.ceil(math.log(ALIKE) / math.log(slowest))


@cache
def counts(alpha, temperature):
    """Return how many simulated towns have n_1 = 0 .. N households in the first block."""
    found = np.zeros(N + 1, np.int64)
    for seed in SEEDS:
        config = sim.compose(
            "experiment=published/grauwin_2009",
            f"paper.alpha={alpha}",
            f"paper.T={temperature}",
            "metrics.of_papers=[]",
        )
        city = sim.City(config, seed)
        for _ in range(SAMPLES // len(SEEDS)):
            for _ in range(months_apart(alpha, temperature)):
                city.step()
            living = city.state.dwellings.household.reshape(2, H) >= 0
            found[living[0].sum()] += 1
    return found


def pooled(values, law_):
    """Return values summed over neighbouring states, so that each class expects five towns."""
    classes, expected = [0.0], [0.0]
    for value, share in zip(values, law_, strict=True):
        if expected[-1] >= 5:
            classes.append(0.0)
            expected.append(0.0)
        classes[-1] += value
        expected[-1] += share * SAMPLES
    if expected[-1] < 5:
        classes[-2:] = [sum(classes[-2:])]
    return np.array(classes)


def p_value(observed, law_):
    """Return the p-value of a chi-square test of a law, all of whose parameters are given."""
    seen, expected = pooled(observed, law_), pooled(law_ * SAMPLES, law_)
    distance = float(((seen - expected) ** 2 / expected).sum())
    return float(stats.chi2.sf(distance, len(seen) - 1))


def power(truth, wrong):
    """Return the probability that towns of one law reject another at the level of the test."""
    seen, expected = pooled(truth * SAMPLES, wrong), pooled(wrong * SAMPLES, wrong)
    freedom = len(seen) - 1
    noncentral = float(((seen - expected) ** 2 / expected).sum())
    return float(stats.ncx2.sf(stats.chi2.isf(LEVEL, freedom), freedom, noncentral))


#: Laws that a slip would give, by what slipped.
WRONG = {
    "the number of ways to fill the homes is forgotten": {"homes_count": False},
    "a household does not count itself": {"counts_itself": False},
    "another utility of a full block": {"m": 0.3},
}


@pytest.mark.parametrize(("alpha", "temperature"), SETTINGS)
def test_towns_are_distributed_by_the_law(alpha, temperature):
    assert counts(alpha, temperature).sum() == SAMPLES
    assert p_value(counts(alpha, temperature), law(alpha, temperature)) > LEVEL


@pytest.mark.parametrize("slip", WRONG)
def test_a_wrong_law_would_be_found(slip):
    alpha, temperature = 0.0, 0.1
    wrong = law(alpha, temperature, **WRONG[slip])
    assert power(law(alpha, temperature), wrong) > 0.999
    assert p_value(counts(alpha, temperature), wrong) < LEVEL


@pytest.mark.parametrize(("alpha", "temperature"), SETTINGS)
def test_the_law_of_another_setting_would_be_found(alpha, temperature):
    right = law(alpha, temperature)
    for other in ((0.1 - alpha, temperature), (alpha, 0.3 - temperature)):
        assert power(right, law(*other)) > 0.999
        assert p_value(counts(alpha, temperature), law(*other)) < LEVEL


@pytest.mark.parametrize(("alpha", "temperature"), SETTINGS)
def test_the_law_is_that_of_the_moves(alpha, temperature):
    chain, stays = turn(alpha, temperature), law(alpha, temperature)
    flow = stays[:, np.newaxis] * chain
    assert np.allclose(flow, flow.T, atol=1e-15)  # as many moves there as back


def test_the_law_gives_the_numbers_on_file():
    for alpha, apart, worth in ((0.0, 0.1909, 0.8760), (0.5, 0.0001, 0.9999)):
        here = np.arange(N + 1)
        stays = law(alpha, 0.1)
        mean = [n * utility(n) + (N - n) * utility(N - n) for n in range(N + 1)]
        assert float(stays @ np.abs(2 * here - N)) / H == pytest.approx(apart, abs=6e-5)
        assert float(stays @ np.array(mean)) / N == pytest.approx(worth, abs=6e-5)
