"""A real server on a real database, and a real browser that reports everything it dislikes.

The server is started as a newcomer would start it, in a process of its own, on a database seeded by the
commands themselves; tests see only what a person sees.
"""

import contextlib
import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("ALPHA_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=10_000)


def pytest_report_header():
    found = "found" if REAL_DATA.is_dir() else "absent: journeys on real logs are not collected"
    return f"real practice logs: {found}"


@dataclass
class Site:
    """A running server and the environment of its commands."""

    url: str
    env: dict[str, str]

    @property
    def database(self) -> Path:
        return Path(self.env["DATABASE_URL"].removeprefix("sqlite:///"))

    def manage(self, *args: str) -> str:
        done = subprocess.run(  # our own command with our own arguments
            [sys.executable, str(ROOT / "manage.py"), *args],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(site: Site, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "the server stopped"
        with contextlib.suppress(OSError):
            visitor = http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=5)
            visitor.request("GET", "/readyz")
            if visitor.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the server is not ready after 30 seconds")


# A mouse that is quicker than the scripts of a page meets the page of those without: nobody else is that quick. So
# clicks wait for a page to be loaded; what can be pressed then is what Playwright waits for by itself.
UNHURRIED = """
const hold = () => {
  const root = document.documentElement;
  if (!root) return false;
  root.style.pointerEvents = "none";
  addEventListener("load", () => root.style.removeProperty("pointer-events"));
  return true;
};
if (!hold()) {
  new MutationObserver((_, observer) => hold() && observer.disconnect()).observe(document, { childList: true });
}
"""

# The clock of the whole server moved ahead, and going on from there.
MOVED = """
import sys
from datetime import datetime, timedelta
import time_machine
from django.core.management import execute_from_command_line
time_machine.travel(datetime.now().astimezone() + timedelta(days=int(sys.argv.pop(1)))).start()
execute_from_command_line(sys.argv)
"""


@contextlib.contextmanager
def served(folder: Path, *, days_later: int = 0, **settings: str):
    """`settings`: environment variables beside those of the demonstration."""
    port = free_port()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "alpha.settings",
        "DEMO": "true",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "LOG_LEVEL": "ERROR",
        # What one browser sends the next one finds at once.
        "MESSAGE_UNDO_SECONDS": "0",
        **settings,
    }
    site = Site(url=f"http://127.0.0.1:{port}", env=env)
    site.manage("migrate", "--verbosity", "0")
    program = [sys.executable, "-c", MOVED, str(days_later)]
    command = [*program, "runserver", "--noreload", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=env, cwd=ROOT) as server:  # as above
        try:
            wait_until_ready(site, server)
            yield site
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demonstration school, as `make demo` serves it."""
    with served(tmp_path_factory.mktemp("demo")) as site:
        site.manage("seed_templates")
        site.manage("seed_demo")
        copy_database(site.database, site.database.with_name("seeded.sqlite3"))
        yield site


@pytest.fixture
def untouched_demo(demo, tmp_path):
    """The demonstration school as it was seeded, for one test alone: nobody has helped anybody since."""
    copy_database(demo.database.with_name("seeded.sqlite3"), tmp_path / "site.sqlite3")
    with served(tmp_path) as site:
        yield site


def copy_database(source: Path, target: Path) -> None:
    """With what its log still holds."""
    with (
        contextlib.closing(sqlite3.connect(source)) as read,
        contextlib.closing(sqlite3.connect(target)) as written,
    ):
        read.backup(written)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a browser. `complaints` gathers what no page may cause."""

    site: Site
    context: BrowserContext
    page: Page
    javascript: bool
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._on_request)

    def _on_console(self, message) -> None:
        # Logged in the course of things: a refused form (422), something done already (409), and a preview that a newer
        # one or the next page made unnecessary (htmx says afterRequest and sendAbort). Nothing else may be.
        expected = re.search("status of (409|422)|^htmx:(afterRequest|sendAbort),", message.text)
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _on_request(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "about:")):
            self.complaints.append(f"left our host: {request.url}")

    def goto(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def sign_in(self, username: str, password: str) -> None:
        self.goto("/accounts/login/")
        self.page.get_by_label("Username or e-mail").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def open_classes(self) -> None:
        self.page.get_by_role("link", name="Classes", exact=True).click()

    def check_accessibility(self) -> None:
        """Axe finds nothing on the page as it stands, an open dialog included.

        Axe is a script: the pages of those without scripts are looked at by those who have them.
        """
        if not self.javascript:
            return
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def visit(chromium: Browser):
    """Opens browsers of separate people; afterwards none of them may have met an error."""
    visitors: list[Visitor] = []

    def open_browser(
        site: Site, *, javascript: bool = True, viewport: dict[str, int] = DESKTOP
    ) -> Visitor:
        context = chromium.new_context(
            java_script_enabled=javascript, viewport=viewport, reduced_motion="reduce"
        )
        # Two browsers on a busy machine take their time.
        context.set_default_timeout(20_000)
        if javascript:
            context.add_init_script(UNHURRIED)
        visitor = Visitor(site, context, context.new_page(), javascript)
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield open_browser
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
