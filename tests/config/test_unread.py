"""Numbers whose law is off are refused where a user writes them, and nowhere else."""

import dataclasses

import pytest

import sim
from sim.cli import main
from sim.config import ConfigError
from sim.config.folder import config_folder
from sim.config.schema import MarketConfig
from sim.config.unread import MARKET, refuse_unread
from sim.config.validate import validate

FEES = ("policy=inclusionary_zoning", "policy.inclusionary_zoning.fee_share=0.5")
CITY = "city=singapore"


def markets(**keys):
    """Return one configuration for each value of the keys, which are all of one length."""
    base = sim.compose()
    number = len(next(iter(keys.values())))
    chosen = [{key: values[i] for key, values in keys.items()} for i in range(number)]
    return [
        dataclasses.replace(base, market=dataclasses.replace(base.market, **each))
        for each in chosen
    ]


@pytest.mark.parametrize(
    ("words", "key", "needs"),
    [
        (["market.asking_markup=0.1"], "market.asking_markup", "market.prices=asking"),
        (["market.asking_decline=0.02"], "market.asking_decline", "market.prices=asking"),
        (["market.asking_floor=0.5"], "market.asking_floor", "market.prices=asking"),
        (["market.newcomers=0.2"], "market.newcomers", "market.arrivals=market"),
        (["market.elsewhere=1"], "market.elsewhere", "market.arrivals=market"),
        (["market.construction_months=6"], "market.construction_months", "supply=developers"),
        (["market.construction_cost=0.2"], "market.construction_cost", "supply=developers"),
        (["market.land_cost=0.1"], "market.land_cost", "inclusionary_zoning that takes fees"),
        (["market.developer_return=0"], "market.developer_return", "supply=developers"),
        (["market.most_projects=1"], "market.most_projects", "supply=developers"),
        (["market.redevelopment_notice=6"], "market.redevelopment_notice", "redevelopment_years"),
        (
            ["market.supply=developers", "market.redevelopment_notice=6"],
            "market.redevelopment_notice",
            "market.redevelopment_years",
        ),
        (["policy=rent_cap", "policy.rent_cap.ceiling=0.1"], "policy.rent_cap.ceiling", "fixed"),
        (["policy=rent_cap", "policy.rent_cap.floor=0.1"], "policy.rent_cap.floor", "fixed"),
        (["policy=rent_cap", "policy.rent_cap.cpi_share=1"], "policy.rent_cap.cpi_share", "fixed"),
    ],
)
def test_a_number_that_nothing_reads_is_refused(words, key, needs):
    with pytest.raises(ConfigError) as refused:
        sim.compose(*words)
    text = str(refused.value)
    assert text.startswith(f"{key}: ") and "is read by no part of this run" in text
    assert needs in text and words[-1].partition("=")[2] in text and "\n" not in text


@pytest.mark.parametrize(
    "words",
    [
        ["market.prices=asking", "market.asking_decline=0.02", "market.asking_floor=0.5"],
        ["market.supply=developers", "market.land_cost=0.1", "market.most_projects=1"],
        [*FEES, "market.construction_cost=0.2", "market.land_cost=0.1"],
        ["market=full", "market.newcomers=0.2", "market.elsewhere=1"],
        ["market=full", "market.redevelopment_years=40", "market.redevelopment_notice=6"],
        ["market=full", "market.prices=rents", "market.supply=programme"],  # as full ships them
        ["market.asking_floor=0.0"],  # as the default ships it
        ["policy=rent_cap", "policy.rent_cap.fixed=0.02", "policy.rent_cap.ceiling=0.1"],
        ["policy=rent_cap/california_ab1482", "policy.rent_cap.fixed=null"],  # the law, uncapped
        ["policy=rent_cap", "policy.rent_cap.withdrawal=0.1"],
    ],
)
def test_what_is_read_or_shipped_is_taken(words):
    sim.compose(CITY, *words)


def test_every_key_of_the_table_is_one_of_the_market():
    assert set(MARKET) <= {field.name for field in dataclasses.fields(MarketConfig)}


@pytest.mark.parametrize("market", ["default", "full"])
@pytest.mark.parametrize("supply", ["programme", "developers"])
def test_no_shipped_market_is_refused(market, supply):
    sim.compose(f"market={market}", f"market.supply={supply}")


@pytest.mark.parametrize("policy", ["inclusionary_zoning", "minimum_occupation", "rent_cap"])
def test_no_shipped_policy_is_refused(policy):
    for path in sorted((config_folder() / "policy" / policy).glob("*.yaml")):
        dated = f"policy.{policy}.as_of=2026-12" if "schedule" in path.read_text() else ""
        sim.compose(CITY, f"policy={policy}/{path.stem}", *filter(None, [dated]))


def test_no_shipped_experiment_is_refused():
    experiments = sorted(path.stem for path in (config_folder() / "experiment").glob("*.yaml"))
    assert "singapore" in experiments
    for experiment in experiments:
        sim.compose(f"experiment={experiment}")


def test_a_law_that_is_swept_too_is_read_by_some_runs():
    refuse_unread(
        markets(prices=["rents", "asking"], asking_decline=[0.02, 0.02]),
        ["market.prices", "market.asking_decline"],
    )


def test_an_axis_that_nothing_reads_is_refused_whatever_its_values():
    shipped = markets(asking_floor=[0.0, 0.8])
    refuse_unread(shipped)
    with pytest.raises(ConfigError, match="no run of this design reads it, so all would be the s"):
        refuse_unread(shipped, ["market.asking_floor"])


def test_a_sweep_over_such_an_axis_is_refused_before_it_runs(tmp_path, capsys):
    store = tmp_path / "store"
    words = ["market.land_cost=0.1,0.3", "seed=1,2", f"store={store}"]
    assert main(["run", "-m", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: market.land_cost: no run of this design reads it")
    assert not store.exists()


def test_what_a_folder_holds_is_not_asked():
    data = dataclasses.asdict(markets(land_cost=[0.1])[0])
    assert validate(data).market.land_cost == 0.1


@pytest.mark.parametrize("group", ["experiment", "policy", "city"])
def test_a_group_of_which_nothing_is_chosen_is_one_line(group, capsys):
    assert main(["run", f"{group}=null"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {group}: null chooses nothing; ") and error.count("\n") == 1
