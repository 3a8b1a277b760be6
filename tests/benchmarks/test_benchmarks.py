"""The runner's own logic, without timing anything and without peers."""

import doctest
import io
import json

import pytest

from benchmarks import (
    benchmark,
    by_hand,
    chapter,
    cli,
    descent,
    dialects,
    machine,
    peers,
    report,
    runner,
    timing,
    worker,
    workload,
)
from benchmarks.benchmark import Benchmark, Target
from benchmarks.runner import PeerError, Result, Worker, measure

TOY = Benchmark(
    name="toy",
    what="nothing",
    figures={"op": "µs", "rest": "s"},
    peers={"ours": dict, "torch": dict},
    targets=(
        Target("op", at_most=2.5),
        Target("op", over=("torch",), at_most=0.3),
        Target("op", over=("jax", "keras"), at_most=0.75, of="ours-program"),
        Target("rest", at_least=0.5, at_most=0.5),
    ),
    repeats=3,
    notes=("A note.",),
)


@pytest.fixture
def result():
    ours = [{"op": 2.0, "rest": 0.5}, {"op": 1.0, "rest": 0.5}, {"op": 9.0, "rest": 0.5}]
    return Result(TOY, {"ours": ours, "torch": [{"op": 5.0}, {"op": 4.0}, {"op": 6.0}]}, {"mygrad": "not installed"})


class TestResult:
    def test_typical_is_the_median(self, result):
        assert result.typical("ours", "op") == 2.0

    def test_ratio_is_peer_over_ours(self, result):
        assert result.ratio("torch", "op") == 2.5
        assert result.ratio("ours", "op") == 1.0

    def test_what_was_not_measured_is_none(self, result):
        assert result.typical("torch", "rest") is None
        assert result.ratio("jax", "op") is None

    def test_without_ours_there_is_no_ratio(self):
        assert Result(TOY, {"torch": [{"op": 5.0}]}).ratio("torch", "op") is None

    def test_the_yardstick_is_the_fastest_of_ours_that_was_measured(self):
        slow = Result(TOY, {"ours-eager": [{"op": 4.0}], "torch": [{"op": 5.0}]}, {"ours": "no llvmlite"})
        assert slow.yardstick == "ours-eager"
        assert slow.ratio("torch", "op") == 1.25

    def test_a_target_over_several_is_about_the_best_of_them(self, result):
        result.samples["jax"] = [{"op": 4.0}]
        assert result.measured(Target("op", over=("torch", "jax"))) == 0.5
        assert result.measured(Target("op", over=("torch", "keras"))) == 0.4
        assert result.measured(Target("op", over=("keras",))) is None
        assert result.measured(Target("op", of="torch")) == 5.0

    def test_a_skipped_peer_loses_its_samples(self, result):
        result.skip("torch", "died")
        assert result.typical("torch", "op") is None
        assert result.skipped["torch"] == "died"


class TestReport:
    def test_section_shows_medians_ratios_ranges_verdicts_and_who_is_missing(self, result):
        assert report.section(result).splitlines() == [
            "## toy",
            "",
            "nothing (1 thread; median of the samples, × is peer / ours)",
            "",
            "A note.",
            "",
            "| peer           |       op [µs] |       rest [s] | range of op | samples |",
            "|:---------------|--------------:|---------------:|------------:|--------:|",
            "| autograd-core  |  2.00 (1.00×) | 0.5000 (1.00×) | 1.00 – 9.00 |       3 |",
            "| PyTorch, eager |  5.00 (2.50×) |              – | 4.00 – 6.00 |       3 |",
            "| MyGrad         | not available |              – |           – |       0 |",
            "",
            "| target |                                   wanted | measured | unit |      verdict |",
            "|:-------|-----------------------------------------:|---------:|-----:|-------------:|",
            "| op     |                                    ≤ 2.5 |     2.00 |   µs |          met |",
            "| op     |                       ours / torch ≤ 0.3 |   0.4000 |    × |       missed |",
            "| op     | ours-program / best of jax, keras ≤ 0.75 |        – |    × | not measured |",
            "| rest   |                                    = 0.5 |   0.5000 |    s |          met |",
            "",
            "Not available: MyGrad, not installed.",
        ]

    def test_missed_names_only_what_was_measured(self, result):
        assert report.missed([result]) == ["toy, op: 0.4000, wanted ours / torch ≤ 0.3"]

    def test_missed_names_what_ours_could_not_run(self, result):
        result.skip("ours", "died")
        assert report.missed([result]) == ["toy, ours: died."]

    def test_markdown_states_the_machine(self, result):
        text = report.as_markdown({"processor": "abacus"}, [result])
        assert text.startswith("# Benchmarks\n")
        assert "- processor: abacus\n" in text
        assert report.section(result) in text

    def test_markdown_of_several_begins_with_all_targets(self, result):
        text = report.as_markdown({}, [result, result])
        assert text.count("| toy       |") == 8
        assert text.index("| benchmark |") < text.index("## toy")

    def test_a_long_reason_is_cut(self, result):
        result.skip("torch", "word " * 100)
        assert "Not available: PyTorch, eager, word word" in report.section(result)
        assert all(len(line) < 300 for line in report.section(result).splitlines())

    def test_json_keeps_every_sample(self, result):
        contents = json.loads(report.as_json({"processor": "abacus"}, [result]))
        toy = contents["benchmarks"]["toy"]
        assert contents["machine"] == {"processor": "abacus"}
        assert toy["samples"] == result.samples
        assert toy["typical"]["torch"] == {"op": 5.0, "rest": None}
        assert toy["ratios"]["torch"] == {"op": 2.5, "rest": None}
        assert toy["yardstick"] == "ours"
        assert toy["skipped"] == {"mygrad": "not installed"}


