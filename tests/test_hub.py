import os
import socket
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from emolab.hub import hub_answers

# Far above the 0.2 seconds that are given, far below what a library waits by itself.
SOON = 3.0


@pytest.fixture(autouse=True)
def libraries(monkeypatch):
    """An environment that is online, and stand-ins for the libraries that may be imported."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("no_proxy", "*")
    hub = SimpleNamespace(constants=SimpleNamespace(HF_HUB_OFFLINE=False))
    datasets = SimpleNamespace(config=SimpleNamespace(HF_HUB_OFFLINE=False))
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    monkeypatch.setitem(sys.modules, "datasets", datasets)
    hub_answers.cache_clear()
    yield hub, datasets
    hub_answers.cache_clear()


@pytest.fixture
def silent(monkeypatch):
    """An endpoint that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{listening.getsockname()[1]}")
        yield


@pytest.fixture
def closed(monkeypatch):
    """An endpoint where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")


@contextmanager
def endpoint(monkeypatch, status=200):
    """A local server that answers every HEAD with one status; gives the methods it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.command)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_a_server_that_answers_is_there(monkeypatch, libraries):
    hub, datasets = libraries
    with endpoint(monkeypatch) as asked:
        assert hub_answers() is True
    assert asked == ["HEAD"]
    assert os.environ["HF_HUB_OFFLINE"] == "0"
    assert hub.constants.HF_HUB_OFFLINE is False
    assert datasets.config.HF_HUB_OFFLINE is False


@pytest.mark.parametrize(
    ("status", "answers"),
    [(401, True), (404, True), (429, True), (403, False), (407, False), (500, False), (503, False)],
)
def test_an_error_status_counts_as_an_answer_unless_a_proxy_or_a_broken_server_gave_it(
    monkeypatch, status, answers
):
    with endpoint(monkeypatch, status):
        assert hub_answers() is answers


def test_a_closed_port_is_no_answer(closed):
    start = time.perf_counter()
    assert hub_answers(0.2) is False
    assert time.perf_counter() - start < SOON


def test_a_server_that_never_answers_is_given_up_in_time(silent):
    start = time.perf_counter()
    assert hub_answers(0.2) is False
    assert time.perf_counter() - start < SOON


def test_a_name_that_takes_longer_to_look_up_than_a_socket_timeout_is_not_waited_for(monkeypatch):
    looked_up, finished = threading.Event(), threading.Event()

    def stuck(request, timeout):
        looked_up.wait(SOON)
        finished.set()
        raise OSError

    monkeypatch.setattr(urllib.request, "urlopen", stuck)
    assert hub_answers(0.05) is False
    assert not finished.is_set()
    looked_up.set()
    assert finished.wait(SOON)


def test_no_answer_sets_offline_mode_for_libraries_still_to_be_imported(closed):
    hub_answers(0.2)
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_silence_sets_offline_mode_too(silent):
    hub_answers(0.2)
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_no_answer_sets_offline_mode_in_libraries_already_imported(closed, libraries):
    hub, datasets = libraries
    hub_answers(0.2)
    assert hub.constants.HF_HUB_OFFLINE is True
    assert datasets.config.HF_HUB_OFFLINE is True


def test_no_answer_imports_no_library(monkeypatch, closed):
    monkeypatch.delitem(sys.modules, "huggingface_hub")
    monkeypatch.delitem(sys.modules, "datasets")
    assert hub_answers(0.2) is False
    assert "huggingface_hub" not in sys.modules
    assert "datasets" not in sys.modules


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "Yes", "on"])
def test_offline_mode_is_taken_at_its_word_and_nothing_is_asked(monkeypatch, value):
    with endpoint(monkeypatch) as asked:
        monkeypatch.setenv("HF_HUB_OFFLINE", value)
        assert hub_answers() is False
    assert asked == []
    assert os.environ["HF_HUB_OFFLINE"] == value


def test_the_hub_is_asked_once(monkeypatch):
    with endpoint(monkeypatch) as asked:
        hub_answers()
        hub_answers()
    assert asked == ["HEAD"]


def test_an_endpoint_that_is_no_address_is_no_answer(monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "huggingface")
    assert hub_answers(0.2) is False


def test_a_server_that_does_not_speak_http_is_no_answer_and_leaves_no_traceback(monkeypatch):
    unhandled = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: unhandled.append(hook.exc_type))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{listening.getsockname()[1]}")

        listening.settimeout(SOON)

        def babble():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"220 mail ready\r\n")

        server = threading.Thread(target=babble)
        server.start()
        answered = hub_answers()
        server.join()
    assert answered is False
    assert unhandled == []
