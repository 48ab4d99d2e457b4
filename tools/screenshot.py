"""README's picture, taken from the dashboard as it is.

Usage:
    python -m tools.screenshot        (needs requirements-e2e.txt and Debian's chromium)
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "live.png"
SENTENCE = "My hands are shaking, but I walked on that stage and did it."
PORT = 8597


def main() -> None:
    """Serve the shipped run, open Live on a sentence, and keep what the browser shows."""
    address = f"http://localhost:{PORT}"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "streamlit_app.py"),
            *("--server.port", str(PORT), "--server.headless", "true"),
        ],
        cwd=ROOT,
        env={**os.environ, "EMOLAB_ARTIFACTS": str(ROOT / "artifacts")},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(address)
        _take(f"{address}/?run=goemotions&text={quote(SENTENCE)}")
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, seconds: int = 60) -> None:
    for _ in range(2 * seconds):
        try:
            urlopen(f"{address}/_stcore/health", timeout=1)
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"The dashboard did not answer at {address} within {seconds} s.")


def _take(link: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 1200})
        page.goto(link)
        page.wait_for_selector(".main-svg")
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        page.wait_for_timeout(2000)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
