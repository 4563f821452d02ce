# Packages of one Python, in a scope of their own.
{
  lib,
  newScope,
  fetchPypi,
  python,
}:
lib.fix (self: {
  callPackage = newScope self;
  inherit python fetchPypi;
  pip = self.callPackage ./pip { };
})
