# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The traced graph
#
# What does a training step compute, from the images to the new weights? `ag.trace` runs it once and takes down every
# operation. The graph can be read, compared with another one, saved as a program that needs only NumPy, and compiled.

# %%
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np

import autograd_core as ag
from nn import layers, models
from nn.datasets import mnist
from nn.utils import set_random_seed, to_categorical

set_random_seed(0)  # so that every run of this notebook gives the same numbers
rng = np.random.default_rng(0)

# %% [markdown]
# ## A network of two layers, by hand
#
# Eight samples of three numbers, four hidden units, one output. The weights are a dict of arrays.


# %%
def loss(weights, x, y):
    hidden = ag.relu(x @ weights["w1"] + weights["b1"])
    return np.mean((hidden @ weights["w2"] - y) ** 2)


weights = {"w1": rng.normal(size=(3, 4)), "b1": np.zeros(4), "w2": rng.normal(size=(4, 1))}
x, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))

graph = ag.trace(ag.value_and_grad(loss))(weights, x, y)
print(graph)

# %% [markdown]
# Each line is an equation: the value that it gives, with dtype and shape, and the operation that gives it. Behind the
# `#` stands the line of the cell that asked for it.
#
# - *Forward* is what `loss` says.
# - *Backward* goes through the same operations from the end to the beginning. The remark names the rule at work. The
#   rule of `matmul` for its first operand is the cotangent times the transposed second operand, and so on.
# - The bias was broadcast from 4 numbers to 8 × 4. What undoes that is a sum over the batch.
# - *Outputs* are what `value_and_grad` returns: the loss, and a gradient for each of the weights.
#
# The rule of `relu`, for example, is two equations: a comparison, and a product with it. Here they are as data.

# %%
for equation in graph.equations:
    if equation.rule == "relu.x":
        print(equation.op, "of values", equation.inputs, "gives value", *equation.outputs)

# %% [markdown]
# A graph is a function of its arguments. It gives what the traced function gives, for any numbers of these shapes.

# %%
other = rng.normal(size=(8, 3))
again, gradients = graph(weights, other, y)
expected, expected_gradients = ag.value_and_grad(loss)(weights, other, y)
np.array_equal(again, expected), all(np.array_equal(gradients[name], expected_gradients[name]) for name in weights)

# %% [markdown]
# And it can be written as a program.

# %%
print(graph.source())

# %% [markdown]
# `refuse_nan` stands for a promise of this package: where a value has no influence, its gradient is zero, even if a
# local derivative is infinite. A straight program cannot keep it once a NaN is there, and says so.
#
# ## What changes with tanh
#
# `difference` names the first equation in which two graphs differ.


# %%
def smooth_loss(weights, x, y):
    hidden = np.tanh(x @ weights["w1"] + weights["b1"])
    return np.mean((hidden @ weights["w2"] - y) ** 2)


smooth = ag.trace(ag.value_and_grad(smooth_loss))(weights, x, y)
print(graph.difference(smooth))

# %% [markdown]
# The rule has changed as well: no comparison, but 1 − tanh².

# %%
for one in (graph, smooth):
    print(*[equation.op for equation in one.equations if equation.rule in {"relu.x", "tanh.x"}], sep=", ")

# %% [markdown]
# ## A whole training step
#
# The network of the first notebook. One step reads and assigns Variables: the weights, and what RMSprop remembers.

# %%
(train_images, train_labels), _ = mnist.load_data()
images = train_images[:12800].reshape(-1, 28 * 28).astype("float32") / 255
labels = to_categorical(train_labels[:12800]).astype("float32")


def new_network(**options):
    set_random_seed(1)
    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"], **options)
    return network


network = new_network()


def train_step(x, y):
    loss = network.loss(y, network(x))
    loss.backward()
    weights = network.trainable_weights
    network.optimizer.apply([w.grad for w in weights], weights)
    for w in weights:
        w.grad = None
    return loss


step_graph = ag.trace(train_step)(images[:128], labels[:128])
print(step_graph)

# %% [markdown]
# Nothing was trained by this: a trace leaves all Variables as they were. The end of the text says what would be written
# into which.
#
# ## Take it with you
#
# The program goes into a file. What it begins with goes into another: the weights, the learning rate, the number of
# steps done, and zeros for the mean squares. A third has images to train on.

# %%
with open("train_step.py", "w", encoding="utf-8") as file:
    file.write(step_graph.source())

weights = [w.numpy() for w in network.weights]
start = [*weights, np.array(0.001), np.array(0), *map(np.zeros_like, weights)]  # in the order of the file
np.savez("start.npz", *start)
np.savez("data.npz", images=train_images[:12800], labels=train_labels[:12800])

