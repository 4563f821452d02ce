# `completeNpmLock { packageJson; packageLock; }`: the `postPatch` of a package whose lockfile was written
# without addresses (npm's `omit-lockfile-registry-resolved`). It puts both files in their place and writes
# into each entry the address that the tarball has by convention on npm's own default registry, which the
# npm beside `nodejs` knows. `fetchNpmDeps`, which gets the same postPatch, needs them to find anything.
#
# All programs but cp and rm by their paths: fetchNpmDeps has no nodejs on PATH.
{ buildPackages }:

{
  packageJson,
  packageLock,
  nodejs ? buildPackages.nodejs,
}:

''
  rm -f npm-shrinkwrap.json package-lock.json
  cp ${packageJson} package.json
  ${nodejs}/bin/node ${./complete-npm-lock.mjs} ${nodejs}/lib/node_modules/npm ${packageLock} package-lock.json
''
