"""The city is a Mesa model: Mesa's own tools work on it, whatever the engine."""

import copy
import pickle

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from sim.city import City
from sim.state.columns import MARKETS
from tests.model.cities import QUOTA, town


@pytest.fixture(params=["kernel", "reference"])
def engine(request):
    return request.param


@pytest.fixture
def city(engine):
    return City(town(engine=engine, policy={"ethnic_quota": QUOTA}), 1)


def test_the_city_is_a_mesa_model(city):
    assert isinstance(city, mesa.Model)
    assert (city.month, city.steps) == (0, 0)
    city.step()
    assert (city.month, city.steps) == (1, 1)
    assert city.running


def test_run_model_lives_the_horizon(city):
    city.run_model()
    assert city.month == city.steps == city.config.months


def test_mesas_data_collector_collects(city):
    collector = mesa.DataCollector(
        model_reporters={
            "month": "month",
            "households": lambda model: len(model.agents),
            "hash": lambda model: model.state_hash(),
        },
        agent_reporters={"income": "income", "group": "group"},
    )
    collector.collect(city)
    city.step()
    collector.collect(city)
    table = collector.get_model_vars_dataframe()
    assert table["month"].tolist() == [0, 1]
    assert table["households"].iloc[-1] == len(city.agents)
    assert table["hash"].iloc[-1] == city.state_hash()
    people = collector.get_agent_vars_dataframe()
    assert set(people["group"]) == set(city.config.city.groups)


def test_agents_are_the_households_of_the_city(city):
    for _ in range(3):
        agents = city.agents
        assert isinstance(agents, AgentSet)
        assert len(agents) == city.series()["households"][-1]
        living = np.flatnonzero(city.state.households.dwelling >= 0)
        assert sorted(agent.unique_id for agent in agents) == living.tolist()
        city.step()


def test_an_agent_shows_its_row(city):
    city.step()
    people = city.state.households
    names, cols = list(city.config.city.groups), city.config.city.size[1]
    for agent in city.agents:
        row = agent.unique_id
        assert isinstance(agent, mesa.Agent)
        assert agent.model is city
        assert agent.group == names[people.group[row]]
        assert agent.quota_class == city.config.city.groups[agent.group].quota_class
        assert agent.income == people.income[row] / 100
        assert agent.rent == people.rent[row] / 100
        assert agent.loan == people.loan[row] / 100
        assert agent.fifth in (1, 2, 3, 4, 5)
        assert agent.cell == people.dwelling[row]
        assert agent.pos == (agent.cell // cols, agent.cell % cols)
        assert agent.market in MARKETS
        assert agent.months_since_move == city.month - people.moved[row]


def test_the_set_of_agents_selects_and_aggregates(city):
    agents = city.agents
    counts = {name: len(agents.select(lambda a, n=name: a.group == n)) for name in ("ash", "birch")}
    assert counts["ash"] == city.series()["households.ash"][-1]
    assert counts["birch"] == city.series()["households.birch"][-1]
    assert sum(len(part) for part in agents.groupby("group").groups.values()) == len(agents)
    assert agents.agg("income", max) == city.state.households.income.max() / 100


def test_both_engines_show_the_same_agents():
    seen = []
    for engine in ("kernel", "reference"):
        city = City(town(engine=engine, months=4), 1).run()
        seen.append(
            {a.unique_id: (a.group, a.income, a.pos, a.rent, a.market) for a in city.agents}
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copied_city_lives_on_by_itself(duplicate):
    city = City(town(), 1)
    city.step()
    twin = duplicate(city)
    before = city.state_hash()
    assert twin.state_hash() == before
    twin.step()
    assert city.state_hash() == before
    city.step()
    assert twin.state_hash() == city.state_hash()
