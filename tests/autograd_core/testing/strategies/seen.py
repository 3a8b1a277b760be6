"""What a strategy draws in a test of the usual length."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings

RUNS = 3


def seen(strategy, look, examples=100):
    """Return how often, in 100 draws of tests of the usual length, each thing that `look` names holds."""
    runs = [_run(strategy, look, number, examples) for number in range(RUNS)]
    return {name: sum(run[name] for run in runs) * 100 / (RUNS * examples) for name in runs[0]}


def _run(strategy, look, number, examples):
    counts = Counter()

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value):
        counts.update({name: bool(holds) for name, holds in look(value).items()})

    draw()
    return counts
