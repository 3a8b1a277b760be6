"""The line of progress: its words, and how it is drawn in a terminal, in a notebook and into a pipe."""

import contextlib
import io
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from autograd_core.errors import ConfigurationError
from nn.callbacks import CallbackList
from nn.progress import Progress, ProgressDisplay

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

START = """
import os, signal, sys, time
from nn.callbacks import CallbackList
from nn.progress import ProgressDisplay

signal.signal(signal.SIGINT, signal.default_int_handler)  # what starts the tests may have made it ignored

class Lazy(dict):
    looks = 0
    def items(self):
        self.looks += 1
        return super().items()

def fit(verbose=1, epochs=2, steps=3, seconds=0.0, **logs):
    with CallbackList([ProgressDisplay(verbose)], epochs=epochs, steps=steps) as events:
        events.on_train_begin()
        for epoch in range(epochs):
            events.on_epoch_begin(epoch)
            for batch in range(3):
                time.sleep(seconds)
                events.on_train_batch_end(batch, {"loss": 0.5 - batch / 8})
            events.on_test_begin()
            events.on_test_batch_end(0, {"loss": 7.0})
            events.on_test_end({"loss": 7.0})
            events.on_epoch_end(epoch, {"loss": 0.25, "accuracy": 0.75, **logs})
        events.on_train_end()
"""
FULL, TIME = "[==============================]", "N"


def timeless(text):
    """Return a text with every duration replaced by N, and its unit."""
    return re.sub(r"\b\d+(:\d\d)*(s|ms|us)\b(/step)?", lambda found: TIME + (found[3] or ""), text)


def script(code, stdout=subprocess.PIPE):
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", START + code]
    return subprocess.Popen(command, cwd=ROOT, env=usual, stdout=stdout, stderr=subprocess.STDOUT)


def piped(code):
    """Return what a script writes into a pipe."""
    output, _ = script(code).communicate()
    return timeless(output.decode())


def terminal(code, columns=120):
    """Return what a script writes to a terminal of this width."""
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    with script(code, slave):
        os.close(slave)
        output = b""
        with contextlib.suppress(OSError):  # Linux's way to say that there is no more
            while part := os.read(master, 1 << 16):
                output += part
    os.close(master)
    return output.decode().replace("\r\n", "\n")


def screen(output):
    """Return the lines as they stand on the screen in the end."""
    lines = []
    for line in output.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(timeless(shown.rstrip()))
    return lines


LINES = [
    "Epoch 1/2",
    f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500 - val_loss: 1.0000",
    "Epoch 2/2",
    f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500 - val_loss: 1.0000",
    "",
]


def test_a_terminal_shows_the_lines_of_keras():
    assert screen(terminal("fit(val_loss=1.0)")) == LINES


def test_a_line_moves_in_a_terminal():
    output = terminal("fit(epochs=1, seconds=0.15)")
    assert [timeless(part.rstrip()) for part in output.split("\r")] == [
        "",
        "0/3 [..............................]",
        "1/3 [=========>....................] - ETA: N - loss: 0.5000",
        "2/3 [===================>..........] - ETA: N - loss: 0.3750",
        f"3/3 {FULL} - ETA: N - loss: 0.2500",
        f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500",
    ]
    assert output.endswith("\n")
    assert output.count("\n") == 1


def test_a_moving_line_never_wraps_and_the_last_one_is_whole():
    output = terminal("fit(epochs=1, seconds=0.15)", columns=40)
    *moving, last = output.rstrip("\n").split("\r")
    assert max(map(len, moving)) == 39
    assert timeless(last) == f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500"


def test_an_epoch_is_as_long_as_the_one_before():
    lines = [timeless(part.rstrip()) for part in terminal("fit(steps=None)").replace("\n", "\r").split("\r")]
    assert "      0/Unknown - N N/step" in lines
    assert "0/3 [..............................]" in lines


def test_a_line_moves_also_where_steps_become_slow():
    output = terminal("""
with CallbackList([ProgressDisplay()], steps=10**9) as events:
    events.on_epoch_begin(0)
    batch, lazy = 0, Lazy()
    while lazy.looks < 4:
        events.on_train_batch_end(batch, lazy)
        batch += 1
    for slow in (batch, batch + 1):
        time.sleep(0.15)
        events.on_train_batch_end(slow, {})
    events.on_epoch_end(0, {})
print(batch)
""")
    batch = int(output.split("\n")[-2])
    assert f"{batch + 1}/1000000000 [.............................." in output
    assert f"{batch + 2}/1000000000 [.............................." in output


def test_logs_are_looked_at_only_when_the_line_is_drawn():
    output = terminal("""
lazy = Lazy(loss=0.5)
with CallbackList([ProgressDisplay()], steps=30_000) as events:
    events.on_epoch_begin(0)
    for batch in range(30_000):
        events.on_train_batch_end(batch, lazy)
    events.on_epoch_end(0, {"loss": 0.25})
print(lazy.looks)
""")
    line, looks, _ = output.split("\n")
    assert line.count("loss: 0.5000") == int(looks) < 3000


