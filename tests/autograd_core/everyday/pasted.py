"""Idioms of tutorials, exercises and textbooks, as people paste them: loops, masks, tables that fill up."""

from functools import reduce
from itertools import accumulate

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.autograd_core.everyday.snippets import snippet

# --------------------------------------------------------------------------------------------------- tutorials of NumPy


@snippet((12, 3), low=1.0, high=300.0)
def sliding_mean_with_an_offset(a):
    total = np.cumsum(a, dtype=float, axis=0)
    total[4:] = total[4:] - total[:-4]
    return np.max(total[3:] / 4, axis=1)


@snippet((6,), (6,))
def paired_t_value(x, y):
    diff = y - x
    return np.divide(np.mean(diff), np.sqrt(np.var(diff, ddof=1) / len(x)))


@snippet((4, 3), (3, 2), (4,))
def network_trained_by_hand(w1, w2, image):
    mask, label, loss = np.array([1, 0, 1]), np.array([0.0, 1.0]), 0.0
    for _ in range(2):
        hidden = np.dot(image, w1)
        hidden = (hidden >= 0) * hidden
        hidden *= mask * 2
        delta = label - np.dot(hidden, w2)
        loss += np.sum(delta**2)
        back = np.dot(w2, delta) * (hidden >= 0)
        back *= mask
        w1 += 0.05 * np.outer(image, back)
        w2 += 0.05 * np.outer(hidden, delta)
    return loss


@snippet((3,), (3,), low=-0.5, high=0.5)
def julia_set_by_mask(x, y):
    z = x + 1j * y
    steps = np.zeros(z.shape)
    for _ in range(4):
        near = np.abs(z) < 2
        steps[near] += 1
        z[near] = np.square(z[near]) - 1
    return np.abs(z) + steps


@snippet((3,), (2,), low=-0.5, high=0.5)
def mandelbrot_set_on_a_grid(x, y):
    c = x + y[:, None] * 1j
    z = np.zeros_like(c)
    for _ in range(4):
        near = np.less(abs(z), 2.0)
        z[near] = z[near] ** 2 + c[near]
    return z.real, z.imag


@snippet((3,), (3,), (3,))
def moment_of_a_cord(base, cord, joint):
    pole, direction = joint - base, cord - joint
    force = 5 * direction / np.linalg.norm(direction)
    return np.cross(force, pole)


@snippet((4, 5, 3), low=0.0, high=1.0)
def grey_image_of_low_rank(image):
    grey = image @ [0.2126, 0.7152, 0.0722]
    u, s, vt = np.linalg.svd(grey)
    sigma = np.zeros_like(grey)
    np.fill_diagonal(sigma, s)
    return u @ sigma[:, :2] @ vt[:2, :]


@snippet((4, 5, 3), low=0.0, high=1.0)
def colour_image_of_low_rank(image):
    u, s, vt = np.linalg.svd(np.transpose(image, (2, 0, 1)), full_matrices=False)
    return u[..., :2] @ (s[..., :2, None] * vt[..., :2, :])


@snippet((2,), (4, 2))
def distance_to_the_nearest_code(observation, codes):
    distance = np.sqrt(np.sum((codes - observation) ** 2, axis=-1))
    return distance[np.argmin(distance)]


@snippet((3, 4), (4,))
def open_grid_of_coordinates(a, b):
    x, y = np.ix_(a[:, 0], b)
    return x + y * x


@snippet((3,), (2,), (4,))
def outer_sum_of_many_vectors(x, y, z):
    return reduce(np.add, np.ix_(x, y, z)) ** 2


# ------------------------------------------------------------------------------------------------ exercises with arrays


@snippet((10,))
def negate_between(z):
    z[(z > -0.5) & (z < 0.8)] *= -1
    return z


@snippet((10,))
def replace_the_largest(z):
    z[z.argmax()] = 0
    return z**2


@snippet((3, 4))
def read_and_write_flat(z):
    nearest = z.flat[np.abs(z - 0.5).argmin()]
    z.flat[1::5] = nearest**2
    return z * sum(v for v in z.flat)


@snippet((3,), (3,))
def ufuncs_into_their_operands(a, b):
    np.add(a, b, out=b)
    np.divide(a, 2, out=a)
    np.negative(a, out=a)
    np.multiply(a, b, out=a)
    return a


@snippet((8,), low=0.0, high=10.0)
def whole_part_in_many_ways(z):
    return (z - z % 1) * z, z // 1 * z, np.trunc(z) * z, z.astype(int) * z, round(z[0], 1) * z


@snippet((4,), (4,))
def cauchy_determinant(x, y):
    return np.linalg.det(1.0 / np.subtract.outer(x, y))


@snippet((5, 2), (5, 2), (1, 2))
def distances_of_a_point_to_lines(start, end, point):
    normal = end - start
    normal[:, [0, 1]] = normal[:, [1, 0]]
    normal[:, 1] *= -1
    return np.abs(np.einsum("ij,ij->i", start - point, normal)) / np.linalg.norm(normal, axis=1)


@snippet((8, 8))
def sums_of_blocks(z):
    steps = np.arange(0, 8, 4)
    by_reduceat = np.add.reduceat(np.add.reduceat(z, steps, axis=0), steps, axis=1)
    return by_reduceat, sliding_window_view(z, (4, 4))[::4, ::4].sum(axis=(-2, -1)), z.reshape(2, 4, 2, 4).sum((1, 3))


@snippet((), low=1.0, high=2.0)
def path_of_even_steps(radius):
    phi = np.arange(6) * 0.7
    x, y = radius * phi * np.cos(phi), radius * phi * np.sin(phi)
    along = np.zeros_like(x)
    along[1:] = np.cumsum((np.diff(x) ** 2 + np.diff(y) ** 2) ** 0.5)
    return np.interp(np.linspace(0, along.max(), 9)[1:-1], along, x)


