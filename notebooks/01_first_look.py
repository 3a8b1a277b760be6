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
# # A first look at a neural network
#
# This is section 2.1 of "Deep Learning with Python", run with `nn` instead of `keras`: a network learns to read
# handwritten digits. Everything below is NumPy in the end. The last part looks at what happens in one step of training.

# %%
import matplotlib.pyplot as plt
import numpy as np

import autograd_core as ag
from nn import layers, models
from nn.datasets import mnist
from nn.losses import categorical_crossentropy
from nn.utils import set_random_seed, to_categorical

set_random_seed(0)  # so that every run of this notebook gives the same numbers

# %% [markdown]
# ## The data
#
# 60,000 images to learn from and 10,000 to be tested on, each 28 × 28 pixels from 0 (paper) to 255 (ink).

# %%
(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
train_images.shape, len(train_labels), train_labels

# %%
test_images.shape, len(test_labels), test_labels

# %% [markdown]
# The fifth image of the training set, as the book draws it, and a few more:

# %%
plt.imshow(train_images[4], cmap=plt.cm.binary)
plt.title(f"label: {train_labels[4]}")
plt.show()

# %%
figure, axes = plt.subplots(2, 8, figsize=(8, 2.4))
for axis, image, label in zip(axes.flat, train_images, train_labels, strict=False):
    axis.imshow(image, cmap=plt.cm.binary)
    axis.set_title(int(label), fontsize=9)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## The network
#
# Two dense layers. The second one gives ten probabilities, one for each digit.

# %%
network = models.Sequential()
network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
network.add(layers.Dense(10, activation="softmax"))
network.summary()

# %% [markdown]
# How to train: an optimizer that updates the weights, a loss that says how wrong the network is, and a metric to watch.

# %%
network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])

# %% [markdown]
# The network takes rows of 784 numbers in [0, 1], and labels as rows with a single 1: a 3 is [0 0 0 1 0 0 0 0 0 0].

# %%
x_train = train_images.reshape((60000, 28 * 28)).astype("float32") / 255
x_test = test_images.reshape((10000, 28 * 28)).astype("float32") / 255
y_train = to_categorical(train_labels)
y_test = to_categorical(test_labels)

# %% [markdown]
# ## Training
#
# Five passes over the training images, in batches of 128: 2,345 updates of the weights. The line moves while the
# network learns; loss and accuracy are means over the images that it has seen in this epoch.

# %%
history = network.fit(x_train, y_train, epochs=5, batch_size=128)

# %%
test_loss, test_acc = network.evaluate(x_test, y_test)
print("test accuracy:", round(test_acc, 4))

# %% [markdown]
# On images that it has not seen before, the network is a little worse than on those it was trained on: it overfits.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
epochs = range(1, 6)
left.plot(epochs, history.history["loss"], "o-", label="training")
left.axhline(test_loss, color="tab:orange", linestyle="--", label="test, at the end")
left.set(xlabel="epoch", ylabel="loss", xticks=epochs)
right.plot(epochs, history.history["accuracy"], "o-", label="training")
right.axhline(test_acc, color="tab:orange", linestyle="--", label="test, at the end")
right.set(xlabel="epoch", ylabel="accuracy", xticks=epochs)
for axis in (left, right):
    axis.legend()
plt.tight_layout()
plt.show()

# %% [markdown]
# Where it errs, the digits are often hard to read for us, too:

# %%
guesses = network.predict(x_test, verbose=0).argmax(axis=1)
wrong = np.flatnonzero(guesses != test_labels)
print(len(wrong), "of", len(test_labels), "are wrong")

figure, axes = plt.subplots(1, 8, figsize=(9, 1.6))
for axis, i in zip(axes, wrong, strict=False):
    axis.imshow(test_images[i], cmap=plt.cm.binary)
    axis.set_title(f"{guesses[i]} for {test_labels[i]}", fontsize=9)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## One step, by hand
#
# What `fit` does 2,345 times, here for the first 128 test images. First the loss, and by backpropagation its gradient
# with respect to every weight:

# %%
batch, targets = x_test[:128], y_test[:128]
loss = categorical_crossentropy(targets, network(batch)).mean()
loss.backward()

for weight in network.weights:
    size = np.linalg.norm(weight.grad)
    print(f"{weight.name:8}{weight.shape!s:12}size of the gradient: {size:.2e}")

# %% [markdown]
# Then a small step of each weight against its gradient, and the loss is smaller. (RMSprop, which `fit` used, chooses
# the size of the step for each weight by itself.)

# %%
for weight in network.weights:
    weight.assign(weight.numpy() - 0.05 * weight.grad.numpy())
    weight.grad = None

after = categorical_crossentropy(targets, network(batch)).mean()
print(f"loss before: {loss:.4f}, after: {after:.4f}")

# %% [markdown]
# Where does `backward` have the gradient from? The loss knows how it came to be: each Tensor has a node (a number with
# %), and each node its parents. Backpropagation walks this record from the loss to the weights. The softmax of the last
# layer and the cross-entropy are one operation here, which stays accurate where probabilities come close to 0.

# %%
node = loss.node
while node.parents:
    print(node)
    node = node.parents[0]

# %% [markdown]
# A gradient can be asked for with respect to anything. That of the loss with respect to the pixels of one image shows
# where ink would change the network's mind: more ink makes the loss larger where it is red, and smaller where it is
# blue.

# %%
image, target = x_train[4:5], y_train[4:5]
slope = ag.grad(lambda x: categorical_crossentropy(target, network(x)).sum())(image)

figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3))
left.imshow(image.reshape(28, 28), cmap=plt.cm.binary)
left.set_title(f"label: {train_labels[4]}")
limit = np.abs(slope).max()
right.imshow(slope.reshape(28, 28), cmap="RdBu_r", vmin=-limit, vmax=limit)
right.set_title("∂ loss / ∂ pixels")
plt.show()
