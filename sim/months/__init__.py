"""The order of a month, by model: a housing market, or households that relocate."""
