"""Benchmarks: ours and the peers side by side, in one run, on one machine.

    $ python -m benchmarks --list
    $ python -m benchmarks mnist
    $ python -m benchmarks chain imports --peers ours,torch,autograd
    $ python -m benchmarks --json benchmarks/results.json --markdown benchmarks/RESULTS.md

Each peer works in a process of its own, so that thread settings hold and no library disturbs another one; the runner
asks them in turn, A B C A B C, so that a slow minute of the machine hits all of them. Medians are reported, the ratio
of each peer to ours, and our targets beside what was measured. A peer that is not installed, or cannot do the work, is
shown as not available, with the reason.

A benchmark is one file in `cases/`: what is measured, in which unit, and for each peer a setup that returns a function
taking one sample. Not here: profiling, and whether results are right, which is what `tests/` are for; each case only
makes sure that all peers did the same work.
"""
