# No two processes can listen on one port.
{ lib, at }:
servers:
let
  address = import ../listeners/address.nix { inherit lib; };
  listeners = lib.concatLists (
    lib.mapAttrsToList (
      name: server:
      map (listener: listener // { where = at name listener.option; }) (
        import ../listeners/of-server.nix { inherit lib; } server
      )
    ) servers
  );
  clash = one: other: one.port == other.port && address.clash one.host other.host;
  message =
    one: other:
    "${one.where}: port ${toString one.port} is also ${other.where}. Give one of them another port.";
  against =
    listeners:
    map (message (lib.head listeners)) (lib.filter (clash (lib.head listeners)) (lib.tail listeners));
  pairs =
    listeners: if listeners == [ ] then [ ] else against listeners ++ pairs (lib.tail listeners);
in
pairs listeners
