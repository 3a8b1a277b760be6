"""Time series, signals, polynomials, sums and differences along an axis."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.autograd_core.everyday.snippets import snippet

TIMES = np.array([0.0, 0.5, 1.5, 2.0, 3.5, 4.0])


@snippet((8,))
def moving_average_by_convolve(x):
    return np.convolve(x, np.ones(3) / 3, mode="valid")


@snippet((8,))
def moving_average_by_cumsum(x):
    total = np.cumsum(np.insert(x, 0, 0))
    return (total[3:] - total[:-3]) / 3


@snippet((8,))
def moving_maximum_by_windows(x):
    return sliding_window_view(x, 3).max(axis=-1)


@snippet((8,))
def moving_spread_by_windows(x):
    return sliding_window_view(x, window_shape=4)[::2].std(axis=1)


@snippet((4, 5))
def patches_of_an_image(x):
    return np.einsum("ijkl,kl->ij", sliding_window_view(x, (2, 3)), np.arange(6.0).reshape(2, 3))


@snippet((6,), (1,))
def exponential_smoothing(x, a):
    alpha = 1 / (1 + np.exp(-a[0]))
    level = x[0]
    for value in x[1:]:
        level = alpha * value + (1 - alpha) * level
    return level


@snippet((6,))
def returns_and_drawdown(x):
    price = np.cumprod(1 + 0.1 * x)
    return np.max(1 - price / np.maximum.accumulate(price))


@snippet((6,))
def differences_and_second_differences(x):
    return np.diff(x, n=2) + np.ediff1d(x)[:-1]


@snippet((6,))
def slope_of_samples(x):
    return np.gradient(x, TIMES)


@snippet((6,))
def area_under_samples(x):
    return np.trapezoid(x, TIMES)


@snippet((8,))
def autocorrelation(x):
    x = x - x.mean()
    full = np.correlate(x, x, mode="full")
    return full[full.size // 2 :] / full[full.size // 2]


@snippet((8,))
def power_spectrum(x):
    return np.abs(np.fft.rfft(x)) ** 2 / len(x)


@snippet((8,))
def low_pass_by_fft(x):
    spectrum = np.fft.fft(x)
    return np.fft.ifft(np.where(np.abs(np.fft.fftfreq(8)) < 0.3, spectrum, 0)).real


@snippet((8,), (8,))
def convolution_by_fft(x, y):
    return np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(y), n=8)


@snippet((4, 4))
def gaussian_filter_in_two_dimensions(x):
    k = np.fft.fftfreq(4)
    response = np.exp(-(k[:, None] ** 2 + k**2))
    return np.real(np.fft.ifft2(np.fft.fft2(x) * response))


@snippet((8,))
def windowed_spectrum(x):
    return np.abs(np.fft.fftshift(np.fft.fft(x * np.hanning(8))))[1:4]


@snippet((8,))
def spectral_derivative(x):
    k = 2j * np.pi * np.fft.fftfreq(8)
    return np.fft.ifft(k * np.fft.fft(x)).real


@snippet((4,))
def phase_unwrapped(x):
    return np.unwrap(np.cumsum(2 + 0.1 * x) % (2 * np.pi))


@snippet((4,))
def polynomial_by_horner(c):
    y = 0.0
    for a in c:
        y = y * 0.7 + a
    return y


@snippet((4,), (3,))
def polynomial_values(c, x):
    return np.polyval(c, x)


@snippet((6,))
def fitted_line(y):
    return np.polyfit(np.arange(6.0), y, 1)


@snippet((6,))
def detrended(y):
    t = np.arange(6.0)
    slope, intercept = np.polyfit(t, y, 1)
    return y - (slope * t + intercept)


@snippet((3,), (3,))
def product_of_polynomials(a, b):
    return np.polymul(a, b)


@snippet((3,))
def derivative_and_integral_of_a_polynomial(c):
    return np.polyval(np.polyder(c), 0.5) + np.polyval(np.polyint(c), 0.5)


@snippet((4,))
def vandermonde(x):
    return np.vander(x, 3) @ np.array([1.0, 2.0, 3.0])


@snippet((3,), low=0.5, high=4.5)
def interpolation_at(x):
    return np.interp(x, TIMES[1:5] + 0.01, [0.0, 1.0, 0.5, 2.0])


@snippet((6,))
def interpolation_of(y):
    return np.interp(np.array([0.2, 1.0, 3.0]), TIMES, y)


@snippet((6,))
def running_extremes(x):
    return np.maximum.accumulate(x) - np.minimum.accumulate(x)


@snippet((6,))
def running_products_backwards(x):
    return np.multiply.accumulate(x[::-1])[::-1]


@snippet((6,))
def differences_by_subtract(x):
    return np.subtract(x[1:], x[:-1]) + np.subtract.reduce(x)


@snippet((6,))
def discounted_sum(r):
    g = np.zeros(6)
    running = 0.0
    found = []
    for t in reversed(range(6)):
        running = r[t] + 0.9 * running
        found.append(running)
    return np.stack(found) + g


@snippet((6,))
def log_sum_by_logaddexp(x):
    return np.logaddexp.reduce(x) + np.logaddexp.accumulate(x)[2]


@snippet((6, 2))
def rows_by_apply_along_axis(x):
    return np.apply_along_axis(lambda row: row[0] * np.sin(row[1]), 1, x)


@snippet((3, 4))
def totals_by_apply_over_axes(x):
    return np.apply_over_axes(np.sum, x, [0, 1])


@snippet((5,))
def autoregression(x):
    lagged = np.column_stack([x[1:-1], x[:-2]])
    return np.linalg.lstsq(lagged, x[2:], rcond=None)[0]


@snippet((6,))
def crossings(x):
    changed = np.flatnonzero(np.diff(np.sign(x)))
    return x[changed].sum() + x[0]
