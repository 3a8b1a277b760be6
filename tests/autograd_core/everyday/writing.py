"""Assignments, updates in place, and `out=`."""

import numpy as np

from tests.autograd_core.everyday.snippets import snippet


@snippet((5,))
def assign_elements(x):
    y = x.copy()
    y[0] = x[1] * 2
    y[-1] = 3.0
    return y * x


@snippet((5,))
def assign_by_mask(x):
    y = x.copy()
    y[y < 0] = 0.0
    return y


@snippet((5,))
def assign_scaled_by_mask(x):
    y = x.copy()
    y[x > 0] *= 2.0
    return y


@snippet((3, 4))
def assign_a_row_and_a_column(x):
    y = x * 1.0
    y[0] = y[1] + y[2]
    y[:, -1] = y[:, 0] ** 2
    return y


@snippet((3, 4))
def write_through_a_slice(x):
    y = x * 1.0
    part = y[1:, 1:3]
    part += 1.0
    part *= x[:2, :2]
    return y


@snippet((3, 3))
def fill_the_diagonal(x):
    y = x * 1.0
    np.fill_diagonal(y, 0.0)
    return y @ y


@snippet((5,))
def update_in_place(x):
    y = x * 1.0
    y += x
    y *= 0.5
    y -= y.mean()
    y /= 2.0
    y **= 2
    return y


@snippet((5,))
def filled_copy(x):
    y = np.empty_like(x)
    y.fill(2.0)
    return y * x


@snippet((5,))
def out_of_a_ufunc(x):
    y = np.empty_like(x)
    np.multiply(x, x, out=y)
    np.add(y, 1.0, out=y)
    return np.sqrt(y)


@snippet((5,))
def out_and_where(x):
    return np.log(x, out=np.zeros_like(x), where=x > 0)


@snippet((5,))
def divide_where_not_zero(x):
    return np.divide(1.0, x, out=np.zeros_like(x), where=np.abs(x) > 0.3)


@snippet((3, 4))
def out_of_a_reduction(x):
    y = np.zeros_like(x[0])
    np.sum(x, axis=0, out=y)
    return y * x[0]


@snippet((4,))
def add_at_repeated(x):
    y = np.zeros_like(x)
    np.add.at(y, [0, 1, 1, 3], x * x)
    return y


@snippet((4,))
def multiply_at_repeated(x):
    y = x * 1.0
    np.multiply.at(y, [0, 1, 1], x[:3])
    return y


@snippet((4,))
def maximum_at(x):
    y = np.zeros_like(x)
    np.maximum.at(y, [0, 0, 2, 2], x)
    return y


@snippet((4,))
def negative_at(x):
    y = x * 1.0
    np.negative.at(y, [1, 3])
    return y * x


@snippet((5,))
def put_and_place(x):
    y = x * 1.0
    np.put(y, [0, 2], x[1] * x[3])
    np.place(y, y > 1.0, 1.0)
    return y


@snippet((2, 3))
def copyto_where(x):
    y = np.zeros_like(x)
    np.copyto(y, x * x, where=x > 0)
    return y


@snippet((2, 3))
def put_along_the_axis(x):
    y = x * 1.0
    np.put_along_axis(y, np.argmax(x, axis=1, keepdims=True), 0.0, axis=1)
    return y


@snippet((5,))
def sort_in_place(x):
    y = x * 1.0
    y.sort()
    return y * np.arange(5)


@snippet((3, 4))
def swap_rows(x):
    y = x * 1.0
    y[[0, 2]] = y[[2, 0]]
    return y * np.arange(12).reshape(3, 4)


@snippet((4, 4))
def clear_the_border(x):
    y = x * 1.0
    y[0, :] = y[-1, :] = 0
    y[:, [0, -1]] = 0
    return y


@snippet((6,))
def cumulative_loop(x):
    y = np.zeros_like(x)
    y[0] = x[0]
    for i in range(1, 6):
        y[i] = 0.5 * y[i - 1] + x[i]
    return y


@snippet((3, 3))
def lower_triangle_by_loop(x):
    y = np.zeros_like(x)
    for i in range(3):
        for j in range(i + 1):
            y[i, j] = x[i, j] * x[j, i]
    return y


@snippet((4,))
def clip_in_place(x):
    y = x * 2.0
    np.clip(y, -1.0, 1.0, out=y)
    return y * x
