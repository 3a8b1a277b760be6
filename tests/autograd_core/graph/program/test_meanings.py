"""Values are called what they mean, where the graph tells it."""

import numpy as np

import autograd_core as ag
import nn
import optim
from autograd_core.graph.program.meanings import meanings, owners


def named(function, *args):
    """Return the names that are known in a traced function, each with the operation that makes it."""
    graph = ag.trace(function)(*args)
    made = {output: equation.op for equation in graph.equations for output in equation.outputs}
    return {word: made[value] for value, word in meanings(graph).items()}


LOGITS, TRUTH = np.zeros((2, 3)), np.eye(3)[:2]


def test_a_loss_is_where_the_backward_pass_starts():
    assert named(ag.value_and_grad(lambda x: np.sum(x * x)), LOGITS) == {"loss": "sum"}
    assert named(lambda x: np.sum(x * x), LOGITS) == {}


def test_logits_and_losses_are_what_a_cross_entropy_takes_and_gives():
    found = named(lambda x, y: ag.softmax_cross_entropy(x * 2.0, y), LOGITS, TRUTH)
    assert found == {"logits": "multiply", "losses": "softmax_cross_entropy"}
    assert named(ag.softmax_cross_entropy, LOGITS, TRUTH) == {"losses": "softmax_cross_entropy"}  # x is called x
    assert "logits" not in named(lambda x: ag.sigmoid(x[:1]), LOGITS)


def test_results_are_called_what_the_function_calls_them_but_gradients_are_not():
    found = named(lambda w: {"energy": np.sum(w["a"] ** 2), "w": {"a": w["a"] * 0.5}}, {"a": LOGITS})
    assert found == {"energy": "sum", "new_a": "multiply"}
    assert named(lambda w: {"a": ag.grad(lambda a: np.sum(np.exp(a)))(w["a"])}, {"a": LOGITS}).keys() <= {"loss"}


def test_a_comparison_of_classes_counts_what_is_correct():
    def accuracy(scores, y):
        return np.mean(np.argmax(scores * 1.0, -1) == np.argmax(y, -1))

    found = named(accuracy, LOGITS, TRUTH)
    assert found == {"predicted": "np.argmax", "labels": "np.argmax", "correct": "equal", "accuracy": "mean"}
    assert named(lambda x: np.argmax(x * 1.0, -1) + 1, LOGITS) == {}


def trained(optimizer):
    model = nn.models.Sequential([nn.layers.Dense(3, input_shape=(4,)), nn.layers.Dense(3), nn.layers.Dense(3)])
    model.compile(optimizer, "mse")
    x = np.ones((2, 4), np.float32)
    return model.training_step(x).graph(x, np.ones((2, 3), np.float32))


def test_slots_belong_to_the_variable_that_they_are_read_for():
    graph = trained(optim.Adam())
    names = {each.value: each.name for each in graph.inputs}
    found = {names[value]: names[owner] for value, owner in owners(graph).items()}
    kernels = [name for name in names.values() if name.endswith("kernel") and "previous" not in name]
    assert [found[f"adam.kernel_mean{end}"] for end in ("", "_1", "_2")] == kernels
    assert [found[f"adam.kernel_mean_square{end}"] for end in ("", "_1", "_2")] == kernels
    assert [found[f"previous_kernel{end}"] for end in ("", "_1", "_2")] == kernels
    assert "adam.iterations" not in found


def test_nothing_belongs_to_anything_in_a_graph_without_writes():
    assert owners(ag.trace(ag.grad(np.sum))(LOGITS)) == {}


def test_what_is_taken_off_a_variable_is_a_change():
    assert list(meanings(trained(optim.SGD())).values()).count("change") == 6
