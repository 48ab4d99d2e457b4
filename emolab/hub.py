"""Is the Hugging Face Hub there? Asked once, briefly, before any library waits for it."""

import http.client
import os
import sys
import threading
import urllib.error
import urllib.request
from functools import cache


@cache
def hub_answers(seconds: float = 3.0) -> bool:
    """Whether the Hub answers within `seconds`; where it does not, only its cache is read.

    A library that is imported after a False reads its cache alone (HF_HUB_OFFLINE), so nothing
    waits for the network again in this process.
    """
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        return False
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
    answered = threading.Event()

    def ask() -> None:
        try:
            request = urllib.request.Request(endpoint, method="HEAD")
            with urllib.request.urlopen(request, timeout=seconds):
                answered.set()
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in {403, 407}:
                answered.set()
        except (OSError, ValueError, http.client.HTTPException):
            return

    # A thread, because looking a name up can outlast any socket timeout.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    online = answered.is_set()
    if not online:
        os.environ["HF_HUB_OFFLINE"] = "1"
        if "huggingface_hub" in sys.modules:
            sys.modules["huggingface_hub"].constants.HF_HUB_OFFLINE = True
        if "datasets" in sys.modules:
            sys.modules["datasets"].config.HF_HUB_OFFLINE = True
    return online
