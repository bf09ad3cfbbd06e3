"""The rules of the city, one per file. Names in a config resolve here, never to code."""

from sim.policies.base import Policy
from sim.policies.ethnic_quota import EthnicQuota
from sim.policies.inclusionary_zoning import InclusionaryZoning
from sim.policies.rent_cap import RentCap
from sim.policies.rent_growth import RentGrowth

REGISTRY: dict[str, type[Policy]] = {
    policy.name: policy for policy in (EthnicQuota, InclusionaryZoning, RentCap, RentGrowth)
}
