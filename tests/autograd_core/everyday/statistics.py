"""Means, spreads, distances, histograms, resampling."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet

DRAWN = np.random.default_rng(1).integers(0, 6, (4, 6))
GROUPS = np.array([0, 1, 0, 2, 1, 0])


@snippet((6,))
def standardise(x):
    return (x - x.mean()) / x.std()


@snippet((4, 3))
def standardise_columns(x):
    return (x - np.mean(x, axis=0)) / np.std(x, axis=0, ddof=1)


@snippet((6,))
def min_max_scaling(x):
    return (x - x.min()) / (x.max() - x.min())


@snippet((4, 3))
def rows_to_unit_length(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


@snippet((6,))
def mean_square(x):
    return np.sqrt(np.mean(np.square(x)))


@snippet((6,), (6,))
def weighted_average(x, w):
    return np.average(x, weights=np.exp(w))


@snippet((6,), (6,))
def correlation(x, y):
    return np.corrcoef(x, y)[0, 1]


@snippet((3, 6))
def covariance_matrix(x):
    return np.cov(x)


@snippet((6, 3))
def covariance_by_hand(x):
    centred = x - x.mean(axis=0)
    return centred.T @ centred / (len(x) - 1)


@snippet((6, 2), (2,))
def mahalanobis(x, y):
    inverse = np.linalg.inv(np.cov(x, rowvar=False))
    d = y - x.mean(axis=0)
    return np.sqrt(d @ inverse @ d)


@snippet((7,))
def median_and_mad(x):
    centre = np.median(x)
    return centre + np.median(np.abs(x - centre))


@snippet((8,))
def interquartile_range(x):
    low, high = np.percentile(x, [25, 75])
    return high - low


@snippet((8,))
def quantile_loss(x):
    q = np.quantile(x, 0.3)
    return np.mean(np.maximum(0.3 * (x - q), -0.7 * (x - q)))


@snippet((9,))
def trimmed_mean(x):
    return np.sort(x)[2:-2].mean()


@snippet((7,))
def winsorised(x):
    low, high = np.quantile(x, [0.1, 0.9])
    return np.clip(x, low, high).mean()


@snippet((7,))
def skew_and_kurtosis(x):
    z = (x - x.mean()) / x.std()
    return np.mean(z**3), np.mean(z**4) - 3


@snippet((6,), low=0.1)
def geometric_and_harmonic_mean(x):
    return np.exp(np.mean(np.log(x))) + len(x) / np.sum(1 / x)


@snippet((6,))
def nan_mean_and_std(x):
    y = np.where(np.arange(6) == 2, np.nan, x)
    return np.nanmean(y) + np.nanstd(y) * np.nanmax(y)


@snippet((6,))
def nan_median_and_quantile(x):
    y = np.where(np.arange(6) == 2, np.nan, x)
    return np.nanmedian(y) - np.nanquantile(y, 0.3) + np.nansum(y)


@snippet((6,))
def bootstrap_means(x):
    return x[DRAWN].mean(axis=1)


@snippet((6,))
def jackknife(x):
    return np.array([1.0, 2.0]) @ np.stack([np.delete(x, i).mean() for i in range(2)])


@snippet((6,))
def weighted_histogram(w):
    return np.histogram([0.1, 0.3, 0.35, 0.6, 0.8, 0.9], bins=3, range=(0, 1), weights=w)[0]


@snippet((6,))
def density_of_weights(w):
    return np.histogram([0.1, 0.3, 0.35, 0.6, 0.8, 0.9], bins=3, weights=np.exp(w), density=True)[0]


@snippet((6,))
def two_dimensional_histogram(w):
    x, y = np.linspace(0, 1, 6), np.linspace(0, 1, 6) ** 2
    return np.histogram2d(x, y, bins=(2, 3), weights=w)[0]


@snippet((6,))
def bin_counts(w):
    return np.bincount(GROUPS, weights=w, minlength=4)


@snippet((6,))
def group_means(x):
    return np.bincount(GROUPS, x) / np.bincount(GROUPS)


@snippet((6, 2))
def group_sums_by_add_at(x):
    sums = np.zeros_like(x, shape=(3, 2)) * x[:3] * 0
    np.add.at(sums, GROUPS, x)
    return sums


@snippet((6,))
def segment_sums(x):
    return np.add.reduceat(x, [0, 2, 5])


@snippet((6,))
def segment_extremes(x):
    return np.maximum.reduceat(x, [0, 2, 5]) - np.minimum.reduceat(x, [0, 2, 5])


@snippet((6,))
def digitised_means(x):
    bins = np.digitize(x, [-0.5, 0.5])
    return x[bins == bins[0]].mean()


@snippet((5, 2), (4, 2))
def pairwise_distances(x, y):
    return np.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(axis=-1))


@snippet((5, 2))
def distances_by_gram(x):
    square = (x**2).sum(axis=1)
    d = square[:, None] + square - 2 * x @ x.T
    return np.sqrt(d[np.triu_indices(5, 1)])


@snippet((5, 2), (3, 2))
def nearest_centre(x, centres):
    d = np.linalg.norm(x[:, np.newaxis] - centres, axis=2)
    return d.min(axis=1).sum()


@snippet((4,), (4,))
def cosine_similarity(x, y):
    return x @ y / (np.linalg.norm(x) * np.linalg.norm(y))


@snippet((5,), (5,))
def manhattan_and_chebyshev(x, y):
    return np.abs(x - y).sum() + np.max(np.abs(x - y))


@snippet((5, 2))
def gaussian_kernel(x):
    d = np.sum((x[:, None] - x[None]) ** 2, -1)
    return np.exp(-d / (2 * 0.5**2)).mean(axis=0)


@snippet((5,), (1,))
def kernel_density(x, h):
    grid = np.linspace(-2, 2, 7)
    width = np.exp(h)
    return np.exp(-0.5 * ((grid[:, None] - x) / width) ** 2).sum(axis=1) / (len(x) * width * np.sqrt(2 * np.pi))


@snippet((5,), (1,), (1,))
def normal_log_likelihood(x, mean, log_scale):
    z = (x - mean) / np.exp(log_scale)
    return np.sum(-0.5 * z**2 - log_scale - 0.5 * np.log(2 * np.pi))


@snippet((3,), (3, 3))
def multivariate_normal(x, a):
    covariance = a @ a.T + np.eye(3)
    _, log_determinant = np.linalg.slogdet(covariance)
    return -0.5 * (x @ np.linalg.solve(covariance, x) + log_determinant)


@snippet((4,))
def entropy_of_softmax(x):
    p = np.exp(x - x.max())
    p /= p.sum()
    return -np.sum(p * np.log(p))


@snippet((4,), (4,))
def divergence_between(x, y):
    p, q = np.exp(x) / np.exp(x).sum(), np.exp(y) / np.exp(y).sum()
    return np.sum(np.where(p != 0, p * np.log(p / q), 0))


@snippet((6,))
def empirical_distribution(x):
    return np.interp(0.3, np.sort(x), np.linspace(0, 1, 6))


@snippet((5,), (5,))
def ranks_do_not_move(x, y):
    return (np.argsort(np.argsort(x)) * y).sum() + x.sum()


@snippet((4, 3))
def variance_with_given_mean(x):
    centre = np.mean(x, axis=0, keepdims=True)
    return np.var(x, axis=0, mean=centre) + np.std(x, axis=0, mean=centre, ddof=1)


@snippet((4, 3))
def masked_reductions(x):
    mask = np.array([True, True, False])
    return np.sum(x, axis=1, where=mask) + np.max(x, axis=1, initial=-9, where=mask) + np.mean(x, axis=1, where=mask)
