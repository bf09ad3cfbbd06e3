"""A table of a million units is measured in bounded memory."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from sim.cli import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.slow
def test_memory_grows_with_units_and_not_with_the_file(tmp_path):
    """Twenty columns that nobody asks for make the file of 300 MB, and no difference."""
    path, units = tmp_path / "large.csv", 1_000_000
    with path.open("w") as file:
        file.write("unit,a,b,c," + ",".join(f"other{k}" for k in range(20)) + "\n")
        rest = "," + ",".join(["123456789012"] * 20)
        for unit in range(units):
            counts = f"{unit % 97},{unit % 31},{unit % 7}"
            file.write(f"{unit:09d},{counts}{rest}\n")
    assert path.stat().st_size > 270_000_000
    words = ["measure", str(path), "--groups", "a,b,c", "--unit", "unit", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["units"] == units - len(range(0, units, 97 * 31 * 7))
    assert found["people_by_group"]["b"] == sum(unit % 31 for unit in range(units))
    peak = int(done.stderr) * (1 if sys.platform == "darwin" else 1024)
    assert peak < 800_000_000, f"{peak / 1e6:.0f} MB"
