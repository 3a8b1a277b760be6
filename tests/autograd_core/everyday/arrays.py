"""Making, shaping, picking and joining arrays."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet


@snippet((3, 4))
def reshape_and_transpose(x):
    return x.reshape(2, 6).T.ravel() * np.arange(12)


@snippet((6,))
def reshape_by_fortran(x):
    return np.reshape(x, (2, 3), order="F") @ np.arange(3.0)


@snippet((3, 4))
def row_and_column_slices(x):
    return x[1:, ::2] + x[:-1, 1::2] ** 2


@snippet((4, 4))
def negative_steps(x):
    return x[::-1, ::-2] * x[:, :2]


@snippet((5,))
def fancy_index(x):
    return x[[0, 2, 2, -1]] ** 2


@snippet((5, 3))
def rows_and_columns_by_ix(x):
    return x[np.ix_([0, 2, 4], [2, 0])]


@snippet((6,))
def boolean_mask(x):
    return x[x > 0].sum() + (x[x <= 0] ** 2).sum()


@snippet((3, 4))
def mask_of_a_matrix(x):
    return np.mean(x[np.abs(x) > 0.2])


@snippet((3,))
def new_axes(x):
    return x[:, None] * x[None, :] - x[np.newaxis, :, np.newaxis]


@snippet((2, 3, 4))
def ellipsis_index(x):
    return x[..., 0] * x[:, 1:2, ...][..., 1]


@snippet((3,), (3,))
def stack_columns(x, y):
    return np.column_stack([x, y, np.ones(3)]) @ np.array([1.0, 2.0, 3.0])


@snippet((2, 3), (1, 3))
def concatenate_rows(x, y):
    return np.concatenate([x, y, x[:1] * y], axis=0)


@snippet((2, 2), (2, 2))
def block_matrix(a, b):
    return np.linalg.det(np.block([[a, b], [b.T, np.eye(2)]]))


@snippet((2,), (3,))
def hstack_and_vstack(x, y):
    return np.vstack([np.hstack([x, y]), np.arange(5.0)]).sum(axis=0)


@snippet((2, 3), (2, 3))
def stack_and_mean(x, y):
    return np.stack([x, y, x * y], axis=-1).mean(axis=-1)


@snippet((7,))
def split_in_parts(x):
    a, b, c = np.split(x, [2, 5])
    return a.sum() * b.sum() - c.prod()


@snippet((7,))
def array_split_means(x):
    return np.stack([part.mean() for part in np.array_split(x, 3)])


@snippet((3,))
def tile_and_repeat(x):
    return np.tile(x, 2) * np.repeat(x, 2)


@snippet((4,))
def roll_differences(x):
    return x - np.roll(x, 1)


@snippet((3, 3))
def flip_and_rot(x):
    return np.flipud(x) + np.fliplr(x) * np.rot90(x)


@snippet((3, 4))
def pad_with_zeros(x):
    return np.pad(x, 1)[1:, 1:] * 2.0


@snippet((3, 4))
def pad_by_reflection(x):
    return np.pad(x, ((1, 1), (0, 2)), mode="reflect")


@snippet((3, 4))
def diagonal_sums(x):
    return np.trace(x) + np.diag(x, 1).sum() + np.tril(x, -1).sum()


@snippet((3,))
def diagonal_matrix(x):
    return np.diag(x) @ np.arange(9.0).reshape(3, 3)


@snippet((3, 4))
def upper_triangle_entries(x):
    return x[np.triu_indices(3, m=4)] ** 2


@snippet((4, 3))
def take_along_sorted(x):
    return np.take_along_axis(x, np.argsort(x, axis=0), axis=0)


@snippet((6,))
def sort_descending(x):
    return np.sort(x)[::-1] * np.arange(6)


@snippet((5,))
def top_two(x):
    return x[np.argsort(-x)[:2]].sum()


@snippet((6,))
def partition_smallest(x):
    return np.partition(x, 2)[:3].sum()


@snippet((4, 3))
def row_of_argmax(x):
    return x[np.arange(4), x.argmax(axis=1)]


@snippet((5,))
def where_of_three(x):
    return np.where(x > 0, x, 0.1 * x)


@snippet((5,))
def select_cases(x):
    return np.select([x < -0.5, x < 0.5], [-x, x**2], default=1.0 + x * 0)


@snippet((5,))
def piecewise_functions(x):
    return np.piecewise(x, [x < 0, x >= 0], [lambda v: v**2, np.exp])


@snippet((3, 4))
def choose_by_index(x):
    return np.choose(np.array([0, 1, 2, 1]), [x[0], x[1], x[2]])


@snippet((5,))
def clip_values(x):
    return np.clip(x, -0.5, 0.5)


@snippet((4,))
def insert_and_delete(x):
    return np.delete(np.insert(x, 1, x[0] * x[3]), 2)


@snippet((4,))
def append_value(x):
    return np.append(x, x.sum())


@snippet((2, 3), (4,))
def meshgrid_product(x, y):
    a, b = np.meshgrid(x.ravel(), y, indexing="ij")
    return a * b + b


@snippet((3,), (4,))
def broadcast_arrays_sum(x, y):
    a, b = np.broadcast_arrays(x[:, None], y)
    return a + b * a


@snippet((2, 3, 4))
def swap_and_move_axes(x):
    return np.moveaxis(x, 0, -1).swapaxes(0, 1) * 2


@snippet((2, 3))
def squeeze_and_expand(x):
    return np.squeeze(np.expand_dims(x, 1) * 3.0, axis=1)


@snippet((2, 3))
def loop_over_rows(x):
    total = 0.0
    for row in x:
        total = total + row[0] * row[-1]
    return total


@snippet((4,))
def loop_with_enumerate(x):
    return sum(i * v**2 for i, v in enumerate(x))


@snippet((3,))
def loop_over_ndindex(x):
    y = np.outer(x, x)
    return sum(y[i] * (i[0] - i[1]) ** 2 for i in np.ndindex(y.shape))


@snippet((5,))
def unique_values_sum(x):
    return np.unique(np.concatenate([x, x])) * np.arange(5)


@snippet((3, 4))
def kron_with_identity(x):
    return np.kron(np.eye(2), x).sum(axis=0)


@snippet((3,), (3,))
def linspace_between(a, b):
    return np.linspace(a[0], b[0], 5)


@snippet((6,))
def resized(x):
    return np.resize(x, (3, 3)) * np.arange(3)


@snippet((2, 3))
def like_constructors(x):
    return np.zeros_like(x) + np.full_like(x, 2.0) * x + np.ones_like(x)


@snippet((2, 3))
def iterate_and_unpack(x):
    (a, b, c), second = x
    return a * b - c * second.sum()
