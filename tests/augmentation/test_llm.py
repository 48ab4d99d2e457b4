import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies.base import GeneratorError
from emolab.augmentation.strategies.llm import (
    LanguageModelStrategy,
    ServerBackend,
    TransformersBackend,
    few_shot,
    instruction,
    tidy,
)

GRIEF = Request("grief", ("grief", "love"), "7", "my dog is gone", 3)


def answer(text):
    return 200, json.dumps({"choices": [{"message": {"content": text}}]})


@pytest.fixture
def server():
    """A server that gives the answers put into `answers`, the last one for ever."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            one.asked.append(json.loads(self.rfile.read(length)))
            given = one.answers.pop(0) if len(one.answers) > 1 else one.answers[0]
            if given == "cut":
                self.connection.close()
                return
            if given == "silent":
                one.released.wait(10)
                return
            status, body = given
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.daemon_threads = True
    one.asked, one.answers, one.released = [], [], threading.Event()
    one.url = f"http://127.0.0.1:{one.server_port}/v1"
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield one
    one.released.set()
    one.shutdown()
    one.server_close()


def backend(server, **options):
    return ServerBackend(server.url, "tiny", back_off=0.01, **options)


def test_the_prompt_is_the_reports():
    assert instruction(GRIEF) == (
        "Rephrase the following sentence so that it strongly expresses the emotion of grief. "
        "Output only the sentence.\n\nmy dog is gone"
    )


def test_a_base_model_is_given_a_pattern_to_go_on_with():
    assert few_shot(GRIEF).endswith("Comment: my dog is gone\nEmotion: grief\nRewritten:")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (' "Oh, my poor dog." \n', "Oh, my poor dog."),
        ("\n\nGone.\nComment: next", "Gone."),
        ('"Gone," he said, "gone."', '"Gone," he said, "gone."'),
        ("“Gone for good.”", "Gone for good."),
        ("   ", ""),
    ],
)
def test_an_answer_is_its_first_line_without_quotes_around_it(raw, text):
    assert tidy(raw) == text


def test_a_server_is_asked_in_the_chat_form_and_its_answer_keeps_all_labels(server):
    server.answers = [answer("My poor old dog is gone!")]
    strategy = LanguageModelStrategy(backend(server))
    (candidate,) = strategy.generate([GRIEF])
    assert candidate.text == "My poor old dog is gone!"
    assert candidate.labels == ("grief", "love")
    assert candidate.source_id == "7"
    assert server.asked[0]["model"] == "tiny"
    assert server.asked[0]["seed"] == 3
    assert server.asked[0]["messages"] == [{"role": "user", "content": instruction(GRIEF)}]


def test_answers_come_back_in_the_order_of_the_requests(server):
    server.answers = [answer("one")]
    requests = [Request("joy", ("joy",), str(n), f"text {n}", n) for n in range(9)]
    strategy = LanguageModelStrategy(backend(server, in_flight=4))
    assert [one.source_id for one in strategy.generate(requests)] == [str(n) for n in range(9)]
    assert len(server.asked) == 9


@pytest.mark.parametrize("trouble", [(429, "slow down"), (500, "oh"), (503, "busy"), "cut"])
def test_passing_trouble_is_tried_again(server, trouble):
    server.answers = [trouble, trouble, answer("At last.")]
    assert backend(server).complete([GRIEF]) == ["At last."]


@pytest.mark.parametrize("trouble", [(500, "oh"), "cut"])
def test_lasting_trouble_ends_after_a_bounded_number_of_tries(server, trouble):
    server.answers = [trouble]
    with pytest.raises(GeneratorError, match=server.url):
        backend(server, retries=2).complete([GRIEF])
    assert len(server.asked) == 3


def test_a_server_that_says_nothing_is_not_waited_for(server):
    server.answers = ["silent"]
    with pytest.raises(GeneratorError, match="does not answer"):
        backend(server, retries=0, timeout=0.2).complete([GRIEF])


def test_a_refusal_is_told_in_the_servers_words(server):
    server.answers = [(404, "model tiny not found")]
    with pytest.raises(GeneratorError, match="404: model tiny not found"):
        backend(server).complete([GRIEF])


@pytest.mark.parametrize("body", ["not json", "{}", '{"choices": []}', "[]", '{"choices": 3}'])
def test_an_answer_in_another_form_is_an_error(server, body):
    server.answers = [(200, body)]
    with pytest.raises(GeneratorError, match="chat completions' form"):
        backend(server).complete([GRIEF])


def test_a_server_that_is_not_there_is_named():
    gone = ServerBackend("http://127.0.0.1:9/v1", "tiny", retries=0)
    with pytest.raises(GeneratorError, match=r"127\.0\.0\.1:9"):
        gone.complete([GRIEF])


@pytest.fixture(scope="module")
def tiny_llama(tiny_roberta, tmp_path_factory):
    """The folder of a Llama of one layer that never learnt anything."""
    folder = tmp_path_factory.mktemp("tiny_llama")
    tokenizer = AutoTokenizer.from_pretrained(tiny_roberta)
    tokenizer.save_pretrained(folder)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    ).save_pretrained(folder)
    return folder


def test_a_folders_model_writes_the_same_from_the_same_seed(tiny_llama):
    backend = TransformersBackend(str(tiny_llama), max_new_tokens=8)
    first, again = (backend.complete([GRIEF, GRIEF]) for _ in range(2))
    assert first == again
    assert len(first) == 2
    assert backend.generator == tiny_llama.name


def test_a_model_with_a_chat_template_is_instructed_and_a_base_model_shown_a_pattern(tiny_llama):
    backend = TransformersBackend(str(tiny_llama))
    assert backend.prompt(GRIEF) == few_shot(GRIEF)
    backend.tokenizer.chat_template = (
        "{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}"
    )
    assert backend.prompt(GRIEF) == f"<user>{instruction(GRIEF)}"


def test_a_model_that_cannot_be_had_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(GeneratorError, match=r"requirements-llm\.txt"):
        TransformersBackend(str(tmp_path / "empty"))
