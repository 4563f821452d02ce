/** What pip says where it wanted to build. */
export const NOT_RUN = "no code of a package is run to resolve it";

/**
 * What Python runs with pip: resolves for a system that is not its own, and tells for which others the same versions do.
 *
 * pip takes another system's tags (`--platform`), but evaluates markers for the Python it runs on. They are
 * evaluated by the `packaging` that pip has with it, whose idea of the environment is replaced here; so is the version of
 * Python that `Requires-Python` is compared with, where `pip install` forgets what it was told.
 *
 * pip builds what it is sent to by an address (`name @ https://…`), whatever it was told of wheels. Building starts programs,
 * and none but the user's own keyring is let.
 *
 * Standard input: `{ "args": [pip's arguments], "report": file, "environment": markers' variables,
 * "requirements": [PEP 508], "others": { system: markers' variables } }`. Standard output, when pip succeeds: `{ "pins": { name:
 * version }, "others": { system: [names] | null } }`, null where it takes other projects or versions.
 *
 * Source: pip's user guide, "Installation report" (version 1); PEP 508.
 */
export const PIP_PROGRAM = `
import json, os, sys
from pip._vendor.packaging import markers
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

job = json.load(sys.stdin)

def refuse(event, arguments):
    if event == "subprocess.Popen" and os.path.basename(str(arguments[0])) != "keyring":
        raise PermissionError("${NOT_RUN}")

sys.addaudithook(refuse)
markers.default_environment = lambda: dict(job["environment"])

from pip._internal.resolution.resolvelib.candidates import RequiresPythonCandidate

original = RequiresPythonCandidate.__init__
version = tuple(map(int, job["environment"]["python_full_version"].split(".")))
RequiresPythonCandidate.__init__ = lambda self, _: original(self, version)

from pip._internal.cli.main import main

code = main(job["args"])
if code:
    sys.exit(code)

with open(job["report"]) as file:
    installed = [item["metadata"] for item in json.load(file)["install"]]
found = {canonicalize_name(one["name"]): one for one in installed}

def needed(environment):
    seen, names = set(), set()
    waiting = [(Requirement(text), "") for text in job["requirements"]]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        one = found.get(name)
        if one is None or not requirement.specifier.contains(one["version"], prereleases=True):
            return None
        names.add(name)
        for wanted in {"", *map(canonicalize_name, requirement.extras)}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in one.get("requires_dist", [])]
    return sorted(names)

json.dump({
    "pins": {name: one["version"] for name, one in found.items()},
    "others": {system: needed(environment) for system, environment in job["others"].items()},
}, sys.stdout)
`;