# %% [markdown]
# The file begins with what it wants and gives.

# %%
print(step_graph.source().partition("import numpy")[0])

# %% [markdown]
# Now another Python, which has NumPy alone: any attempt to import this package there is an error.

# %%
PROGRAM = """
import sys

for package in ("autograd_core", "nn", "optim"):
    sys.modules[package] = None  # cannot be imported from here on
sys.path.insert(0, ".")

import numpy as np
from train_step import train_step

state = list(np.load("start.npz").values())
data = np.load("data.npz")
images = data["images"].reshape(-1, 28 * 28).astype("float32") / 255
labels = np.eye(10, dtype="float32")[data["labels"]]

losses = []
for start in range(0, 12800, 128):
    losses.append(train_step(images[start : start + 128], labels[start : start + 128], *state))
np.savez("end.npz", *state, losses=losses)
print(f"{len(losses)} steps, loss {losses[0]:.3f} at first and {losses[-1]:.3f} at last")
"""
done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
print(done.stdout)

# %%
end = np.load("end.npz")
plt.plot(end["losses"])
plt.xlabel("step")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# `fit` trains by such a program, too. With `jit_compile=False` it is one of NumPy, so the same images in the same order
# give the same weights, to the last bit.

# %%
fitted = new_network(jit_compile=False)
history = fitted.fit(images, labels, epochs=1, batch_size=128, shuffle=False, verbose=0)
for k, w in enumerate(fitted.weights):
    print(f"{w.name:6} {w.shape!s:10} equal: {np.array_equal(w.numpy(), end[f'arr_{k}'])}")
print(fitted.training_step().report())

# %% [markdown]
# So does the run without any compilation, operation by operation.

# %%
eager = new_network(run_eagerly=True)
eager.fit(images, labels, epochs=1, batch_size=128, shuffle=False, verbose=0)
all(np.array_equal(a.numpy(), b.numpy()) for a, b in zip(fitted.weights, eager.weights, strict=True))

# %% [markdown]
# Where llvmlite is installed, `fit` makes machine code by default, which rounds a little differently in exponentials,
# logarithms and sums. The loss of the epoch tells no difference.

# %%
default = new_network()
default_history = default.fit(images, labels, epochs=1, batch_size=128, shuffle=False, verbose=0)
for one in (history, default_history):
    print(f"loss {one.history['loss'][0]:.4f}, accuracy {one.history['accuracy'][0]:.3f}")

# %% [markdown]
# ## Compile a function of your own
#
# Any function of arrays can be compiled, also one that assigns to Variables. Here is gradient descent with momentum,
# for a line through points.

# %%
points = np.linspace(-1.0, 1.0, 50)
heights = 2.0 * points + 0.5 + 0.1 * rng.normal(size=50)
line = ag.Variable([0.0, 0.0], name="line")
velocity = ag.Variable([0.0, 0.0], name="velocity", trainable=False)


@ag.compile
def descend(x, y):
    error = np.mean((line[0] * x + line[1] - y) ** 2)
    error.backward()
    velocity.assign(0.8 * velocity - 0.1 * line.grad)
    line.assign(line + velocity)
    line.grad = None
    return error


for _ in range(100):
    error = descend(points, heights)
print(line.numpy().round(2), float(error) < 0.02)
print(descend.report().splitlines()[0])

# %% [markdown]
# Other shapes make another program, which the report lists.

# %%
descend(points[:20], heights[:20])
print(descend.report().splitlines()[0])

# %% [markdown]
# ## When it cannot be traced
#
# A trace runs Python once. What an `if` decides by a number would hold for that one number; so it is an error, which
# names the line. This loss counts large errors by their size and small ones by their square:


# %%
def huber(error):
    if abs(error) > 1.0:
        return abs(error) - 0.5
    return 0.5 * error**2


try:
    ag.trace(huber)(0.3)
except ag.errors.TraceError as refusal:
    print(refusal)

# %% [markdown]
# `np.where` computes both and chooses element by element. As a bonus it takes whole arrays.


# %%
def huber(error):
    return np.where(abs(error) > 1.0, abs(error) - 0.5, 0.5 * error**2)


print(ag.trace(huber)(0.3))

# %%
errors = np.linspace(-3.0, 3.0, 121)
plt.plot(errors, ag.compile(huber)(errors))
plt.plot(errors, ag.compile(ag.elementwise_grad(huber))(errors))
plt.legend(["Huber's loss", "its derivative"])
plt.show()
