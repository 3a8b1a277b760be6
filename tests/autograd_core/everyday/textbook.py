"""Methods out of textbooks, as people paste them: estimation, learning, images, signals, elimination."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet

# ---------------------------------------------------------------------------------------------- estimation and learning


@snippet((4, 4), low=0.1, high=1.0)
def page_rank_until_it_stays(links):
    damped = 0.85 * links / links.sum(axis=0) + 0.15 / 4
    rank, last = np.ones(4) / 4, np.zeros(4)
    while np.linalg.norm(rank - last) > 1e-13:
        rank, last = damped @ rank, rank
    return rank


@snippet((10, 4))
def shares_of_the_principal_components(x):
    values, vectors = np.linalg.eigh(np.cov(x, rowvar=False))
    order = np.argsort(values)[::-1]
    shares = np.cumsum(values[order]) / np.sum(values)
    return shares[:3], np.abs((x - x.mean(0)) @ vectors[:, order[:2]])


@snippet((5,), (2, 2), ())
def track_by_a_kalman_filter(z, a, q):
    x, p = np.array([[0.0], [1.0]]), np.eye(2)
    f, h = np.array([[1.0, 0.1], [0.0, 1.0]]), np.array([[1.0, 0.0]])
    likelihood = 0.0
    for measured in z:
        x, p = f @ x, f @ p @ f.T + np.eye(2) * q**2 + a @ a.T
        y, s = measured - h @ x, h @ p @ h.T + 0.5
        gain = p @ h.T @ np.linalg.inv(s)
        x, p = x + gain @ y, (np.eye(2) - gain @ h) @ p
        likelihood += -0.5 * (y.T @ np.linalg.inv(s) @ y + np.log(np.linalg.det(s)))
    return x, likelihood


@snippet((5, 1), (5,), (2,))
def evidence_of_a_gaussian_process(x, y, scales):
    length, height = np.exp(scales)
    squares = np.sum(x**2, 1).reshape(-1, 1) + np.sum(x**2, 1) - 2 * np.dot(x, x.T)
    factor = np.linalg.cholesky(height**2 * np.exp(-0.5 / length**2 * squares) + 0.1 * np.eye(len(x)))
    weights = np.linalg.solve(factor.T, np.linalg.solve(factor, y))
    return np.sum(np.log(np.diagonal(factor))) + 0.5 * y.dot(weights)


@snippet((8, 5), (8, 1), (3, 1))
def long_short_term_memory(w, b, x):
    h, c = np.zeros((2, 1)), np.zeros((2, 1))
    for _ in range(3):
        forget, enter, new, out = np.split(np.dot(w, np.vstack((h, x))) + b, 4)
        c = c / (1 + np.exp(-forget)) + np.tanh(new) / (1 + np.exp(-enter))
        h = np.tanh(c) / (1 + np.exp(-out))
    return h, c


@snippet((4, 6), (6, 6), (6, 6), (6, 6))
def attention_with_heads_and_a_mask(x, wq, wk, wv):
    heads = [np.split(x @ w, 2, axis=-1) for w in (wq, wk, wv)]
    mask = (1 - np.tri(4, dtype=x.dtype)) * -1e10

    def head(q, k, v):
        score = q @ k.T / np.sqrt(q.shape[-1]) + mask
        e = np.exp(score - np.max(score, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True) @ v

    return np.hstack([head(q, k, v) for q, k, v in zip(*heads, strict=True)])


@snippet((5, 3), (3, 3))
def best_path_of_a_hidden_chain(emission, transition):
    score = emission[0]
    for row in emission[1:]:
        score = np.max(score[:, None] + transition, axis=0) + row
    return np.max(score)


@snippet((5,), (4,))
def soft_alignment_of_two_series(a, b):
    above = [0.0] + [50.0] * len(b)
    for x in a:
        here = [50.0]
        for j, y in enumerate(b, 1):
            here.append((x - y) ** 2 - np.log(np.exp(-above[j]) + np.exp(-here[j - 1]) + np.exp(-above[j - 1])))
        above = here
    return above[-1]


@snippet((4,), low=0.5, high=2.0)
def asian_option_by_fixed_draws(p):
    z = np.random.default_rng(1).standard_normal((20, 5))
    paths = (p[0] + 5) * np.exp(np.cumsum((0.05 - 0.5 * p[1] ** 2) * 0.2 + p[1] * np.sqrt(0.2) * z, axis=1))
    return np.exp(-0.05) * np.mean(np.maximum(paths.mean(axis=1) - 5, 0))


# ----------------------------------------------------------------------------------------- images, signals, polynomials


@snippet((5, 5), (3, 3))
def filter_of_a_padded_image(image, kernel):
    padded, out = np.pad(image, 1, mode="edge"), np.zeros_like(image)
    for y in range(5):
        for x in range(5):
            out[y, x] = np.sum(padded[y : y + 3, x : x + 3] * kernel)
    return out


@snippet((8, 8))
def image_without_high_frequencies(image):
    spectrum = np.fft.fftshift(np.fft.fft2(image))
    y, x = np.ogrid[:8, :8]
    spectrum[(x - 4) ** 2 + (y - 4) ** 2 > 4] = 0
    return np.real(np.fft.ifft2(np.fft.ifftshift(spectrum)))


@snippet((4, 4, 3), low=0.0, high=1.0)
def hue_and_saturation(rgb):
    largest, span = rgb.max(-1), rgb.max(-1) - rgb.min(-1)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.zeros_like(largest)
    for shift, channel, difference in ((6, r, g - b), (2, g, b - r), (4, b, r - g)):
        at = largest == channel
        hue[at] = difference[at] / span[at] + shift
    return hue % 6, np.where(largest == 0, 0, span / largest)


@snippet((10,))
def smoothing_by_local_parabolas(y):
    weights = np.linalg.pinv(np.vander(np.arange(-2, 3), 3, increasing=True))[0]
    return np.convolve(y, weights[::-1], mode="valid")


@snippet((5,))
def interpolation_of_lagrange(y):
    total, points = 0, np.arange(5.0)
    for i in range(5):
        term = y[i]
        for j in range(5):
            if i != j:
                term *= (1.7 - points[j]) / (points[i] - points[j])
        total += term
    return total


@snippet((5,))
def divided_differences_in_place(y):
    x, a = np.arange(5.0), np.copy(y)
    for k in range(1, 5):
        a[k:] = (a[k:] - a[k - 1]) / (x[k:] - x[k - 1])
    return a


@snippet((4, 2))
def curve_of_bezier(points):
    for _ in range(3):
        points = 0.3 * points[:-1] + 0.7 * points[1:]
    return points


# ------------------------------------------------------------------------------------------------------- linear algebra


@snippet((4, 4))
def elimination_with_pivots(a):
    for k in range(3):
        m = np.argmax(np.abs(a[k:, k])) + k
        if m != k:
            a[[k, m]] = a[[m, k]]
        for i in range(k + 1, 4):
            a[i, k:] -= a[i, k] / a[k, k] * a[k, k:]
    return np.prod(np.diag(a))


@snippet((4, 4))
def factor_of_cholesky_by_hand(a):
    a = a @ a.T + np.eye(4)
    factor = np.zeros_like(a)
    for i in range(4):
        for j in range(i + 1):
            rest = a[i, j] - np.dot(factor[i, :j], factor[j, :j])
            factor[i, j] = np.sqrt(rest) if i == j else rest / factor[j, j]
    return factor


@snippet((4,), (4,), low=1.0, high=2.0)
def tridiagonal_system_of_thomas(a, d):
    b = a + 4.0
    for i in range(1, 4):
        m = a[i - 1] / b[i - 1]
        b[i] -= m
        d[i] -= m * d[i - 1]
    d[-1] /= b[-1]
    for i in range(2, -1, -1):
        d[i] = (d[i] - d[i + 1]) / b[i]
    return d
