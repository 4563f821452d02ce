# Limits as systemd's directives; those that are null are left out.
{ lib }:
let
  directives = {
    memoryMax = "MemoryMax";
    memoryHigh = "MemoryHigh";
    memorySwapMax = "MemorySwapMax";
    cpuQuota = "CPUQuota";
    cpuWeight = "CPUWeight";
    ioWeight = "IOWeight";
    tasksMax = "TasksMax";
  };
in
limits:
lib.mapAttrs' (name: limit: lib.nameValuePair directives.${name} (toString limit)) (
  lib.filterAttrs (_: limit: limit != null) limits
)
