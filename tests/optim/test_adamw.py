"""AdamW: the decay does not pass through the gradient."""

import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError


def test_decay_is_apart_from_the_gradient():
    decaying, plain = ag.Variable(2.0), ag.Variable(2.0)
    optim.AdamW(0.5, weight_decay=0.25).apply([1.0], [decaying])
    optim.Adam(0.5).apply([1.0], [plain])
    assert plain.item() - decaying.item() == pytest.approx(2.0 * 0.5 * 0.25)


def test_it_needs_a_weight_decay():
    with pytest.raises(ConfigurationError) as caught:
        optim.AdamW(weight_decay=None)
    assert str(caught.value) == "AdamW needs a weight decay: got weight_decay=None. Use Adam without one."
