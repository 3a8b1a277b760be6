"""PyTorch's gradients by the adapter. Run where PyTorch is: `make frameworks`."""

import numpy as np
import pytest

from autograd_core.errors import DTypeError
from autograd_core.testing import check_gradients, frameworks

torch = pytest.importorskip("torch")
TORCH = frameworks.of(torch.zeros(()))


class Cube(torch.autograd.Function):
    """x³, whose rule writes into its cotangent, and which has none for forward mode."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g.mul_(3 * x**2)


def checked(f, *args, **options):
    return check_gradients(f, *args, raises=False, **options)


def tensor(*numbers, dtype=torch.float64):
    return torch.tensor(numbers, dtype=dtype)


@pytest.mark.parametrize(
    "tree", [tensor(1.0), {"w": [1.0, tensor(1.0)]}, torch.nn.Linear(2, 3), torch.nn.Parameter(tensor(1.0))]
)
def test_values_and_modules_are_known(tree):
    assert frameworks.of(tree).name == "torch"


def test_only_tensors_of_real_or_complex_numbers_are_differentiated():
    values = [tensor(1.0), tensor(1j, dtype=torch.complex64), torch.arange(3), tensor(True, dtype=torch.bool), 1.0]
    assert [TORCH.differentiates(x) for x in values] == [True, True, False, False, False]
    assert all(map(TORCH.owns, values))
    assert not TORCH.owns("a word")


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (torch.float64, np.float64),
        (torch.float32, np.float32),
        (torch.bfloat16, np.float32),
        (torch.float16, np.float16),
        (torch.complex64, np.complex64),
        (torch.complex128, np.complex128),
        (torch.int64, np.int64),
    ],
)
def test_numbers_come_in_an_array_of_their_own(dtype, expected):
    x = tensor(1, 2, dtype=dtype)
    array = TORCH.array(x)
    assert array.dtype == expected
    array[0] = 7
    assert x[0] == 1


def test_numbers_of_a_lazy_conjugate_and_of_no_tensor():
    x = tensor(1 + 2j, dtype=torch.complex128)
    assert TORCH.array(x.conj()) == [1 - 2j]
    assert TORCH.array(x.conj().imag) == [-2]
    assert TORCH.array(2.5) == 2.5
    assert TORCH.array(torch.nn.ReLU()).dtype == object


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: torch.eye(2).to_sparse(), "a torch.sparse_coo"),
        (lambda: torch.zeros(2, device="meta"), "a meta"),
        (lambda: torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8), "a quantized"),
        (lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]), "a nested"),
    ],
)
@pytest.mark.filterwarnings("ignore")  # PyTorch warns of how new, or how old, these kinds of tensors are
def test_what_is_no_dense_array_is_refused(make, kind):
    sentence = (
        f"only dense tensors can be checked: got {kind} tensor. Pass a dense one, and convert it inside the function."
    )
    x = make()
    asked = [TORCH.array, lambda x: TORCH.vjp(torch.sin, (x,))]
    for ask in asked[: 1 + TORCH.differentiates(x)]:  # quantized numbers have no gradient
        with pytest.raises(DTypeError) as caught:
            ask(x)
        assert str(caught.value) == sentence


def test_a_value_is_like_another():
    like = torch.zeros(3, 2, dtype=torch.float32).T.requires_grad_()
    x = TORCH.value(np.arange(6.0).reshape(2, 3), like)
    assert x.dtype == torch.float64
    assert x.stride() == like.stride()
    assert x.requires_grad
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not TORCH.value(np.arange(2), torch.arange(2)).requires_grad


def test_a_value_does_not_share_memory_with_the_array():
    array = np.zeros(2)
    x = TORCH.value(array, tensor(1.0, 2.0))
    array[0] = 1
    assert x[0] == 0


@pytest.mark.parametrize("array", [np.arange(2.0)[::-1], np.broadcast_to(1.0, 2)])
def test_a_value_is_made_of_any_array(array):
    assert TORCH.value(array, tensor(0.0, 0.0)).tolist() == array.tolist()


def test_gradients_come_in_the_order_of_the_arguments():
    args = ({"b": tensor(2.0), "a": [tensor(3.0), 4.0]}, torch.tensor([0]), tensor(5.0))
    y, pullback = TORCH.vjp(lambda w, i, x: (w["b"] * w["a"][0] * w["a"][1], [i, x[i]]), args)
    assert y[0].item() == 24
    assert y[1][0] is not args[1]  # a clone, which the function may write into
    gradients = pullback([np.array([1.0]), np.array([10.0])])
    assert [g.tolist() for g in gradients] == [[12], [8], [10]]


def test_pulling_back_twice_gives_the_same():
    _, pullback = TORCH.vjp(lambda x: x**3, (tensor(2.0),))
    assert pullback([np.ones(1)]) == pullback([np.ones(1)]) == [np.array([12.0])]


def test_arguments_are_left_alone():
    def write(x, n):
        n += 1
        return x.mul_(2) * n

    x, n = tensor(1.0, 2.0).requires_grad_(), torch.tensor(1)
    for ask in (TORCH.evaluate, TORCH.vjp, lambda f, args: TORCH.jvp(f, args, [np.ones(2)])):
        ask(write, (x, n))
    _, pullback = TORCH.vjp(write, (x, n))
    assert pullback([np.ones(2)])[0].tolist() == [4, 4]
    assert x.tolist() == [1, 2]
    assert n == 1
    assert x.grad is None


def test_parameters_of_a_module_gather_no_gradient():
    module = torch.nn.Linear(2, 1, dtype=torch.float64)
    y, pullback = TORCH.vjp(module, (torch.ones(3, 2, dtype=torch.float64),))
    assert np.array_equal(pullback([np.ones((3, 1))])[0], np.tile(module.weight.detach().numpy(), (3, 1)))
    assert y.shape == (3, 1)
    assert module.weight.grad is None


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x.detach(),
        lambda x: torch.ones(2, dtype=torch.float64),
        lambda x: torch.arange(2),
        torch.no_grad()(lambda x: x * 2),
        lambda x: None,
    ],
)
def test_where_no_path_leads_to_an_argument_there_is_no_gradient(f):
    y, pullback = TORCH.vjp(f, (tensor(1.0, 2.0),))
    cotangents = [np.ones(2)] if y is not None and y.is_floating_point() else []
    assert pullback(cotangents) == [None]


def test_an_argument_without_a_path_beside_one_with():
    _, pullback = TORCH.vjp(lambda x, y: (x * 2, y.detach()), (tensor(1.0), tensor(2.0)))
    assert pullback([np.ones(1), np.ones(1)]) == [np.array([2.0]), None]


def test_a_result_that_is_no_tensor_has_a_cotangent_that_leads_nowhere():
    f = lambda x: (x * 2, x.item(), "a word")  # noqa: E731  one line of a test
    y, pullback = TORCH.vjp(f, (tensor(3.0),))
    assert y[1:] == (3.0, "a word")
    assert pullback([np.ones(1), np.array(5.0)]) == [np.array([2.0])]
    assert TORCH.jvp(f, (tensor(3.0),), [np.ones(1)])[1] == [np.array([2.0]), np.array(0.0)]


def test_without_arguments_to_differentiate_by():
    y, pullback = TORCH.vjp(lambda i: i * 0.5, (torch.arange(2),))
    assert pullback([np.ones(2)]) == []
    assert y.tolist() == [0, 0.5]
    _, pullback = TORCH.vjp(torch.nn.Embedding(2, 1), (torch.arange(2),))
    assert pullback([np.ones((2, 1))]) == []


def test_gradients_are_found_although_the_caller_records_none():
    with torch.no_grad():
        _, pullback = TORCH.vjp(torch.sin, (tensor(0.0),))
        assert pullback([np.ones(1)]) == [np.array([1.0])]


def test_gradients_keep_their_dtype_and_a_sparse_one_is_filled_in():
    rows = torch.tensor([0, 2, 0])
    f = lambda w: torch.nn.functional.embedding(rows, w, sparse=True)  # noqa: E731  one line of a test
    _, pullback = TORCH.vjp(f, (torch.zeros(3, 1, dtype=torch.float32),))
    (g,) = pullback([np.ones((3, 1))])
    assert g.dtype == np.float32
    assert g.tolist() == [[2], [0], [1]]


def test_a_rule_that_writes_into_its_cotangent_is_seen():
    _, pullback = TORCH.vjp(Cube.apply, (tensor(2.0),))
    g = np.ones(1)
    assert pullback([g]) == [np.array([12.0])]
    assert g == 12


def test_a_cotangent_need_not_lie_in_order():
    _, pullback = TORCH.vjp(lambda x: x * 2, (tensor(2.0, 3.0),))
    assert pullback([np.array([1.0, 2.0])[::-1]])[0].tolist() == [4, 2]
    assert pullback([np.broadcast_to(1.0, 2)])[0].tolist() == [2, 2]


def test_complex_gradients_follow_our_convention():
    z = tensor(1 + 2j, dtype=torch.complex128)
    _, pullback = TORCH.vjp(lambda z: abs(z) ** 2, (z,))
    assert np.allclose(pullback([np.ones(1)]), [2 + 4j])
    _, pullback = TORCH.vjp(lambda z: z * (3 + 1j), (z,))
    assert pullback([np.ones(1)]) == [np.array([3 - 1j])]
    _, (moved,) = TORCH.jvp(lambda z: z * (3 + 1j), (z,), [np.ones(1)])
    assert moved == 3 + 1j


def test_tangents_come_for_all_numbers_of_the_result():
    f = lambda x, y: (x * y, torch.arange(2), [y.detach(), x])  # noqa: E731  one line of a test
    y, moved = TORCH.jvp(f, (tensor(2.0), tensor(3.0)), [np.array([1.0]), np.array([10.0])])
    assert [v.tolist() for v in moved] == [[23], [0], [1]]
    assert y[0].tolist() == [6]
    assert not y[2][1].requires_grad


def test_without_a_rule_for_forward_mode_there_are_no_tangents():
    x = torch.rand(3, 2, dtype=torch.float64)
    assert TORCH.jvp(Cube.apply, (x,), [np.ones((3, 2))]) is None
    assert TORCH.jvp(torch.cdist, (x, x + 1), [np.ones((3, 2))] * 2) is None


def test_a_function_that_differentiates_inside():
    def force(x):
        return torch.autograd.grad((x**3).sum(), x, create_graph=True)[0]

    _, pullback = TORCH.vjp(force, (tensor(2.0),))
    assert pullback([np.ones(1)]) == [np.array([12.0])]
    assert TORCH.evaluate(force, (tensor(2.0).requires_grad_(),)).tolist() == [12]


def test_a_constant_is_a_tensor_of_the_same_memory():
    numbers = np.ones(2)
    constant = TORCH.constant(numbers)
    constant.mul_(3)
    assert numbers.tolist() == [3.0, 3.0]
    assert TORCH.constant(np.ones(2)[::-1]).tolist() == [1.0, 1.0]
    assert TORCH.call(lambda x: x.mul_(2), (constant,)) is constant


def test_rules_are_given_tensors():
    x = tensor(0.5, 2.0)
    check = checked(torch.square, x, vjp=lambda g, x: torch.mul(g, 2 * x), jvp=lambda u, x: torch.mul(u, 2 * x))
    assert check.verdict == "pass"
    assert checked(torch.square, x, vjp=lambda g, x: g.mul_(2 * x)).breaches[0].law == "writes"
    assert checked(lambda x: torch.sum(x**2), x, gradient=lambda x: [2 * v for v in x]).verdict == "pass"


def test_zeros_that_are_not_stored_are_zeros():
    assert checked(torch.abs, tensor(0.0, 0.0), order=2).verdict == "not differentiable"


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (torch.tanh, (tensor(0.5, 2.0),)),
        (lambda x: torch.softmax(x, 0), (tensor(0.5, 2.0),)),
        (lambda z: z**3, (tensor(1 + 2j, 3 - 1j, dtype=torch.complex128),)),
        (lambda p: p["a"] * p["b"] ** 2, ({"a": tensor(0.5), "b": tensor(2.0)},)),
        (lambda x, k: x[k] ** 2, (tensor(0.5, 2.0), torch.tensor([0, 0, 1]))),
        (torch.sin, (tensor(0.5, dtype=torch.float32),)),
    ],
)
def test_second_order(f, args):
    assert checked(f, *args, order=2).verdict == "pass"


def test_a_batch():
    x = torch.ones(3, 2, dtype=torch.float64)
    assert checked(lambda x: torch.softmax(x, 1), x, batched=True).verdict == "pass"
    assert checked(lambda x: torch.softmax(x, 0), x, batched=True).breaches[0].law == "batched"
