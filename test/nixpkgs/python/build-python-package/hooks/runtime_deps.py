"""usage: runtime_deps.py FOLDER PATH. Checks that what the wheels in a folder require is on a path of packages, in a version that they take."""

import importlib.metadata
import pathlib
import sys
import zipfile
from email.parser import HeaderParser

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

folder, path = sys.argv[1:]
present = {}
for one in importlib.metadata.distributions(path=path.split(":")):
    present.setdefault(canonicalize_name(one.metadata["Name"]), one.version)

problems = []
for wheel in pathlib.Path(folder).glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode())
    for text in metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        version = present.get(canonicalize_name(requirement.name))
        if version is None:
            problems.append(f"  - {requirement.name} not installed")
        elif not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"  - {requirement.name}{requirement.specifier} not satisfied by version {version}")

if problems:
    print("Checking runtime dependencies:", *problems, sep="\n", file=sys.stderr)
    sys.exit(1)
