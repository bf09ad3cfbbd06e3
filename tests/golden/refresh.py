"""Compute the golden state hashes: `python tests/golden/refresh.py` rewrites `hashes.yaml`.

With `--check ENGINE` it writes nothing and prints the names of the cities whose hash differs. It
needs only NumPy, Mesa and PyYAML, so that any Python that has them can say what it gets.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).with_name("hashes.yaml")


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with `changes` laid over it; `groups` and `policy` are replaced."""
    result = dict(base)
    for key, value in changes.items():
        nested = isinstance(value, dict) and key not in ("groups", "policy")
        result[key] = merged(result.get(key, {}), value) if nested else value
    return result


def configured(bases: dict[str, Any], city: dict[str, Any]) -> dict[str, Any]:
    """Return the whole configuration of a golden city, as plain data."""
    base = bases[city.get("base", "base")]
    return merged(base, city["changes"]) | {"months": city["months"], "seed": city["seed"]}


def final_hash(bases: dict[str, Any], city: dict[str, Any], engine: str) -> str:
    """Return the state hash of a golden city after its months."""
    from sim.city import City
    from sim.config.validate import validate

    return City(validate(configured(bases, city) | {"engine": engine})).run().state_hash()


def read() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the bases by name, and the cities of the file."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: base for name, base in data.items() if name != "cities"}, data["cities"]


def refresh() -> None:
    """Rewrite the hashes, and nothing else, in the file."""
    bases, cities = read()
    text = FILE.read_text(encoding="utf-8")
    for name, city in cities.items():
        found = final_hash(bases, city, "kernel")
        pattern = rf'(?ms)^(  {name}:\n.*?^    hash: ")[0-9a-f]*(")'
        text, count = re.subn(pattern, rf"\g<1>{found}\g<2>", text, count=1)
        assert count == 1, name
        print("changed" if found != city["hash"] else "same   ", name)
    FILE.write_text(text, encoding="utf-8")


def check(engine: str) -> int:
    """Print the cities whose hash differs and return how many they are."""
    bases, cities = read()
    differing = [
        name for name, city in cities.items() if final_hash(bases, city, engine) != city["hash"]
    ]
    print("\n".join(differing))
    return len(differing)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--check"]:
        sys.exit(min(check(sys.argv[2]), 1))
    refresh()
