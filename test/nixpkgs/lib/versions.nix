# Version strings.
{ lib }:
{
  versionOlder = a: b: builtins.compareVersions b a == 1;
  versionAtLeast = a: b: !lib.versionOlder a b;
  getName =
    value:
    if builtins.isString value then
      (builtins.parseDrvName value).name
    else
      value.pname or (builtins.parseDrvName value.name).name;
  getVersion =
    value:
    if builtins.isString value then
      (builtins.parseDrvName value).version
    else
      value.version or (builtins.parseDrvName value.name).version;

  versions = {
    splitVersion = builtins.splitVersion;
    major = version: builtins.elemAt (builtins.splitVersion version) 0;
    minor = version: builtins.elemAt (builtins.splitVersion version) 1;
    majorMinor = version: builtins.concatStringsSep "." (lib.take 2 (builtins.splitVersion version));
  };
}
