"""`sim.results.load`: data frames of a results folder, which other programs read as it is."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.config import ConfigError
from sim.experiment.store import FAILED, Store, reader
from sim.experiment.store.names import RUNS, SERIES
from sim.results import Results, load
from tests.experiment.folders import description, filled, record, tables


@pytest.fixture
def folder(tmp_path):
    """Two worlds, of which one records more; two parts; a run that failed."""
    axes = {"policy": ["none", "quota"], "market.rent_growth": [0, 0.03], "seed": [0, 1]}
    with Store.open(tmp_path / "r", description(tmp_path / "r", axes=axes, runs=6)) as store:
        for number in range(4):
            names = ("moves", "households", "gini.block.all", "bought_back")[: 3 + number % 2]
            world = {"policy": ["none", "quota"][number % 2], "market.rent_growth": 0}
            store.add(record(number, names=names, **world))
        store.flush()
        store.add(record(4, FAILED, policy="none", **{"market.rent_growth": 0.03}))
    return tmp_path / "r"


def part(folder, table):
    return sorted((folder / table).glob("part-*.parquet"))[0]


def test_the_tables_of_a_folder(folder):
    results = sim.results.load(folder)
    assert len(results.runs) == 5
    assert len(results.series) == 4 * 4
    assert results.axes == ["policy", "market.rent_growth", "seed"]
    assert results.baseline == {}
    assert results.experiment == "adhoc"
    assert results.worlds()[1] == {"policy": "none", "market.rent_growth": 0.0}
    runs, series = results
    assert runs is results.runs
    assert series is results.series
    assert "5 runs of 'adhoc'" in repr(results)


def test_the_months_are_read_when_they_are_asked_for(folder, monkeypatch):
    read = []
    true = reader.read_series
    monkeypatch.setattr(reader, "read_series", lambda *a: (read.append(1), true(*a))[1])
    results = load(folder)
    assert len(results.runs) == 5
    assert read == []
    assert results.series is results.series
    assert read == [1]
    some = load(folder).read_series(["moves"])
    assert list(some) == ["address", "month", "moves"]


def test_a_column_that_only_some_parts_have_is_missing_in_the_others(tmp_path):
    folder = tmp_path / "r"
    with Store.open(folder, description(folder)) as store:
        for number, names in enumerate((("moves",), ("moves", "bought_back"))):
            store.add(record(number, names=names))
            store.flush()
    assert len(list((folder / SERIES).glob("part-*.parquet"))) == 2
    some = load(folder).read_series(["bought_back"])
    assert list(some) == ["address", "month", "bought_back"]
    assert some["bought_back"].isna().tolist() == [True] * 4 + [False] * 4
    assert load(folder).recorded == ["moves", "bought_back", "undefined"]
    with pytest.raises(ConfigError, match=r"^columns: unknown outcome 'movse' .nearest: moves"):
        load(folder).read_series(["movse"])


def test_the_outcomes_at_the_end_stand_in_runs(folder):
    results = load(folder)
    done = results.runs[results.runs["status"] == "done"].set_index("address").sort_index()
    last = results.series[results.series["month"] == 3].set_index("address").sort_index()
    assert done["final.month"].tolist() == [3] * 4
    assert done["final.households"].tolist() == last["households"].tolist()
    flows = results.series[results.series["month"] > 0].groupby("address")["moves"].mean()
    assert done["final.moves"].tolist() == flows.tolist()
    assert np.isnan(results.runs["final.households"].iloc[4])


def test_what_a_world_does_not_record_is_missing(folder):
    results = load(folder)
    none = results.runs["policy"] == "none"
    assert results.runs.loc[none, "final.bought_back"].isna().all()
    assert list(results.series)[:3] == ["address", "month", "moves"]
    assert results.series["gini.block.all"].isna().sum() == 2 * 4


def test_a_folder_that_keeps_the_last_month_alone_has_no_months(tmp_path):
    store = tmp_path / "r"
    with Store.open(store, description(store, series="final")) as writer:
        for number in range(4):
            writer.add(record(number, kind="final"))
        writer.add(record(4, FAILED))
        writer.compact()
    assert not list((store / SERIES).iterdir())
    results = load(store)
    assert list(results.series) == ["address", "month", "moves", "households", "gini.block.all",
                                    "undefined"]  # fmt: skip
    assert results.series["month"].tolist() == [3] * 4
    assert results.series["households"].tolist() == results.runs["final.households"][:4].tolist()
    assert list(results.read_series(["moves"])) == ["address", "month", "moves"]


def test_the_files_say_units_and_format(folder):
    told = pq.read_metadata(part(folder, RUNS)).metadata
    units = json.loads(told[b"units"])
    assert units["wall_seconds"] == "seconds"
    assert units["final.households"] == "households"
    assert json.loads(told[b"store"])["format"] == 2
    assert json.loads(told[b"store"])["series"] == part(folder, SERIES).name
    assert json.loads(pq.read_metadata(part(folder, SERIES)).metadata[b"units"])["moves"]


def test_parameters_are_packed_by_dictionaries(folder):
    group = pq.read_metadata(part(folder, RUNS)).row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    packed = {column.path_in_schema: column.encodings for column in columns}
    for name in ("world", "policy", "market.rent_growth", "seed", "config", "versions"):
        assert "RLE_DICTIONARY" in packed[name], name
    assert "BYTE_STREAM_SPLIT" in packed["final.moves"]


def test_a_column_has_the_same_type_in_every_part(folder):
    schemas = [pq.read_schema(path) for path in sorted((folder / RUNS).iterdir())]
    types = [{field.name: field.type for field in schema} for schema in schemas]
    shared = set(types[0]) & set(types[1])
    assert len(shared) > 20
    assert [name for name in shared if types[0][name] != types[1][name]] == []
    assert types[0]["market.rent_growth"] == pa.float64()  # 0 in one part, 0.03 in the other
    assert types[0]["drift_before"] == pa.float64()  # missing in every run


def test_the_columns_stand_in_one_order_whatever_ended_first(tmp_path):
    orders = []
    for name, numbers in (("a", [0, 1, 2, 3]), ("b", [3, 2, 1, 0]), ("c", [1, 0, 3, 2])):
        with Store.open(tmp_path / name, description(tmp_path / name)) as store:
            for place, number in enumerate(numbers):
                extra = ("kept",) if number % 2 else ("bought_back", "kept")
                store.add(record(number, names=("moves", *extra)))
                if place == 1:
                    store.flush()
        orders.append([list(table) for table in tables(tmp_path / name)])
    assert orders[0] == orders[1] == orders[2]


def test_results_that_are_in_memory(tmp_path):
    runs = pd.DataFrame({"address": ["a"], "seed": [1], "world": ["none"]})
    runs.attrs = {"axes": ["seed"], "baseline": {"policy": "none"}}
    results = Results.of(tmp_path, runs, pd.DataFrame({"address": ["a"], "month": [0]}))
    assert results.runs is runs
    assert results.axes == ["seed"]
    assert results.baseline == {"policy": "none"}


OLD = ["address", "world", "seed", "status", "error", "replay", "state_hash", "drift_before",
       "wall_seconds", "cpu_seconds", "source", "versions", "commit", "config"]  # fmt: skip


def old_folder(folder, numbers):
    """Write a folder as it was written before: format 1, no checksums, no final outcomes."""
    filled(folder, numbers)
    for table in (RUNS, SERIES):
        content = pq.read_table(part(folder, table)).replace_schema_metadata()
        content = content.select(OLD) if table == RUNS else content
        part(folder, table).unlink()
        pq.write_table(content, folder / table / "part-000001.parquet")
    design = json.loads((folder / "design.json").read_text())
    del design["series"]
    (folder / "design.json").write_text(json.dumps(design | {"format": 1}))


def test_an_old_folder_is_read_and_resumed(tmp_path):
    old_folder(tmp_path / "r", range(3))
    runs, series = load(tmp_path / "r")
    assert (len(runs), len(series)) == (3, 12)
    assert "final.moves" not in runs
    with Store.open(tmp_path / "r", description(tmp_path / "r")) as store:
        assert len(store.finished()) == 3
        store.add(record(3))
        store.compact()
    runs, series = tables(tmp_path / "r")
    assert (len(runs), len(series)) == (4, 16)
    assert runs["final.moves"].isna().tolist() == [True] * 3 + [False]
    assert series["moves"].tolist() == tables(filled(tmp_path / "new", range(4)))[1][
        "moves"].tolist()  # fmt: skip


def test_duckdb_reads_the_files_as_they_are(folder):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    query = f"""
        select world, count(*) as months, avg(moves) as moves, max("gini.block.all") as gini
        from read_parquet('{folder}/series/*.parquet', union_by_name=true) as series
        join read_parquet('{folder}/runs/*.parquet', union_by_name=true) as runs using (address)
        where status = 'done' group by world
    """
    found = duckdb.sql(query).fetchall()
    series = load(folder).series
    assert found == [("none", 16, series["moves"].mean(), series["gini.block.all"].max())]


def test_polars_reads_the_files_as_they_are(folder):
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    series = polars.scan_parquet(f"{folder}/series/*.parquet", missing_columns="insert")
    found = series.select(polars.col("moves").mean(), polars.len()).collect().row(0)
    mine = load(folder).series
    assert found == (mine["moves"].mean(), len(mine))
    runs = polars.read_parquet(part(folder, RUNS))
    assert runs["seed"].to_list() == [0, 2, 1, 3]
