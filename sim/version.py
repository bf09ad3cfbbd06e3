"""The version of the package and of its results."""

__version__ = "0.1.0"

#: Raised by a change of the code that alters the outcome of any run; part of every run's address.
RESULTS_VERSION = 2
