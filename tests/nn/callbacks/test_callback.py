"""Events reach the callbacks that listen to them, in order, and what is no callback is refused."""

import pytest

from autograd_core.errors import ConfigurationError, UnknownNameError
from nn.callbacks import Callback, CallbackList, EarlyStopping, LambdaCallback
from nn.callbacks.callback import _nothing

PLAIN = ["on_train_begin", "on_train_end", "on_test_begin", "on_test_end", "on_predict_begin", "on_predict_end"]
COUNTED = ["on_epoch_begin", "on_epoch_end"] + [
    f"on_{task}_batch_{moment}" for task in ("train", "test", "predict") for moment in ("begin", "end")
]


def listener(name, seen):
    """Return a callback that notes every call of every method."""
    methods = {
        event: lambda self, *arguments, event=event: seen.append((name, event, *arguments)) for event in PLAIN + COUNTED
    }
    return type(name, (Callback,), {**methods, "close": lambda self: seen.append((name, "close"))})()


def test_every_event_reaches_every_callback_in_order():
    seen, logs = [], {"loss": 0.5}
    with CallbackList([listener("first", seen), listener("second", seen)]) as events:
        for event in PLAIN:
            getattr(events, event)(logs)
        for event in COUNTED:
            getattr(events, event)(3, logs)
    names = ("first", "second")
    expected = [(name, event, logs) for event in PLAIN for name in names]
    expected += [(name, event, 3, logs) for event in COUNTED for name in names]
    assert seen == [*expected, ("second", "close"), ("first", "close")]


def test_the_events_are_those_of_a_callback():
    assert {name for name in vars(Callback) if name.startswith("on_")} == {*PLAIN, *COUNTED}
    for event in PLAIN:
        assert getattr(Callback(), event)({}) is None
    for event in COUNTED:
        assert getattr(Callback(), event)(0, {}) is None


def test_logs_are_passed_on_as_they_are_and_are_empty_where_there_are_none():
    seen, logs = [], {}
    events = CallbackList(listener("only", seen))
    events.on_epoch_end(0, logs)
    events.on_train_begin()
    events.on_epoch_begin(1)
    assert seen == [("only", "on_epoch_end", 0, {}), ("only", "on_train_begin", {}), ("only", "on_epoch_begin", 1, {})]
    assert seen[0][3] is logs


def test_an_event_that_nobody_listens_to_calls_nobody():
    events = CallbackList([Callback(), EarlyStopping("loss")])
    for event in ("on_train_batch_begin", "on_train_batch_end", "on_test_batch_end", "on_predict_begin"):
        assert getattr(events, event) is _nothing
    assert events.on_epoch_end is not _nothing


def test_a_callback_knows_its_model_and_its_params():
    one, model = Callback(), object()
    assert (one.model, one.params) == (None, {})
    CallbackList([one], model, epochs=3, steps=None)
    assert one.model is model
    assert one.params == {"epochs": 3, "steps": None}


@pytest.mark.parametrize("callbacks", [None, [], ()])
def test_there_may_be_no_callbacks(callbacks):
    events = CallbackList(callbacks)
    events.on_train_begin()
    events.on_train_batch_end(0, {"loss": 0.5})
    assert events.callbacks == []


def test_the_old_names_of_the_batch_events_are_heard():
    seen = []

    class Old(Callback):
        def on_batch_begin(self, batch, logs=None):
            seen.append(("begin", batch))

        def on_batch_end(self, batch, logs=None):
            seen.append(("end", batch, logs))

    class Both(Old):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(("new end", batch))

    events = CallbackList([Old(), Both()])
    events.on_train_batch_begin(1)
    events.on_train_batch_end(1, {"loss": 2.0})
    assert seen == [("begin", 1), ("begin", 1), ("end", 1, {"loss": 2.0}), ("new end", 1)]


def test_a_callback_need_not_call_the_method_that_it_overrides():
    class Bare(Callback):
        def __init__(self):
            pass

    bare = Bare()
    with CallbackList([bare], "model", epochs=1) as events:
        events.on_train_begin()
    assert (bare.model, bare.params) == ("model", {"epochs": 1})


def test_all_are_closed_after_an_error_also_where_one_cannot_be():
    seen = []

    class Broken(Callback):
        def close(self):
            raise OSError("disk full")

    def interrupted():
        with CallbackList([listener("first", seen), Broken(), listener("last", seen)]):
            raise KeyboardInterrupt

    with pytest.raises(OSError, match="disk full") as caught:
        interrupted()
    assert isinstance(caught.value.__context__, KeyboardInterrupt)
    assert seen == [("last", "close"), ("first", "close")]


def test_ctrl_c_goes_through():
    def interrupted():
        with CallbackList([Callback()]):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


@pytest.mark.parametrize(
    ("callbacks", "message"),
    [
        (
            [EarlyStopping],
            "callbacks must be objects: got the class EarlyStopping. Make one with EarlyStopping(...).",
        ),
        (EarlyStopping, "callbacks must be objects: got the class EarlyStopping. Make one with EarlyStopping(...)."),
        (
            7,
            (
                "not a callback: got 7. "
                "Derive its class from nn.callbacks.Callback, or wrap a function in LambdaCallback."
            ),
        ),
        (
            [7],
            (
                "not a callback: got 7. "
                "Derive its class from nn.callbacks.Callback, or wrap a function in LambdaCallback."
            ),
        ),
    ],
)
def test_what_is_no_callback_is_refused(callbacks, message):
    with pytest.raises(ConfigurationError) as caught:
        CallbackList(callbacks)
    assert str(caught.value) == message


def test_a_lambda_callback_calls_its_functions():
    seen = []
    given = {event: lambda *arguments, event=event: seen.append((event, *arguments)) for event in PLAIN + COUNTED}
    events = CallbackList([LambdaCallback(**given)])
    for event in PLAIN:
        getattr(events, event)({"loss": 1.0})
    for event in COUNTED:
        getattr(events, event)(2, {"loss": 1.0})
    assert seen == [(event, {"loss": 1.0}) for event in PLAIN] + [(event, 2, {"loss": 1.0}) for event in COUNTED]


def test_a_lambda_callback_takes_old_names_and_none():
    seen = []
    events = CallbackList([LambdaCallback(on_batch_end=lambda batch, logs: seen.append(batch), on_epoch_end=None)])
    events.on_train_batch_end(4, {})
    events.on_epoch_end(0, {})
    assert seen == [4]


def test_a_lambda_callback_refuses_an_event_that_there_is_not():
    with pytest.raises(UnknownNameError) as caught:
        LambdaCallback(on_epoch_ends=print)
    assert str(caught.value) == (
        "unknown event: got 'on_epoch_ends'. Did you mean 'on_epoch_end'? Known: on_epoch_begin, on_epoch_end, "
        "on_predict_batch_begin, on_predict_batch_end, on_predict_begin, on_predict_end, on_test_batch_begin, "
        "on_test_batch_end, on_test_begin, on_test_end, on_train_batch_begin, on_train_batch_end, on_train_begin, "
        "on_train_end."
    )
