"""Graphs as NumPy programs: a text that a person can read, and the function that it defines."""

from autograd_core.graph.program.grouping import schedule
from autograd_core.graph.program.program import Program
from autograd_core.graph.program.source import source

__all__ = ["Program", "schedule", "source"]
