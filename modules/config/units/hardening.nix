# What confines a service in every user manager.
#
# Only what the kernel grants an unprivileged process: no_new_privs, seccomp filters, resource limits. Everything that
# needs a mount or another namespace (ProtectSystem=, PrivateTmp=, …) fails where unprivileged user namespaces are
# forbidden, as on hardened kernels and Ubuntu; and MemoryDenyWriteExecute= would stop every JIT compiler, V8's first.
{
  NoNewPrivileges = true;
  RestrictSUIDSGID = true;
  RestrictRealtime = true;
  LockPersonality = true;
  # AF_NETLINK is how programs list the machine's network interfaces.
  RestrictAddressFamilies = [ "AF_UNIX AF_INET AF_INET6 AF_NETLINK" ];
  SystemCallArchitectures = "native";
  # A list of what is denied: a browser's own sandbox needs chroot, unshare and ptrace, and an unknown call must say
  # "not permitted", not kill.
  SystemCallFilter = [ "~@clock @cpu-emulation @module @obsolete @raw-io @reboot @swap" ];
  SystemCallErrorNumber = "EPERM";
  # A core dump would hold the secrets.
  LimitCORE = 0;
}
