"""The yardstick: Schelling's model in Mesa, its bundled example and the case of the comparison."""

import sys

from mesa import Agent, Model
from mesa.examples.basic.schelling.model import Schelling
from mesa.space import SingleGrid


def example(side: int, seed: int) -> Schelling:
    """Return Mesa's bundled example with its own numbers, on a square grid."""
    return Schelling(height=side, width=side, density=0.8, homophily=0.4, radius=1, seed=seed)


class Neighbour(Agent):
    """Moves to a random empty cell unless enough of those around it are of its group."""

    def __init__(self, model: "Comparison", group: int) -> None:
        super().__init__(model)
        self.group = group

    def step(self) -> None:
        """Look around, and move at once."""
        model, group, like = self.model, self.group, 0
        for other in model.grid.iter_neighbors(self.pos, True, False, model.radius):
            if other.group == group:
                like += 1
        if like < model.wanted:
            model.grid.move_to_empty(self)


class Comparison(Model):
    """The large case of ABMFrameworksComparison, on that of Mesa's grids that is faster for it."""

    def __init__(self, seed: int, side: int = 100, agents: int = 8000) -> None:
        super().__init__(seed=seed)
        self.radius, self.wanted = 2, 8
        self.grid = SingleGrid(side, side, torus=False)
        cells = [(row, col) for row in range(side) for col in range(side)]
        for number, cell in enumerate(self.random.sample(cells, agents)):
            self.grid.place_agent(Neighbour(self, 0 if number < agents // 2 else 1), cell)

    def step(self) -> None:
        """Give every agent a turn, in random order."""
        self.agents.shuffle_do("step")


def main() -> None:
    """Run the bundled example: side, most steps; it stops once all are happy, as Mesa's does."""
    side, steps = (int(word) for word in sys.argv[1:])
    model = example(side, 1)
    while model.running and model.steps < steps:
        model.step()
    print(model.datacollector.get_model_vars_dataframe().tail(1))


if __name__ == "__main__":
    main()
