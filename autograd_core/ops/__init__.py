"""The operations, family by family: what they compute, and their rules.

Importing this package fills the registry. Not here: how operations are recorded (`operation`).
"""