@snippet((20,))
def confidence_by_resampling(x):
    chosen = np.random.default_rng(0).integers(0, x.size, (50, x.size))
    low, high = np.percentile(x[chosen].mean(axis=1), [2.5, 97.5])
    return high - low


@snippet((5,))
def running_extremes_by_itertools(x):
    return sum(accumulate(x, max)), max(x, key=abs), sorted(x)[1]


@snippet((4,))
def bubble_sort(x):
    for end in range(3, 0, -1):
        for i in range(end):
            if x[i] > x[i + 1]:
                x[i], x[i + 1] = x[i + 1], x[i]
    return x


# ----------------------------------------------------------------------------------------------------------- simulation


@snippet((4, 2), (4, 2))
def flock_that_keeps_apart(position, velocity):
    n = len(position)
    dx, dy = (np.subtract.outer(position[:, k], position[:, k]) for k in (0, 1))
    distance = np.hypot(dx, dy)
    near = (distance > 0) & (distance < 25)
    away = np.dstack((dx, dy))
    away = np.divide(away, distance.reshape(n, n, 1) ** 2, out=away, where=distance.reshape(n, n, 1) != 0)
    steer = (away * near.reshape(n, n, 1)).sum(axis=1) / np.maximum(near.sum(axis=1), 1).reshape(n, 1)
    velocity += steer
    position += velocity
    return position


@snippet((6, 6), (6, 6), low=0.0, high=1.0)
def reaction_and_diffusion(big_u, big_v):
    u, v = big_u[1:-1, 1:-1], big_v[1:-1, 1:-1]
    for _ in range(3):
        lu, lv = (w[:-2, 1:-1] + w[1:-1, :-2] - 4 * w[1:-1, 1:-1] + w[1:-1, 2:] + w[2:, 1:-1] for w in (big_u, big_v))
        uvv = u * v * v
        u += 0.16 * lu - uvv + 0.035 * (1 - u)
        v += 0.08 * lv + uvv - 0.1 * v
    return big_u, big_v


@snippet((6, 6), (6, 6), (6, 6), low=0.0, high=1.0)
def smoke_carried_by_the_wind(density, u, v):
    rows, columns = np.indices((4, 4))
    x = np.clip(rows + 1 - 0.4 * u[1:-1, 1:-1], 0.5, 4.5)
    y = np.clip(columns + 1 - 0.4 * v[1:-1, 1:-1], 0.5, 4.5)
    i, j = x.astype(int), y.astype(int)
    s, t = x - i, y - j
    left = (1 - t) * density[i, j] + t * density[i, j + 1]
    right = (1 - t) * density[i + 1, j] + t * density[i + 1, j + 1]
    return (1 - s) * left + s * right


@snippet((3, 2), (3, 2))
def planets_by_leapfrog(position, velocity):
    mass = np.array([[1.0], [2.0], [0.5]])

    def acceleration(position):
        dx, dy = (position[:, k : k + 1].T - position[:, k : k + 1] for k in (0, 1))
        inverse = dx**2 + dy**2 + 0.01
        inverse[inverse > 0] = inverse[inverse > 0] ** -1.5
        return np.hstack(((dx * inverse) @ mass, (dy * inverse) @ mass))

    for _ in range(2):
        velocity += 0.005 * acceleration(position)
        position += 0.01 * velocity
        velocity += 0.005 * acceleration(position)
    return position, velocity


@snippet((4, 3))
def potential_of_pairs_above_the_diagonal(position):
    x, y, z = position[:, 0:1], position[:, 1:2], position[:, 2:3]
    r = np.sqrt((x.T - x) ** 2 + (y.T - y) ** 2 + (z.T - z) ** 2)
    r[r > 0] = 1.0 / r[r > 0]
    return np.sum(np.triu(-r, 1))


@snippet((5, 2), low=0.0, high=3.0)
def pairs_within_a_cutoff_in_a_box(position):
    i, j = np.triu_indices(len(position), k=1)
    d = position[i] - position[j]
    d -= 3.0 * np.round(d / 3.0)
    r2 = np.sum(d**2, axis=1)
    return np.sum(1.0 / r2[r2 < 1.96])


@snippet((4, 2), low=0.0, high=1.0)
def soft_spheres_by_loops(position):
    force = np.zeros_like(position)
    for i in range(4):
        for j in range(4):
            if i != j:
                d = position[i] - position[j]
                r = np.sqrt((d**2).sum())
                if r < 0.8:
                    force[i] += (1 - r / 0.8) ** 2 * d / r
    return force


@snippet((7,))
def burgers_equation_by_loops(u):
    for _ in range(2):
        old = u.copy()
        for i in range(1, 6):
            u[i] = old[i] - 0.1 * old[i] * (old[i] - old[i - 1]) + 0.07 * (old[i + 1] - 2 * old[i] + old[i - 1])
        u[0] = u[-1] = old[-2]
    return u


@snippet((5, 5))
def pressure_in_a_cavity(p):
    for _ in range(3):
        old = p.copy()
        p[1:-1, 1:-1] = (old[1:-1, 2:] + old[1:-1, :-2] + old[2:, 1:-1] + old[:-2, 1:-1]) / 4 - 0.1
        p[:, -1], p[0, :], p[:, 0], p[-1, :] = p[:, -2], p[1, :], p[:, 1], 0
    return p


@snippet((5, 5))
def spins_and_their_neighbours(s):
    return -np.sum(s * sum(np.roll(s, step, axis) for step in (1, -1) for axis in (0, 1))) / 2
