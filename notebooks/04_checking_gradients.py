# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Checking gradients
#
# Whoever writes gradients by hand mistypes one. Nothing breaks: the loss falls, only more slowly. This is how a mistake
# is found, how surely, and why the usual way to look for it either cries wolf or sleeps.

# %%
import subprocess
import sys
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from hypothesis import settings

from autograd_core.errors import GradientMismatch
from autograd_core.testing import broadcastable, check_gradients, gradient_property

rng = np.random.default_rng(0)  # so that every run of this notebook gives the same numbers

# %% [markdown]
# ## A rule with a mistake
#
# Layer normalization takes rows to mean 0 and size 1. A rule takes the cotangent `g` of the result back to that of `x`.
# The rule has three terms: one for `x` itself, one for the mean, and one for the size.


# %%
def normalize(x):
    centered = x - x.mean(axis=-1, keepdims=True)
    return centered / np.sqrt(np.mean(centered**2, axis=-1, keepdims=True) + 1e-5)


def normalize_rule(g, x):
    y = normalize(x)
    size = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    return (g - g.mean(axis=-1, keepdims=True) - y * np.mean(g * x, axis=-1, keepdims=True)) / size


x = np.array([[1.0, 2.5, -0.5, 0.0], [0.3, 1.4, 2.3, -2.0], [4.0, 0.5, 1.5, 1.0]])
report = check_gradients(normalize, x, vjp=normalize_rule, raises=False)
print(report)

# %% [markdown]
# It is wrong, in this entry, by that much; and what the values of the function say is right within its bound, of which
# more below. Last comes a program that repeats it. A test would stop here: without `raises=False` the same words are an
# error, `GradientMismatch`.
#
# The rule has `g * x` where it should have `g * y`. With that:


# %%
def normalize_rule(g, x):
    y = normalize(x)
    size = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    return (g - g.mean(axis=-1, keepdims=True) - y * np.mean(g * y, axis=-1, keepdims=True)) / size


right = check_gradients(normalize, x, vjp=normalize_rule)
print(right)

# %% [markdown]
# The second line says how sharp the test was: a relative error of that size would have been seen. It took
# as many evaluations of the function as it says, whatever the number of entries.
#
# ## What it looks at
#
# In a notebook a report is a picture. It moves `x` along a line and compares difference quotients with the gradient.

# %%
right

# %% [markdown]
# Read it from the right. At a large step the function bends, and the difference quotient is wrong by **truncation**: a
# tenth of the step is a tenth of the error for forward differences, a hundredth for central ones. At a small step the
# values are so near to each other that their **rounding** counts: a tenth of the step is ten times the error. Between
# the two is a valley, and no single step is good enough to tell a wrong digit from a wrong step.
#
# The check takes values at several steps, which are shaded. From how they fit together follows what the slope is, and
# how far off that can be: the green box. The diamond is what it found.
#
# And the mistyped rule:

# %%
report

# %% [markdown]
# The quotients agree with each other over ten decades of steps, and not with the gradient.
#
# ## Why a guessed tolerance fails
#
# The usual check takes one step and a tolerance, say 10⁻⁶ and 10⁻⁵. Here it meets correct gradients of functions that
# are not made for it.


# %%
def guess(f, gradient, x, *, step=1e-6, tolerance=1e-5):
    """The usual check: central differences, entry by entry, with a fixed step and a fixed tolerance."""
    steps = step * np.eye(x.size)
    slopes = np.array([(f(x + h) - f(x - h)) / (2 * step) for h in steps])
    return bool(np.allclose(slopes, gradient(x), rtol=tolerance, atol=tolerance))


def large(x):
    return 1e8 + np.sum(x**2)


CASES = {
    "exp(20 x)": (lambda x: np.sum(np.exp(20 * x)), lambda x: 20 * np.exp(20 * x), [-2.0, 0.5, 3.0]),
    "log x near 0": (lambda x: np.sum(np.log(x)), lambda x: 1 / x, [1e-4, 1e-2, 1.0]),
    "100 million + x²": (large, lambda x: 2 * x, [0.5, 1.0, 2.0]),
    "sin(10000 x)": (lambda x: np.sum(np.sin(1e4 * x)), lambda x: 1e4 * np.cos(1e4 * x), [0.1, 0.2, 0.3]),
}
CASES = {name: (f, gradient, np.array(point)) for name, (f, gradient, point) in CASES.items()}

lines = [f"{'right gradient of':18} {'a guess says':14} the check says"]
for name, (f, gradient, point) in CASES.items():
    guessed = "right" if guess(f, gradient, point) else "WRONG"
    lines.append(f"{name:18} {guessed:14} {check_gradients(f, point, gradient=gradient, raises=False).verdict}")
print(*lines, sep="\n")

# %% [markdown]
# Widen the tolerance until the alarms stop, and the check sleeps. Now every gradient is wrong by a factor of 1.001:

