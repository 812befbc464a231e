"""What the whole suite shares: the sample company in a store, and a browser or why not."""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from pseudonym import write_key

import skillslib as sk

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_program():
    """The path of an installed Chromium or Chrome, or None. None is ever downloaded."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_configure():
    """Hear Ctrl-C, which a suite that a script starts in the background ignores; a key of its own."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = tempfile.mkdtemp(prefix="skills-key-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "pseudonym.key"  # of the tests, never the account's own
    write_key(path)
    os.environ["SKILLS_KEY_FILE"] = str(path)


def pytest_terminal_summary(terminalreporter):
    """What a test has to show, beside whether it passed, wherever it ran."""
    for report in [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]:
        for name, text in report.user_properties:
            if name == "shown" and report.when == "call":
                terminalreporter.write_line(text)


def pytest_runtest_setup(item):
    """A browser test without a browser is skipped and says so; where one is required, it fails."""
    if item.get_closest_marker("browser") and browser_program() is None:
        reason = f"needs a browser: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("SKILLS_REQUIRE_BROWSER"):
            pytest.fail(f"{reason}, and SKILLS_REQUIRE_BROWSER is set", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def root():
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory):
    """The sample company, loaded once for the session; $SKILLS_STORE names it for subprocesses."""
    store = tmp_path_factory.mktemp("sample") / "store"
    sk.load([ROOT / "data" / "sample"], store=store)
    before = os.environ.get("SKILLS_STORE")
    os.environ["SKILLS_STORE"] = str(store)
    yield store
    if before is None:
        del os.environ["SKILLS_STORE"]
    else:
        os.environ["SKILLS_STORE"] = before


@pytest.fixture
def sample(sample_store):
    """A read-only connection to the sample company's store."""
    with sk.connect(sample_store) as con:
        yield con


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, driven by Playwright; use it in tests marked `browser`."""
    playwright = pytest.importorskip("playwright.sync_api")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_program(), args=quiet)
        yield browser
        browser.close()
