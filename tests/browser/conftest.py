"""A served dashboard and a real browser; without Chromium these tests are skipped, and say so."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# On its way to the server Streamlit's page asks for these under the page's own path too.
PROBES = ("/_stcore/health", "/_stcore/host-config")


@contextmanager
def served(artifacts):
    """The address of a dashboard over these runs."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "streamlit_app.py"),
            *("--server.port", str(port), "--server.headless", "true"),
        ],
        cwd=ROOT,
        env={**os.environ, "EMOLAB_ARTIFACTS": str(artifacts)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(120):
            try:
                urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except (URLError, OSError):
                time.sleep(0.5)
        else:
            pytest.fail("the dashboard did not start within a minute")
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def dashboard(tiny_run):
    """The address of a dashboard over tiny_run."""
    with served(tiny_run.parent) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """The browser, for all tests."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE: the dashboard was not tried in a browser")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, dashboard):
    """A function that opens a page and waits for it; at the end nothing may have gone wrong."""
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    amiss = []

    def note(message):
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            amiss.append(f"{message.text} ({message.location['url']})")

    def leave(request):
        if not request.url.startswith((dashboard, "ws://localhost", "data:", "blob:")):
            amiss.append(f"asked the network for {request.url}")

    page.on("console", note)
    page.on("pageerror", lambda error: amiss.append(str(error)))
    page.on("request", leave)

    def opened(path="", address=dashboard):
        page.goto(f"{address}/{path}")
        page.wait_for_selector("h1")
        wait(page)
        return page

    yield opened
    exceptions = page.locator("[data-testid=stException]").count()
    context.close()
    assert amiss == []
    assert exceptions == 0


@pytest.fixture
def settle():
    """A function that waits until the server has answered what was asked of it."""
    return wait


def wait(page):
    """Until the server has answered and the page has stood still for half a second."""
    before, now = None, ""
    while before != now:
        page.wait_for_timeout(500)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        before, now = now, page.locator("body").inner_html()
