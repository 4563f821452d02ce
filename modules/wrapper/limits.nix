# The limits of a server, and the properties of systemd.resource-control(5) that they are.
_: {
  memoryMax = "MemoryMax";
  memoryHigh = "MemoryHigh";
  memorySwapMax = "MemorySwapMax";
  cpuQuota = "CPUQuota";
  cpuWeight = "CPUWeight";
  ioWeight = "IOWeight";
  tasksMax = "TasksMax";
}
