"""Accounts: the books of every month, checked where `metrics.accounts` asks; read, never written.

`auditor` watches a run, `identities` says what must balance, `money` the same of rents and sales.
"""
