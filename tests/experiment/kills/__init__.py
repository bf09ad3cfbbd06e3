"""The proof that a sweep may be killed at any moment; see `__main__`."""
