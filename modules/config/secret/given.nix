# The providers that a secret names: a list, which has one element when all is right.
{ lib }:
secret: lib.filter (provider: secret.${provider} or null != null) (import ./providers.nix)
