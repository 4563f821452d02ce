# `fetchPypi`: a file of a project, checked against its hash. nixpkgs makes its address out of its name; here it
# is looked up on the index that the host's pip is configured with, or has built in, so no host is named.
{ lib, system }:
let
  fetch =
    {
      pname,
      version,
      format ? "setuptools",
      hash ? "",
      sha256 ? "",
      dist ? "py2.py3",
      python ? "py2.py3",
      abi ? "none",
      platform ? "any",
      extension ? "tar.gz",
    }:
    let
      file =
        if format == "wheel" then
          "${pname}-${version}-${python}-${abi}-${platform}.whl"
        else if format == "setuptools" then
          "${pname}-${version}.${extension}"
        else
          throw "Unsupported format ${format}";
      checked =
        if hash != "" && sha256 != "" then
          throw "multiple hashes passed to fetchPypi: ${file}"
        else if hash != "" then
          { outputHash = hash; }
        else if sha256 != "" then
          {
            outputHash = sha256;
            outputHashAlgo = "sha256";
          }
        else
          throw "fetchPypi requires a hash: ${file}";
      # In nixpkgs a wheel lies in a folder that says which Python it is for, and an address without it is none.
      dists = [
        python
        (lib.head (lib.splitString "." python))
      ];
    in
    if format == "wheel" && !(lib.elem dist dists) then
      throw "fetchPypi: ${file} does not lie below ${dist}"
    else
      lib.extendDerivation true { inherit pname version; } (
        derivation (
          checked
          // {
            name = lib.strings.sanitizeDerivationName file;
            inherit system file;
            project = pname;
            builder = "/bin/bash";
            args = [
              "-e"
              ./fetch.sh
            ];
            program = ./fetch.py;
            outputHashMode = "flat";
            preferLocalBuild = true;
            # PATH finds a Python that has pip; HOME and the rest are where its configuration is.
            impureEnvVars = import ../../fetch/impure-env.nix { inherit lib; } ++ [
              "PATH"
              "HOME"
              "PIP_CERT"
              "PIP_CONFIG_FILE"
              "PIP_INDEX_URL"
              "UV_DEFAULT_INDEX"
              "XDG_CONFIG_HOME"
            ];
          }
        )
      );
in
lib.makeOverridable fetch
