"""Physics, geometry, linear algebra, differential equations."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet


@snippet((5,))
def heat_equation_step(u):
    return u[1:-1] + 0.1 * (u[2:] - 2 * u[1:-1] + u[:-2])


@snippet((6,))
def heat_equation_by_writes(u):
    for _ in range(3):
        new = u.copy()
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = new
    return u


@snippet((5, 5))
def laplacian_in_two_dimensions(u):
    return u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1]


@snippet((5,), (5,))
def wave_equation_on_a_ring(u, v):
    for _ in range(3):
        v = v + 0.1 * (np.roll(u, 1) - 2 * u + np.roll(u, -1))
        u = u + 0.1 * v
    return u


@snippet((4,))
def upwind_advection(u):
    return u - 0.2 * np.diff(u, prepend=u[-1:])


@snippet((2,))
def pendulum_by_euler(state):
    angle, speed = state
    for _ in range(5):
        angle, speed = angle + 0.1 * speed, speed - 0.1 * np.sin(angle)
    return np.stack([angle, speed])


@snippet((3,), (3,))
def lorenz_by_runge_kutta(x, p):
    def slope(x):
        return np.stack([p[0] * (x[1] - x[0]), x[0] * (p[1] - x[2]) - x[1], x[0] * x[1] - p[2] * x[2]])

    k1 = slope(x)
    k2 = slope(x + 0.05 * k1)
    return x + 0.1 * k2


@snippet((3, 2), (3,))
def gravity_of_bodies(position, mass):
    d = position[None] - position[:, None]
    distance = np.sqrt((d**2).sum(-1) + 0.1)
    return (np.exp(mass)[:, None] * d / distance[..., None] ** 3).sum(axis=1)


@snippet((4, 3))
def lennard_jones(x):
    i, j = np.triu_indices(4, k=1)
    r = np.linalg.norm(x[i] - x[j], axis=1) + 1
    return np.sum(4 * (r**-12 - r**-6))


@snippet((3,), (3, 3))
def kalman_step(x, a):
    p, h, r = a @ a.T + np.eye(3), np.array([[1.0, 0.0, 0.5]]), np.array([[0.3]])
    gain = p @ h.T @ np.linalg.inv(h @ p @ h.T + r)
    return x + gain @ (np.array([0.7]) - h @ x), (np.eye(3) - gain @ h) @ p


@snippet((3, 3))
def gram_schmidt(a):
    found = []
    for column in a.T:
        rest = column
        for q in found:
            rest = rest - (q @ rest) * q
        found.append(rest / np.linalg.norm(rest))
    return np.array([1.0, 2.0, 3.0]) @ np.stack(found)


@snippet((4, 4), (4,))
def linear_system(a, b):
    return np.linalg.solve(a + 4 * np.eye(4), b)


@snippet((4, 4))
def inverse_and_determinant(a):
    a = a + 4 * np.eye(4)
    return np.linalg.inv(a) * np.linalg.det(a)


@snippet((3, 3), (3,))
def power_iteration(a, v):
    for _ in range(5):
        v = (a @ a.T + np.eye(3)) @ v
        v = v / np.linalg.norm(v)
    return v


@snippet((3, 3))
def eigenvalues_of_symmetric(a):
    return np.linalg.eigvalsh(a + a.T)


@snippet((4, 4), (4,))
def jacobi_iteration(a, b):
    d = np.diag(a) + 8.0
    x = np.zeros(4)
    for _ in range(4):
        x = (b - (a - np.diag(np.diag(a))) @ x) / d
    return x


@snippet((3, 3), (3,))
def conjugate_gradient(a, b):
    a = a @ a.T + np.eye(3)
    x, r = np.zeros(3), b
    p = r
    for _ in range(2):
        alpha = (r @ r) / (p @ a @ p)
        x = x + alpha * p
        new = r - alpha * a @ p
        p, r = new + (new @ new) / (r @ r) * p, new
    return x


@snippet((3, 3))
def matrix_powers(a):
    return np.linalg.matrix_power(a, 3) + np.linalg.multi_dot([a, a.T, a])


@snippet((1,))
def newton_root(a):
    x = 1.0
    for _ in range(6):
        x = x - (x**2 - np.exp(a)) / (2 * x)
    return x


@snippet((1,))
def rotation_matrix(angle):
    c, s = np.cos(angle[0]), np.sin(angle[0])
    return np.stack([np.stack([c, -s]), np.stack([s, c])]) @ np.array([1.0, 2.0])


@snippet((3,), (3,), (3,))
def triangle_area(a, b, c):
    return 0.5 * np.linalg.norm(np.cross(b - a, c - a))


@snippet((5, 2))
def shoelace_area(p):
    x, y = p.T
    return 0.5 * np.abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))


@snippet((4,), (4,))
def polar_coordinates(x, y):
    return np.hypot(x, y), np.arctan2(y, x)


@snippet((2,), (2,), low=0.1)
def great_circle_distance(a, b):
    h = np.sin((b[0] - a[0]) / 2) ** 2 + np.cos(a[0]) * np.cos(b[0]) * np.sin((b[1] - a[1]) / 2) ** 2
    return 2 * np.arcsin(np.sqrt(h))


@snippet((4,))
def quaternion_to_matrix(q):
    w, x, y, z = q / np.linalg.norm(q)
    return (
        w * w + x * x - y * y - z * z,
        2 * (x * y - w * z),
        2 * (x * z + w * y),
        1 - 2 * (x * x + y * y),
    )


@snippet((3, 4), (4, 5))
def einsum_matrix_product(a, b):
    return np.einsum("ij,jk->ik", a, b)


@snippet((3, 3), (3,))
def einsum_quadratic_form(a, x):
    return np.einsum("i,ij,j", x, a, x) + np.einsum("ii", a)


@snippet((2, 3, 4), (4, 2))
def einsum_of_tensors(a, b):
    return np.einsum("ijk,ki->j", a, b, optimize=True) + np.tensordot(a, b, axes=([2, 0], [0, 1]))


@snippet((2, 3), (2, 3))
def outer_products_of_rows(a, b):
    return a[:, :, None] * b[:, None, :] + np.einsum("bi,bj->bij", a, b)


@snippet((4,))
def mandelbrot_like_complex(x):
    z = x + 1j * x[::-1] / 4
    for _ in range(2):
        z = 0.3 * z**2 + 0.1
    return np.abs(z), z.real


@snippet((4,))
def complex_impedance(x):
    z = np.exp(x) + 1j * (2.0 * np.exp(x) - 1 / np.exp(x))
    return 20 * np.log10(np.abs(1 / z)), np.angle(z)


@snippet((5,), low=0.2)
def planck_spectrum(x):
    return x**3 / np.expm1(x)


@snippet((4,), low=0.2)
def michaelis_menten(s):
    return 2.0 * s / (0.5 + s) + np.power(s, 1.5) + np.cbrt(s)


@snippet((5,))
def logistic_map(x):
    x = 1 / (1 + np.exp(-x))
    for _ in range(4):
        x = 3.2 * x * (1 - x)
    return x


@snippet((5,))
def monte_carlo_with_fixed_draws(x):
    draws = np.random.default_rng(5).normal(size=(100, 1))
    return np.maximum(np.exp(0.2 * draws + x) - 1.0, 0).mean(axis=0)


@snippet((3,))
def simpson_rule(a):
    x = np.linspace(0, 1, 5)
    y = np.exp(a[:, None] * x)
    return (x[1] - x[0]) / 3 * (y[:, 0] + 4 * y[:, 1:-1:2].sum(1) + 2 * y[:, 2:-1:2].sum(1) + y[:, -1])


@snippet((3, 3))
def spectral_norms(a):
    return np.linalg.norm(a, 2) + np.linalg.norm(a, "fro") + np.linalg.norm(a, np.inf) + np.linalg.norm(a, "nuc")


@snippet((3, 3))
def markov_chain(a):
    p = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
    return np.array([1.0, 0.0, 0.0]) @ np.linalg.matrix_power(p, 4)


@snippet((4,))
def array_of_formulas(x):
    return np.stack([x[0] * x[1], np.sin(x[2]), x[3] ** 2])


@snippet((3, 4))
def sinc_and_bessel(x):
    return np.sinc(x) + np.i0(x) * np.deg2rad(x)
