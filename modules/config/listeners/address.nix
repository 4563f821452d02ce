# Addresses in the ways that URLs, systemd and a clash of two of them need.
{ lib }:
let
  inherit (import ./host.nix { inherit lib; }) isV4 isV6 canonical;

  # Every spelling of "any address"; what says "*" listens on those of both families.
  any4 = "0.0.0.0";
  any6 = canonical "::";
  isAny6 = host: canonical host == any6;
  bracketed = host: if isV6 host then "[${host}]" else host;

  # localhost is an address of both families.
  addresses =
    host:
    if lib.toLower host == "localhost" then
      [
        "127.0.0.1"
        (canonical "::1")
      ]
    else
      [ (canonical host) ];
  addressesClash = one: other: one == other || covers one other || covers other one;
  # "::" takes the IPv4 addresses as well, as Linux does it by default.
  covers =
    one: other: one == any6 || one == "*" || one == any4 && (!lib.hasInfix ":" other || other == any6);
in
{
  # The host in a URL for this machine's own clients.
  ofUrl =
    host:
    if host == any4 || host == "*" then
      "127.0.0.1"
    else if isAny6 host then
      "[::1]"
    else
      bracketed host;

  # ListenStream= takes addresses only, no names; null: this is none.
  ofSocket =
    host:
    if lib.toLower host == "localhost" then
      "127.0.0.1"
    else if host == "*" then
      "[::]"
    else if isV4 host || isV6 host then
      bracketed host
    else
      null;

  # What to connect to, to see whether the server answers.
  ofCheck =
    host:
    if host == any4 || host == "*" then
      "127.0.0.1"
    else if isAny6 host then
      "::1"
    else
      host;

  # Whether two programs cannot both listen on the same port of these.
  clash = one: other: lib.any (a: lib.any (addressesClash a) (addresses other)) (addresses one);
}