# %%
lines = [f"{'1.001 times that':18} {'a guess says':14} the check says"]
for name, (f, gradient, point) in CASES.items():

    def wrong(x, gradient=gradient):
        return 1.001 * gradient(x)

    guessed = "right" if guess(f, wrong, point, tolerance=1e-2) else "WRONG"
    lines.append(f"{name:18} {guessed:14} {check_gradients(f, point, gradient=wrong, raises=False).verdict}")
print(*lines, sep="\n")

# %% [markdown]
# In the first row the guess is right by accident: it says the same of the right gradient. Beside e⁶⁰ the other two
# entries are rounded away, whatever the step along each of them is; the check moves all entries at once, by amounts for
# which they count alike. Its picture shows where the valley is: a step of 10⁻⁶ lies far to the left, in the noise.

# %%
f, gradient, point = CASES["exp(20 x)"]
check_gradients(f, point, gradient=gradient)

# %% [markdown]
# How sharp is the check by itself? A function is known to 16 digits. The larger a constant beside it, the fewer of them
# are left for its slope, and the more the check looks to make use of those. In the end it says that it cannot tell.


# %%
def beside(a):
    return lambda x: a + np.sum(np.sin(x))


constants = 10.0 ** np.arange(15)
seen = [check_gradients(beside(a), np.array([0.3, -0.2]), raises=False) for a in constants]
plt.loglog(constants, [one.resolution for one in seen], "o-")
plt.xlabel("a, in a + Σ sin x")
plt.ylabel("relative error that is seen")
plt.show()
[one.verdict for one in seen]

# %% [markdown]
# ## Kinks
#
# At 0, relu has no derivative. Any number between the slopes of the two sides is a choice one may make; others are
# mistakes. A point beside the kink, however near, has a derivative, and only one.


# %%
def relu(x):
    return np.sum(np.maximum(x, 0))


def slope(x, at_zero=0.0):
    return np.where(x == 0, at_zero, np.where(x > 0, 1.0, 0.0))


lines = []
for place, choice in ((0.0, 0.0), (0.0, 0.5), (0.0, -2.0), (1e-9, 0.0), (-1e-9, 0.0)):
    gradient = partial(slope, at_zero=choice)
    told = check_gradients(relu, np.array([place]), gradient=gradient, raises=False)
    lines.append(f"at {place:6}, with {choice:4} for 0: {told.verdict}")
print(*lines, sep="\n")

# %%
check_gradients(relu, np.zeros(1), gradient=partial(slope, at_zero=0.3))

# %% [markdown]
# ## Mistakes that one example does not show
#
# The rule of a product is g·y and g·x. It passes:


# %%
def product(pair):
    x, y = pair
    return x * y


def product_rule(g, pair):
    x, y = pair
    return g * y, g * x


pair = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
print(check_gradients(product, pair, vjp=product_rule))

# %% [markdown]
# Until somebody multiplies a matrix by a row. A property asks for all shapes that broadcast; Hypothesis draws them, and
# when it has found a mistake, it looks for the smallest example.


# %%
@settings(derandomize=True, database=None)  # the same examples at every run
@gradient_property(broadcastable(2), vjp=product_rule)
def test_product(pair):
    return product(pair)


try:
    test_product()
except GradientMismatch as mismatch:
    print(mismatch, mismatch.__notes__[0], sep="\n")


# %% [markdown]
# A number times an array of length 1: nothing is left out that could be. What was broadcast in the product must be
# summed in its rule.


# %%
def summed(g, shape):
    """Undo what broadcasting did."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    ones = tuple(k for k, n in enumerate(shape) if n == 1)
    return g.sum(axis=ones, keepdims=True)


def product_rule(g, pair):
    x, y = pair
    return summed(g * y, x.shape), summed(g * x, y.shape)


@settings(derandomize=True, database=None)
@gradient_property(broadcastable(2), vjp=product_rule)
def test_product(pair):
    return product(pair)


test_product()

# %% [markdown]
# ## In a test suite
#
# Properties and plain checks are tests like any other. Here are four, one of them with a mistake. `--gradient-report`
# tells what they have tested: how often, with which verdicts, and the relative error that each check would have seen.

# %%
SUITE = """
import numpy as np
import autograd_core as ag
from autograd_core.testing import arrays, broadcastable, check_gradients, gradient_property


@gradient_property(arrays(elements=(-3, 3)))
def test_tanh(x):
    return np.tanh(x)


@gradient_property(broadcastable(2))
def test_product(pair):
    return np.multiply(*pair)


def test_relu_at_zero():
    check_gradients(ag.relu, np.array([-1.0, 0.0, 2.0]))


def test_a_mistake():
    check_gradients(lambda x: np.sum(x**3), np.array([1.0, 2.0]), gradient=lambda x: 3 * x)
"""
with open("test_gradients.py", "w", encoding="utf-8") as file:
    file.write(SUITE)

options = ["--gradient-report", "-qq", "--tb=no", "-rN", "--color=no", "--hypothesis-seed=0"]
done = subprocess.run([sys.executable, "-m", "pytest", *options], capture_output=True, text=True, check=False)
print(done.stdout)

# %% [markdown]
# How the bounds are derived, what each verdict means, and how to check functions of PyTorch and JAX:
# `docs/gradient_checking.md`.
