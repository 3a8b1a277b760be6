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

# # Gradients of the NumPy code that you have
#
# Four small problems from science, each written as one would without derivatives, and then differentiated as it is:
# a fit with error bars, an equilibrium that a solver finds, a Gaussian process, and an image seen through its Fourier
# transform. SciPy brings the solvers; the derivatives come from `autograd_core`.

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy import optimize

import autograd_core as ag

rng = np.random.default_rng(0)  # so that every run of this notebook gives the same numbers

# %% [markdown]
# ## A fit with error bars
#
# A damped oscillation, measured with noise. The model is plain NumPy.


# %%
def model(p, t):
    return p["a"] * np.exp(-p["damping"] * t) * np.cos(p["frequency"] * t)


true = {"a": 2.0, "damping": 0.3, "frequency": 2.0}
times, noise = np.linspace(0.0, 10.0, 60), 0.1
data = model(true, times) + noise * rng.normal(size=60)

# %% [markdown]
# A Jacobian by a dict is a dict. For SciPy, which wants vectors, the parameters are laid out in one.

# %%
{name: column.shape for name, column in ag.jacobian(model)(true, times).items()}


# %%
def residuals(vector):
    return (model(dict(zip(true, vector, strict=True)), times) - data) / noise


fit = optimize.least_squares(residuals, [1.0, 0.1, 1.8], jac=ag.jacobian(residuals))
fit.x.round(3), fit.njev

# %% [markdown]
# The curvature at the minimum gives the error bars: the covariance is the inverse of the Hessian of χ²/2.

# %%
hessian = ag.hessian(lambda v: np.sum(residuals(v) ** 2) / 2)(fit.x)
errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
for name, value, error in zip(true, fit.x, errors, strict=True):
    print(f"{name:10} {value:.3f} ± {error:.3f}   (true {true[name]})")

# %%
plt.errorbar(times, data, noise, fmt=".", color="0.5")
plt.plot(times, model(dict(zip(true, fit.x, strict=True)), times))
plt.xlabel("time")
plt.show()

# %% [markdown]
# ## What a solver found
#
# The concentration x at equilibrium solves x + k x² = c. SciPy finds it by bisection, which has no derivative. The
# implicit function theorem has: dx/dk follows from the equation alone, at the solution.


# %%
def equation(x, k):
    return x + k * x**2 - 1.0


equilibrium = ag.implicit_root(equation, lambda k: optimize.brentq(equation, 0.0, 1.0, args=(k,), xtol=1e-14))
ks = np.linspace(0.1, 10.0, 50)
slopes = [ag.grad(equilibrium)(k) for k in ks]
by_hand = [-(x**2) / (1 + 2 * k * x) for k, x in zip(ks, map(equilibrium, ks), strict=True)]
print("largest difference from the formula:", np.abs(np.subtract(slopes, by_hand)).max())

# %% [markdown]
# ## A Gaussian process
#
# The likelihood of a Gaussian process goes through a Cholesky decomposition and a logarithm of a determinant. Its
# gradient by the hyperparameters is what makes it learn.

# %%
places = np.sort(rng.uniform(0.0, 6.0, 25))
heights = np.sin(places) + 0.1 * rng.normal(size=25)


def covariance(p, a, b):
    length, scale = np.exp(p[0]), np.exp(p[1])
    return scale**2 * np.exp(-0.5 * (a[:, None] - b) ** 2 / length**2)


def unlikelihood(p):
    factor = np.linalg.cholesky(covariance(p, places, places) + np.exp(2 * p[2]) * np.eye(25))
    white = np.linalg.solve(factor, heights)
    return 0.5 * white @ white + np.sum(np.log(np.diag(factor)))


best = optimize.minimize(
    ag.value_and_grad(unlikelihood),
    np.log([0.5, 0.5, 0.5]),
    jac=True,
    hess=ag.hessian(unlikelihood),
    method="trust-exact",
)
print(
    f"length {np.exp(best.x[0]):.2f}, scale {np.exp(best.x[1]):.2f}, noise {np.exp(best.x[2]):.2f} in {best.nit} steps"
)

# %%
grid = np.linspace(-0.5, 6.5, 200)
gram = covariance(best.x, places, places) + np.exp(2 * best.x[2]) * np.eye(25)
across = covariance(best.x, grid, places)
mean = across @ np.linalg.solve(gram, heights)
spread = np.sqrt(np.exp(2 * best.x[1]) - np.sum(across * np.linalg.solve(gram, across.T).T, axis=1))
plt.fill_between(grid, mean - 2 * spread, mean + 2 * spread, color="0.85")
plt.plot(grid, mean)
plt.plot(places, heights, "k.")
plt.show()

# %% [markdown]
# ## Through a Fourier transform
#
# Only a fourth of the Fourier coefficients of an image are measured. The image with the smallest steps between
# neighbours that still fits them is found by descending along the gradient of a complex-valued computation: the
# misfit is real, its gradient by a real image is real, and everything between is complex.

# %%
image = np.zeros((32, 32))
image[8:24, 8:14] = image[8:14, 8:24] = 1.0
measured = rng.random((32, 32)) < 0.25
measured[0, 0] = True
coefficients = np.fft.fft2(image, norm="ortho") * measured


def misfit(guess):
    difference = (np.fft.fft2(guess.reshape(32, 32), norm="ortho") - coefficients) * measured
    steps = np.diff(guess.reshape(32, 32), axis=0), np.diff(guess.reshape(32, 32), axis=1)
    return np.sum(np.abs(difference) ** 2) + 0.01 * sum(np.sum(np.sqrt(step**2 + 1e-4)) for step in steps)


zero_filled = np.fft.ifft2(coefficients, norm="ortho").real
found = optimize.minimize(
    ag.value_and_grad(misfit), zero_filled.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300}
)

figure, axes = plt.subplots(1, 3, figsize=(8, 2.6))
for axis, shown, title in zip(
    axes, (image, zero_filled, found.x.reshape(32, 32)), ("true", "zero-filled", "found"), strict=True
):
    axis.imshow(shown, cmap=plt.cm.binary, vmin=0, vmax=1)
    axis.set_title(title)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## When it goes wrong
#
# A model with a logarithm at zero. `nan_guard` stops at the line that made the first infinity; `why` tells by the path
# from the loss why a gradient is what it is.

# %%
counts = np.array([3.0, 0.0, 5.0])
rates = ag.Variable([2.0, 0.0, 4.0], name="rates")
try:
    with ag.nan_guard():
        loss = np.sum(rates - counts * np.log(rates))
except ag.errors.NotFiniteError as error:
    print(error)

# %%
loss = np.sum(np.maximum(rates - 5.0, 0.0))
loss.backward()
rates.why()
