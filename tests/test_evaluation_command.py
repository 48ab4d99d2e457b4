import pytest

from emolab.data import DataError
from emolab.evaluation import __main__ as command
from emolab.evaluation.__main__ import numbers


def test_a_run_measured_again_is_as_it_was_stored(tiny_run, tiny_csv, capsys):
    command.main(["--run", str(tiny_run), "--data", str(tiny_csv)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "model",
        "transformer",
        "logistic_regression",
        "naive_bayes",
        "together",
    ]
    for line in lines[1:]:
        _, scores, figures = line.split()
        assert float(scores) < 1e-6
        assert float(figures) < 1e-6, line


def test_other_data_is_refused(tiny_run):
    with pytest.raises(DataError, match="not those that the run tiny"):
        command.main(["--run", str(tiny_run), "--data", "bundled"])


def test_numbers_are_found_however_deep_they_lie():
    assert list(numbers({"b": [1, None, (2,)], "a": {"c": 3.5}})) == [3.5, 1.0, 2.0]
