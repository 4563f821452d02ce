"""usage: catch_conflicts.py PATH. Two packages of one project among those that a package sees are an error."""

import importlib.metadata
import sys

from packaging.utils import canonicalize_name

found = {}
for place in sys.argv[1].split(":"):
    for one in importlib.metadata.distributions(path=[place]):
        name = canonicalize_name(one.metadata["Name"])
        found.setdefault(name, {})[place] = one.version

double = {name: places for name, places in found.items() if len(places) > 1}
for name, places in double.items():
    print(f"Found duplicated packages in closure for dependency '{name}':", file=sys.stderr)
    for place, version in places.items():
        print(f"  {name} {version} ({place})", file=sys.stderr)
if double:
    print("Package duplicates found in closure, see above. Usually this happens if two packages depend on different version of the same dependency.", file=sys.stderr)
    sys.exit(1)