class FakeWorker:
    """Answers with how many samples were taken before, by anyone; torch fails the second time."""

    log: list[str]

    def __init__(self, benchmark, peer):
        self.peer = peer
        self.log.append(f"start {peer}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.log.append(f"end {self.peer}")

    def sample(self):
        if self.log.count("torch") == 1 and self.peer == "torch":
            raise PeerError("died")
        self.log.append(self.peer)
        return {"op": 1.0}


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(FakeWorker, "log", [], raising=False)
    monkeypatch.setattr(runner, "Worker", FakeWorker)
    monkeypatch.setattr(peers.Peer, "is_installed", True)
    return FakeWorker.log


def toy(**changes):
    return Benchmark(**{**vars(TOY), **changes})


class TestMeasure:
    def test_peers_take_turns_and_one_that_fails_is_left_out(self, log):
        result = measure(TOY, ["ours", "torch", "jax"])
        assert [entry for entry in log if entry in peers.PEERS] == ["ours", "torch", "ours", "ours"]
        assert len(result.samples["ours"]) == 3
        assert result.skipped == {"torch": "died"}

    def test_workers_stay_until_the_end(self, log):
        measure(TOY, ["ours"], repeats=2)
        assert log == ["start ours", "ours", "ours", "end ours"]

    def test_fresh_means_a_process_for_each_sample(self, log):
        measure(toy(fresh=True), ["ours"], repeats=2)
        assert log == ["start ours", "ours", "end ours"] * 2

    def test_a_peer_that_is_not_installed_is_said_to_be_missing(self, log, monkeypatch):
        monkeypatch.setattr(peers.Peer, "is_installed", False)
        assert measure(TOY, ["torch"]).skipped == {"torch": "not installed"}
        assert log == []


class TestWorker:
    def test_it_warms_up_says_it_is_ready_and_answers_each_request(self, monkeypatch):
        numbers = iter(range(10))
        counting = toy(peers={"ours": lambda: lambda: {"op": next(numbers)}}, warmup=2)
        monkeypatch.setattr(worker, "load", lambda name: counting)
        answers = io.StringIO()
        worker.serve("toy", "ours", ["sample\n", "sample\n"], answers)
        assert [json.loads(line) for line in answers.getvalue().splitlines()] == [{}, {"op": 2}, {"op": 3}]

    def test_an_error_is_an_answer_too(self, monkeypatch):
        monkeypatch.setattr(worker, "load", lambda name: toy(peers={"ours": lambda: 1 / 0}))
        answers = io.StringIO()
        with pytest.raises(ZeroDivisionError):
            worker.serve("toy", "ours", [], answers)
        assert json.loads(answers.getvalue()) == {"error": "ZeroDivisionError: division by zero"}

    def test_a_real_process_that_fails_says_why(self):
        with pytest.raises(PeerError, match="KeyError: 'nobody'"):
            Worker(benchmark.load("imports"), "nobody")


class TestCommandLine:
    def test_help_names_every_flag(self, capsys):
        with pytest.raises(SystemExit) as stop:
            cli.main(["--help"])
        text = capsys.readouterr().out
        assert stop.value.code == 0
        assert all(flag in text for flag in ("--list", "--repeats", "--peers", "--json", "--markdown", "--strict"))

    def test_list_shows_every_benchmark_with_peers_and_targets(self, capsys):
        assert cli.main(["--list"]) == 0
        text = capsys.readouterr().out
        assert all(f"{name}: " in text for name in benchmark.known())
        assert "peers: ours, torch" in text
        assert "targets: op ≤ 0.6; op ours-eager ≤ 2.5; op ours-eager / torch ≤ 0.6" in text

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["chian"], "unknown benchmark: got 'chian'. Did you mean 'chain'? Known: accuracy, agreement"),
            (["--peers", "ours,pytorch"], "unknown peer: got 'pytorch'. Did you mean 'torch'? Known: autograd, jax"),
            (["--repeats", "0"], "samples must be counted: got '0'. Give a whole number from 1 on."),
        ],
    )
    def test_what_is_unknown_is_an_error_that_helps(self, arguments, message, capsys):
        with pytest.raises(SystemExit) as stop:
            cli.main(arguments)
        assert stop.value.code == 2
        assert message in capsys.readouterr().err

    def test_results_are_written_and_strict_sets_the_status(self, result, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(cli, "measure", lambda *_, **__: result)
        files = ["--json", str(tmp_path / "results.json"), "--markdown", str(tmp_path / "RESULTS.md")]
        assert cli.main(["imports", *files]) == 0
        assert cli.main(["imports", "--strict"]) == 1
        assert "toy" in json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["benchmarks"]
        assert (tmp_path / "RESULTS.md").read_text(encoding="utf-8").startswith("# Benchmarks")
        assert "missed: toy, op" in capsys.readouterr().err


@pytest.mark.parametrize("name", benchmark.known())
def test_benchmarks_are_declared_in_full(name):
    declared = benchmark.load(name)
    assert declared.name == name
    assert "ours" in declared.peers
    assert set(declared.peers) <= set(peers.PEERS)
    assert all(target.figure in declared.figures for target in declared.targets)
    assert all({target.of, *target.over} <= set(declared.peers) for target in declared.targets)


@pytest.mark.parametrize(
    "module",
    [benchmark, by_hand, chapter, descent, dialects, machine, peers, report, runner, timing, workload],
)
def test_docstrings_are_true(module):
    outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0
    assert outcome.attempted > 0


def test_wrong_gradients_are_noticed():
    workload.check_gradient([0.5] * 10, 100)
    with pytest.raises(ValueError, match="a gradient is wrong"):
        workload.check_gradient([1.0] * 10, 100)
