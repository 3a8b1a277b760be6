"""How well gradients are checked: false alarms on hard functions, mistakes found, and what it costs.

    $ python -m benchmarks.gradient_checking
    $ python -m benchmarks.gradient_checking --checkers ours,torch,jax --groups kinks
    $ python -m benchmarks.gradient_checking --rules --json results.json --markdown RESULTS.md

Two hundred functions with right gradients (`functions`) at twenty points each, and six mistakes in each gradient
(`damage`), are given to every checker (`checkers`) with its default settings. A mistake counts only where it can be
seen at all (`visibility`). Three hundred mistakes in rules of operations, which depend on shapes, axes and memory
(`mutants`), are given to `gradient_property`.

Not here: tests of our own checker; those are in `tests/`.
"""
