"""Machine learning by hand: models, losses, steps of training and of clustering."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet

LABELS = np.array([0, 2, 1, 2])
ONE_HOT = np.eye(3)[LABELS]


@snippet((4, 3))
def softmax_of_rows(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@snippet((4, 3))
def cross_entropy_of_labels(z):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(4), LABELS]))


@snippet((4, 3))
def cross_entropy_of_one_hot(z):
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return -(ONE_HOT * log_p).sum(axis=-1).mean()


@snippet((5,), (5,))
def logistic_loss(w, x):
    return np.log1p(np.exp(-(w @ x)))


@snippet((5,))
def sigmoid_and_its_slope(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s * (1 - s)


@snippet((6,))
def activations(x):
    return np.maximum(0, x) + np.tanh(x) + np.where(x > 0, x, np.expm1(x)) + np.log1p(np.exp(x))


@snippet((4, 3), (3, 5), (5,), (5, 2))
def two_layers(x, w1, b1, w2):
    return np.maximum(x @ w1 + b1, 0) @ w2


@snippet((4, 3), (4,), (3,))
def squared_error(x, y, w):
    return np.mean((x @ w - y) ** 2)


@snippet((4, 3), (4,), (3,))
def ridge_loss(x, y, w):
    return np.linalg.norm(x @ w - y) ** 2 + 0.1 * np.sum(w**2) + 0.1 * np.abs(w).sum()


@snippet((6, 2), (6,))
def normal_equations(x, y):
    design = np.c_[np.ones(6), np.arange(6.0)]
    return np.linalg.solve(design.T @ design, design.T @ (y + x[:, 0]))


@snippet((6, 2), (6,))
def least_squares(x, y):
    return np.linalg.lstsq(x, y, rcond=None)[0]


@snippet((6, 2), (6,))
def pseudoinverse_fit(x, y):
    return np.linalg.pinv(x) @ y


@snippet((5,), (5,))
def huber_loss(x, y):
    d = np.abs(x - y)
    return np.where(d < 1, 0.5 * d**2, d - 0.5).sum()


@snippet((5,))
def hinge_loss(x):
    return np.maximum(0, 1 - x * np.array([1, -1, 1, 1, -1])).mean()


@snippet((3,), (4, 3))
def gradient_descent_steps(w, x):
    for _ in range(3):
        w = w - 0.1 * x.T @ (x @ w - 1.0)
    return w


@snippet((3,), (3,))
def momentum_steps(w, v):
    for _ in range(3):
        v = 0.9 * v - 0.1 * np.sin(w)
        w = w + v
    return w


@snippet((3,), (3,))
def adam_step(w, g):
    m, v = 0.1 * g, 0.001 * g**2
    return w - 0.01 * (m / 0.1) / (np.sqrt(v / 0.001) + 1e-8)


@snippet((6, 2), (2, 2))
def k_means_step(x, centres):
    nearest = ((x[:, None] - centres) ** 2).sum(-1).argmin(axis=1)
    parts = [x[nearest == k].mean(axis=0) if np.any(nearest == k) else centres[k] for k in range(2)]
    return np.stack(parts) + 0.1 * centres


@snippet((6, 2), (2, 2))
def soft_assignments(x, centres):
    d = ((x[:, None] - centres) ** 2).sum(axis=2)
    p = np.exp(-d) / np.exp(-d).sum(axis=1, keepdims=True)
    return (p.T @ x) / p.sum(axis=0)[:, np.newaxis]


@snippet((6, 3))
def explained_variance(x):
    centred = x - x.mean(axis=0)
    values = np.linalg.svd(centred, compute_uv=False) ** 2
    return values / values.sum()


@snippet((6, 3))
def projection_on_the_first_component(x):
    covariance = np.cov(x.T)
    _, vectors = np.linalg.eigh(covariance)
    return np.abs((x - x.mean(axis=0)) @ vectors[:, -1])


@snippet((2, 4, 3), (2, 4, 3), (2, 4, 3))
def attention(q, k, v):
    scores = np.einsum("bqd,bkd->bqk", q, k) / np.sqrt(3)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.einsum("bqk,bkd->bqd", weights / weights.sum(axis=-1, keepdims=True), v)


@snippet((4, 3), (3,), (3,))
def batch_normalisation(x, gamma, beta):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5) + beta


@snippet((4, 3))
def dropout_with_a_fixed_mask(x):
    return x * np.random.default_rng(3).binomial(1, 0.5, size=(4, 3)) / 0.5


@snippet((5, 3))
def embedding_lookup(table):
    return table[np.array([[0, 1], [4, 1]])].mean(axis=1)


@snippet((3,), (3, 3), (3, 3))
def recurrent_cell(h, w, u):
    for x in np.eye(3):
        h = np.tanh(h @ w + x @ u)
    return h


@snippet((5, 5), (3, 3))
def convolution_by_loops(x, kernel):
    return np.array([1.0]) * sum(kernel[i, j] * x[i : i + 3, j : j + 3] for i in range(3) for j in range(3))


@snippet((2, 4, 4))
def max_pooling_by_reshape(x):
    return x.reshape(2, 2, 2, 2, 2).max(axis=(2, 4))


@snippet((4, 3), (4, 3))
def factorised_ratings(p, q):
    known = np.triu(np.ones((4, 4), bool))
    return ((p @ q.T - 1.0)[known] ** 2).sum()


@snippet((3,), (4, 3))
def gaussian_process_mean(y, x):
    points = x[:3]
    gram = np.exp(-((points[:, None] - points) ** 2).sum(-1)) + 0.1 * np.eye(3)
    return np.exp(-((x[3] - points) ** 2).sum(-1)) @ np.linalg.solve(gram, y)


@snippet((3, 3), (3,))
def cholesky_sample(a, z):
    return np.linalg.cholesky(a @ a.T + np.eye(3)) @ z


@snippet((5, 2))
def triplet_margins(x):
    def apart(i, j):
        return np.linalg.norm(x[i] - x[j])

    return np.array([1.0, 2.0]) * np.maximum(0, apart(0, 1) - apart(0, 2) + 1)


@snippet((3, 4), (4,))
def policy_gradient(z, reward):
    log_p = z - np.log(np.exp(z).sum(axis=0))
    return (np.take_along_axis(log_p, np.array([[0, 1, 2, 1]]), axis=0)[0] * reward).mean()
