# shellcheck shell=bash
# The phases of Python packages, as nixpkgs' hooks have them: pypaBuildHook, pythonRelaxDepsHook, pypaInstallHook,
# pythonRuntimeDepsCheckHook, pythonCatchConflictsHook, pythonImportsCheckHook, wrapPython.

if [ "$format" = wheel ]; then
    unpackPhase() {
        runHook preUnpack
        mkdir -p source/dist
        cp "$src" "source/dist/$(stripHash "$src")"
        chmod -R u+w source
        sourceRoot=source
        runHook postUnpack
    }
    dontBuild=1
    preInstallPhases+=" relaxDepsPhase"
fi

if [ "$format" = pyproject ]; then
    buildPhase() {
        runHook preBuild
        # With its dependencies checked, as in nixpkgs: one that is missing or of another version is an error.
        PYTHONPATH="$bootstrapPath:$buildPath" "$interpreter" -m build --no-isolation --wheel --outdir dist .
        runHook postBuild
    }
    preInstallPhases+=" relaxDepsPhase"
fi

if [ "$format" != other ]; then
    installPhase() {
        runHook preInstall
        local wheel
        for wheel in dist/*.whl; do
            PYTHONPATH="$bootstrapPath" "$interpreter" -m installer --prefix "$out" "$wheel"
        done
        rm -rf "$out/$sitePackages/tests"
        runHook postInstall
    }
    if [ -z "$dontCheckRuntimeDeps" ]; then preFixupPhases+=" runtimeDepsPhase"; fi
fi

relaxDepsPhase() {
    if [ -n "$pythonRelaxDeps$pythonRemoveDeps" ]; then
        # shellcheck disable=SC2086
        PYTHONPATH="$bootstrapPath" "$interpreter" "$hooks/relax_deps.py" dist "$pythonRelaxDeps" "$pythonRemoveDeps"
    fi
}

runtimeDepsPhase() {
    PYTHONPATH="$bootstrapPath" "$interpreter" "$hooks/runtime_deps.py" dist "$out/$sitePackages:$dependencyPath"
}

if [ -n "$catchConflicts" ]; then postFixupHooks+=(catchConflicts); fi

catchConflicts() {
    PYTHONPATH="$bootstrapPath" "$interpreter" "$hooks/catch_conflicts.py" "$out/$sitePackages:$dependencyPath"
}

postPhases+=" importsPhase"

importsPhase() {
    local module
    for module in $importsToCheck; do
        echo "Check whether the following module can be imported: $module"
        (cd "$out" && PYTHONPATH="$out/$sitePackages:$dependencyPath" "$interpreter" -c "import $module")
    done
}

if [ -z "$dontWrapPythonPrograms" ]; then postFixupHooks+=(wrapPythonPrograms); fi

wrapPythonPrograms() {
    if [ -d "$out/bin" ]; then wrapPythonProgramsIn "$out/bin"; fi
}

# Programs find the packages by an edit of their second line, so that they inherit nothing to other Pythons.
wrapPythonProgramsIn() {
    local program first folder places="" path="${interpreter%/*}"
    local -a arguments=()
    # shellcheck disable=SC2086
    for folder in $out/$sitePackages ${dependencyPath//:/ }; do
        places+=${places:+,}"'$folder'"
        if [ -d "${folder%/"$sitePackages"}/bin" ]; then path+=:${folder%/"$sitePackages"}/bin; fi
    done
    concatTo arguments makeWrapperArgs
    while IFS= read -r program; do
        IFS= read -r first <"$program" || true
        case $first in
        "#!"*python*) ;;
        *) continue ;;
        esac
        sed -i "1a import site;import functools;import sys;sys.argv[0] = '$program';functools.reduce(lambda known, one: site.addsitedir(one, known), [$places], site._init_pathinfo());" "$program"
        wrapProgram "$program" --prefix PATH : "$path" --set PYTHONNOUSERSITE true "${arguments[@]}"
    done < <(find "$1" -type f -perm -0100)
}
