"""The table of n ln n: its values, and what it hands to many threads at once."""

import math
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from sim.indices import logarithms
from sim.indices.logarithms import n_log_n, n_log_n_steps, x_log_x


@pytest.fixture
def emptied(monkeypatch):
    """Let the tables begin anew, as in a new process."""
    return lambda: monkeypatch.setattr(logarithms, "_known", (np.zeros(1), np.zeros(0)))


def test_tables(emptied):
    emptied()
    for largest in (1, 5, 1024, 1025, 3000):
        table, steps = n_log_n(largest), n_log_n_steps(largest)
        assert len(table) > largest and len(steps) >= largest
        assert table[0] == 0.0 and table[largest] == largest * math.log(largest)
        assert steps.tolist() == np.diff(table).tolist()
        assert not table.flags.writeable and not steps.flags.writeable
    assert x_log_x([0, 1, 2**22]).tolist() == [0.0, 0.0, 2**22 * math.log(2**22)]


def test_a_longer_table_of_another_thread_is_kept(emptied, monkeypatch):
    """The other asks while this one computes; it may have to wait."""
    emptied()
    given = []
    other = threading.Thread(target=lambda: given.append(n_log_n(20_000)))

    def log(n):
        if other.ident is None:
            other.start()
            other.join(timeout=0.3)
        return math.log(n)

    monkeypatch.setattr(logarithms, "math", SimpleNamespace(log=log))
    assert len(n_log_n(2000)) > 2000
    other.join()
    assert len(given[0]) > 20_000
    assert len(n_log_n(1)) > 20_000 and len(n_log_n_steps(1)) >= 20_000


def test_many_threads_are_given_tables_that_are_long_enough(emptied):
    short = []

    def ask(largest):
        for _ in range(50):
            if len(n_log_n(largest)) <= largest or len(n_log_n_steps(largest)) < largest:
                short.append(largest)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(15):
            emptied()
            sizes = (3000, 20_000, 50_000, 40_000, 2000)
            threads = [threading.Thread(target=ask, args=(size,)) for size in sizes]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
    finally:
        sys.setswitchinterval(usual)
    assert short == []
