"""usage: fetch.py PROJECT FILE OUT. Finds a file on the simple index (PEP 503) that pip would ask, and downloads it."""

import html.parser
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def index():
    """What is configured for pip or uv, else what pip has built in."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        if os.environ.get(name):
            return os.environ[name]
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    )
    if answer.returncode == 0 and answer.stdout.strip():
        return answer.stdout.strip()
    try:
        from pip._internal.models.index import PyPI
    except ImportError:
        sys.exit("the host has no pip, which knows where PyPI is: install it, or set PIP_INDEX_URL")
    return PyPI.simple_url


def certificates():
    for name in ("PIP_CERT", "NIX_SSL_CERT_FILE", "SSL_CERT_FILE"):
        file = os.environ.get(name)
        if file and os.path.isfile(file):
            return ssl.create_default_context(cafile=file)
    return ssl.create_default_context()


class Anchors(html.parser.HTMLParser):
    """Text of each anchor → its address."""

    def __init__(self):
        super().__init__()
        self.found = {}
        self.address = None

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.address = dict(attributes).get("href")

    def handle_data(self, data):
        if self.address and data.strip():
            self.found[data.strip()] = self.address
            self.address = None


def opened(url):
    """Three tries: an index under load says so, and means it for a moment only."""
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    for attempt in (1, 2, 3):
        try:
            return urllib.request.urlopen(request, timeout=60, context=certificates())
        except (urllib.error.URLError, TimeoutError) as error:
            if attempt == 3 or getattr(error, "code", 500) in (403, 404):
                sys.exit(f"{url}: {error}")
            time.sleep(2 * attempt)


project, file, out = sys.argv[1:]
page = f"{index().rstrip('/')}/{re.sub(r'[-_.]+', '-', project).lower()}/"
with opened(page) as answer:
    anchors = Anchors()
    anchors.feed(answer.read().decode())
if file not in anchors.found:
    sys.exit(f"the index has no file {file} of {project}")
with opened(urllib.parse.urljoin(page, anchors.found[file])) as answer, open(out, "wb") as target:
    shutil.copyfileobj(answer, target)
