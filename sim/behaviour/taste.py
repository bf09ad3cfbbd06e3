"""How much a household likes its own group around a home."""

from sim.compiled import rule

THRESHOLD, LINEAR, INVERTED_U = 0, 1, 2


@rule
def own_share(own: int, occupied: int) -> float:
    """Return the share of one's own group among the occupied homes around; 0 if all stand empty."""
    if occupied <= 0:
        return 0.0
    return own / occupied


@rule
def taste(share: float, strength: float, form: int, threshold: float, peak: float) -> float:
    """Return the utility of an own-group share between 0 and 1.

    `threshold` (Schelling 1971): all or nothing. `linear`. `inverted_u` (Wong 2013, Review of
    Economic Studies 80:1178-1214): rises to `strength` at `peak` and falls again.
    """
    if form == 0:
        return strength if share >= threshold else 0.0
    if form == 1:
        return strength * share
    return strength * share * (2.0 * peak - share) / (peak * peak)