def test_ctrl_c_leaves_the_line_and_nothing_else():
    output = terminal("""
import threading
try:
    with CallbackList([ProgressDisplay()], epochs=2, steps=4) as events:
        events.on_train_begin()
        events.on_epoch_begin(0)
        events.on_train_batch_end(0, {"loss": 0.5})
        events.on_train_batch_end(1, {"loss": 0.25})
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
except KeyboardInterrupt:
    from tqdm import tqdm
    print("stopped", len(tqdm._instances), threading.active_count())
fit(verbose=1, epochs=1)
""")
    assert screen(output) == [
        "Epoch 1/2",
        "2/4 [==============>...............] - ETA: N - loss: 0.2500",
        "stopped 0 1",
        f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500",
        "",
    ]


def test_an_error_in_evaluate_leaves_the_line():
    output = terminal("""
try:
    with CallbackList([ProgressDisplay()], steps=4) as events:
        events.on_test_begin()
        events.on_test_batch_end(0, {"loss": 0.5})
        1 / 0
except ZeroDivisionError as error:
    print(error)
""")
    assert screen(output) == ["1/4 [======>.......................] - ETA: N - loss: 0.5000", "division by zero", ""]


def test_training_that_ends_within_an_epoch_ends_the_line():
    output = terminal("""
display = ProgressDisplay()
events = CallbackList([display], steps=2)
events.on_train_begin()
events.on_epoch_begin(0)
events.on_train_batch_end(0, {"loss": 0.5})
events.on_train_end()
print("next")
events.on_test_begin()
events.on_test_batch_end(0, {"loss": 0.5})
events.on_test_end({"loss": 0.5})
""")
    assert screen(output) == [
        "1/2 [==============>...............] - ETA: N - loss: 0.5000",
        "next",
        "1/2 [==============>...............] - N N/step - loss: 0.5000",
        "",
    ]


def test_a_pipe_gets_each_line_once():
    assert piped("fit(val_loss=1.0)") == "\n".join(LINES)


def test_a_pipe_gets_a_line_as_soon_as_it_is_known():
    killed = "events = CallbackList([ProgressDisplay()], epochs=2)\nevents.on_epoch_begin(0)\nos._exit(0)"
    assert piped(killed) == "Epoch 1/2\n"


def test_no_tqdm_is_loaded_where_nothing_moves():
    assert piped("fit(epochs=1, verbose=0)\nprint('tqdm' in sys.modules)") == "False\n"
    assert piped("fit(epochs=1)\nprint('tqdm' in sys.modules)").splitlines()[-1] == "False"


