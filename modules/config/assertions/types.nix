# Has the type of every option checked, also of those that nothing goes on to use: an error must not wait until another
# option makes it matter. Packages are left alone, for they are not small; secrets.nix looks at the secrets.
_: _: server:
builtins.deepSeq (removeAttrs server [
  "package"
  "secrets"
  "service"
  "wrapper"
]) [ ]
