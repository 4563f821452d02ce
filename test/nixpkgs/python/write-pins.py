"""usage: write-pins.py PROJECT… > pins.json. Chooses the packages that the stand-in's python3Packages have, with the
host's pip (its index is named nowhere): one version of each project, all of which fit together, as in nixpkgs.

Written: project → version, files (a wheel each, its hash as SRI, the system it is for or null), and the projects it requires,
those of extras that others ask for included.
"""

import base64
import json
import subprocess
import sys
import tempfile

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

PYTHON = "3.13"
MACHINES = {"x86_64-linux": "x86_64", "aarch64-linux": "aarch64"}


def report(machine, wanted):
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(36, 16, -1)] + [f"manylinux2014_{machine}"]
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        arguments = ["install", "--quiet", "--dry-run", "--ignore-installed", "--report", file.name, "--target", "nowhere"]
        arguments += ["--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON}"]
        arguments += [f"--abi=cp{PYTHON.replace('.', '')}", *(f"--platform={one}" for one in platforms)]
        subprocess.run([sys.executable, "-m", "pip", *arguments, *wanted], check=True)
        return json.load(file)["install"]


def environment(machine):
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "sys_platform": "linux",
    }


def edges(items, machine, wanted):
    """Project → what it requires, under the extras that somebody asks it for."""
    found = {canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in items}
    needs = {name: set() for name in found}
    waiting = [(None, Requirement(text)) for text in wanted]
    while waiting:
        parent, requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if parent is not None:
            needs[parent].add(name)
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for text in found[name].get("requires_dist", []):
                inner = Requirement(text)
                if inner.marker is None or inner.marker.evaluate({**environment(machine), "extra": extra}):
                    waiting.append((name, inner))
    return needs


pins = {}
for system, machine in MACHINES.items():
    seen = set()
    items = report(machine, sys.argv[1:] if not pins else [*sys.argv[1:], *(f"{name}=={pins[name]['version']}" for name in pins)])
    needs = edges(items, machine, sys.argv[1:])
    for item in items:
        name = canonicalize_name(item["metadata"]["name"])
        pin = pins.setdefault(name, {"version": item["metadata"]["version"], "files": {}, "requires": set()})
        pin["requires"] |= needs[name] - {name}
        file = item["download_info"]["url"].rsplit("/", 1)[1]
        digest = bytes.fromhex(item["download_info"]["archive_info"]["hashes"]["sha256"])
        pin["files"].setdefault(file, [f"sha256-{base64.b64encode(digest).decode()}", set()])[1].add(system)

for pin in pins.values():
    pin["requires"] = sorted(pin["requires"])
    pin["files"] = [
        {"file": file, "hash": hash, "system": None if len(systems) == len(MACHINES) else next(iter(systems))}
        for file, (hash, systems) in sorted(pin["files"].items())
    ]
json.dump(dict(sorted(pins.items())), sys.stdout, indent=2)
print()
