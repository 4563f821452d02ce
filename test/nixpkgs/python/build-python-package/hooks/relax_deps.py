"""usage: relax_deps.py FOLDER RELAX REMOVE. Takes version bounds, or whole requirements, out of the wheels in a folder.
RELAX and REMOVE are names with blanks between; `1` stands for all."""

import base64
import hashlib
import pathlib
import sys
import zipfile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def chosen(words, name):
    return words == ["1"] or name in map(canonicalize_name, words)


def changed(line, relax, remove):
    if not line.startswith("Requires-Dist:"):
        return [line]
    requirement = Requirement(line.removeprefix("Requires-Dist:").strip())
    name = canonicalize_name(requirement.name)
    if chosen(remove, name):
        return []
    if chosen(relax, name):
        requirement.specifier = type(requirement.specifier)("")
    return [f"Requires-Dist: {requirement}"]


def rewrite(wheel, relax, remove):
    with zipfile.ZipFile(wheel) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    digests = {}
    for at, (info, content) in enumerate(members):
        if info.filename.endswith(".dist-info/METADATA"):
            head, separator, body = content.decode().partition("\n\n")
            lines = [new for line in head.split("\n") for new in changed(line, relax, remove)]
            content = ("\n".join(lines) + separator + body).encode()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            digests[info.filename] = f"{info.filename},sha256={digest},{len(content)}"
            members[at] = (info, content)
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in members:
            if info.filename.endswith(".dist-info/RECORD"):
                lines = content.decode().splitlines()
                content = "".join(f"{digests.get(line.split(',')[0], line)}\n" for line in lines).encode()
            archive.writestr(info, content)


folder, relax, remove = sys.argv[1:]
for wheel in pathlib.Path(folder).glob("*.whl"):
    rewrite(wheel, relax.split(), remove.split())