def played(play, verbose=1, **params):
    """Return what is written to something that is no file at all."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as output,
        CallbackList([ProgressDisplay(verbose)], **params) as events,
    ):
        play(events)
    return timeless(output.getvalue())


def epochs(count, steps=3, first=0):
    def play(events):
        events.on_train_begin()
        for epoch in range(first, first + count):
            events.on_epoch_begin(epoch)
            for batch in range(steps):
                events.on_train_batch_begin(batch)
                events.on_train_batch_end(batch, {"loss": 0.5})
            events.on_epoch_end(epoch, {"loss": 0.25})
        events.on_train_end()

    return play


def evaluation(events):
    events.on_test_begin()
    for batch in range(2):
        events.on_test_batch_begin(batch)
        events.on_test_batch_end(batch, {"loss": 0.5})
    events.on_test_end({"loss": 0.25, "accuracy": 1.0})


def prediction(events):
    events.on_predict_begin()
    for batch in range(2):
        events.on_predict_batch_begin(batch)
        events.on_predict_batch_end(batch, {"outputs": "many"})
    events.on_predict_end({})


@pytest.mark.parametrize(
    ("play", "verbose", "params", "text"),
    [
        (epochs(1), 0, {"epochs": 1, "steps": 3}, ""),
        (epochs(1), 1, {"epochs": 1, "steps": 3}, f"3/3 {FULL} - N N/step - loss: 0.2500\n"),
        (epochs(1), "auto", {"steps": 3}, f"3/3 {FULL} - N N/step - loss: 0.2500\n"),
        (epochs(1), 2, {"epochs": 1, "steps": 3}, "3/3 - N - N/step - loss: 0.2500\n"),
        (epochs(1, first=4), 2, {"epochs": 5, "steps": 3}, "Epoch 5/5\n3/3 - N - N/step - loss: 0.2500\n"),
        (epochs(1), 1, {"steps": None}, f"3/3 {FULL} - N N/step - loss: 0.2500\n"),
        (epochs(1), 1, {"steps": 10}, " 3/10 [========>.....................] - N N/step - loss: 0.2500\n"),
        (epochs(1, 0), 1, {"steps": 3}, "0/3 [..............................] - N N/step - loss: 0.2500\n"),
        (evaluation, 0, {"steps": 2}, ""),
        (evaluation, 1, {"steps": 2}, f"2/2 {FULL} - N N/step - loss: 0.2500 - accuracy: 1.0000\n"),
        (evaluation, 2, {"steps": 2}, "2/2 - N - N/step - loss: 0.2500 - accuracy: 1.0000\n"),
        (prediction, 0, {"steps": 2}, ""),
        (prediction, 1, {"steps": 2}, f"2/2 {FULL} - N N/step\n"),
        (prediction, 2, {"steps": 2}, "2/2 - N - N/step\n"),
    ],
)
def test_every_task_has_its_line(play, verbose, params, text):
    assert played(play, verbose, **params) == text


@pytest.mark.parametrize("verbose", [3, -1, "yes", None, [1]])
def test_another_verbose_is_refused(verbose):
    with pytest.raises(ConfigurationError) as caught:
        ProgressDisplay(verbose)
    assert str(caught.value) == f"no such verbose: got {verbose!r}. Use 0 (silent), 1 (bar) or 2 (line per epoch)."


def progress(total, done, seconds, logs=()):
    """Return the progress of steps that took so many seconds each."""
    result = Progress(total, started=100.0)
    for step in range(1, done + 1):
        result.advance(step, 100.0 + seconds * step, dict(logs))
    return result


@pytest.mark.parametrize(
    ("total", "done", "seconds", "text"),
    [
        (469, 0, 1, "  0/469 [..............................]"),
        (469, 1, 1, "  1/469 [..............................] - ETA: 7:48"),
        (469, 15, 0.1, " 15/469 [..............................] - ETA: 45s"),
        (469, 16, 0.1, " 16/469 [>.............................] - ETA: 45s"),
        (469, 468, 0.1, "468/469 [============================>.] - ETA: 0s"),
        (469, 469, 0.1, "469/469 [==============================] - ETA: 0s"),
        (2, 1, 60, "1/2 [==============>...............] - ETA: 1:00"),
        (2, 1, 3725, "1/2 [==============>...............] - ETA: 1:02:05"),
        (None, 0, 1, "      0/Unknown - 0s 0s/step"),
        (None, 12, 0.25, "     12/Unknown - 3s 250ms/step"),
    ],
)
def test_the_line_that_moves(total, done, seconds, text):
    assert progress(total, done, seconds).moving(100.0 + seconds * done) == text


@pytest.mark.parametrize(
    ("total", "done", "seconds", "text", "summary"),
    [
        (469, 469, 0.004, f"469/469 {FULL} - 2s 4ms/step", "469/469 - 2s - 4ms/step"),
        (3, 3, 1.5, f"3/3 {FULL} - 4s 2s/step", "3/3 - 4s - 2s/step"),
        (100, 100, 2e-5, f"100/100 {FULL} - 0s 20us/step", "100/100 - 0s - 20us/step"),
        (1, 1, 0.5, f"1/1 {FULL} - 0s 500ms/step", "1/1 - 0s - 500ms/step"),
        (None, 12, 0.25, f"12/12 {FULL} - 3s 250ms/step", "12/12 - 3s - 250ms/step"),
        (10, 4, 0.25, " 4/10 [===========>..................] - 1s 250ms/step", " 4/10 - 1s - 250ms/step"),
    ],
)
def test_the_line_that_stays(total, done, seconds, text, summary):
    finished = progress(total, done, seconds)
    assert finished.last(100.0 + seconds * done) == text
    assert finished.summary(100.0 + seconds * done) == summary


def test_the_first_step_and_validation_do_not_count_for_the_time_of_a_step():
    slow = Progress(3, started=0.0)
    for step, now in enumerate([5.0, 5.5, 6.0], 1):
        slow.advance(step, now, {})
    assert slow.last(11.0) == f"3/3 {FULL} - 11s 500ms/step"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25834, "0.2583"),
        (-2, "-2.0000"),
        (1234.5, "1234.5000"),
        (0.0001234, "1.2340e-04"),
        (0.0, "0.0000e+00"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_values_are_written_as_keras_writes_them(value, text):
    assert progress(1, 1, 1, {"loss": value}).last(101.0) == f"1/1 {FULL} - 1s 1s/step - loss: {text}"


def test_a_notebook_shows_one_line_that_moves_seldom():
    code = "begun = time.perf_counter()\nfit(epochs=1, seconds=0.3, val_loss=1.0)\nprint(time.perf_counter() - begun)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(START + code)])
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    outputs = notebook.cells[0].outputs
    assert {output.name for output in outputs} == {"stdout"}
    line, seconds, end = "".join(output.text for output in outputs).split("\n")
    assert end == ""
    assert screen(line) == [f"3/3 {FULL} - N N/step - loss: 0.2500 - accuracy: 0.7500 - val_loss: 1.0000"]
    assert 3 <= line.count("\r") <= float(seconds) / 0.5 + 2
