# Addresses in the ways that URLs, systemd and a clash of two of them need.
{ lib }:
let
  # Every spelling of "any address".
  wildcards = [
    "0.0.0.0"
    "::"
    "*"
  ];
  isWildcard = host: lib.elem host wildcards;
  isV6 = host: lib.hasInfix ":" host;
  isV4 = host: builtins.match "[0-9]{1,3}(\\.[0-9]{1,3}){3}" host != null;
  bracketed = host: if isV6 host then "[${host}]" else host;

  # localhost is an address of both families.
  families =
    host:
    if host == "localhost" then
      [
        "127.0.0.1"
        "::1"
      ]
    else
      [ host ];
  addressesClash =
    one: other:
    one == other || isWildcard one && covers one other || isWildcard other && covers other one;
  # "::" takes the IPv4 addresses as well, as Linux does it by default.
  covers = wildcard: host: wildcard != "0.0.0.0" || !isV6 host || isWildcard host;
in
{
  # The host in a URL for this machine's own clients.
  ofUrl =
    host:
    if !isWildcard host then
      bracketed host
    else if host == "::" then
      "[::1]"
    else
      "127.0.0.1";

  # ListenStream= takes addresses only, no names; null: this is none.
  ofSocket =
    host:
    if host == "localhost" then
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
    if host == "0.0.0.0" || host == "*" then
      "127.0.0.1"
    else if host == "::" then
      "::1"
    else
      host;

  # Whether two programs cannot both listen on the same port of these.
  clash = one: other: lib.any (a: lib.any (addressesClash a) (families other)) (families one);
}
