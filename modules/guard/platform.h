#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the guard asks of the kernel, and each kernel answers in its own way. */

/* A descriptor that polls readable once the process has ended; -1 where that cannot be had. */
int process_watch(pid_t);

/* The parent of a process; 0 when there is no such process. */
pid_t process_parent(pid_t);

/* When the process started, in units of the kernel's own; 0 when there is none. Tells a number used anew. */
uint64_t process_start(pid_t);

/* Is this process one that takes in orphans (init, the user's systemd, a container's), and not one that has started us? */
bool adopts_orphans(pid_t);

/* Is standard input a pipe or a socket? */
bool stdin_is_channel(void);

/* The process at the other end of standard input where the kernel knows it (a socket pair), or 0. */
pid_t stdin_peer(void);

/* Has this process the same pipe or socket for its standard input? */
bool shares_stdin(pid_t);

/* Does this process hold the other end of standard input, a pipe, for writing? */
bool writes_to_stdin(pid_t);

/* A process of another session that does, or 0. In our own session it is a part of a shell's pipeline. */
pid_t writing_stranger(void);

/* Orphans among our descendants become our children. False where there is no such thing. */
bool adopt_orphans(void);

/* This process gets the signal when its parent's thread ends. False where there is no such thing. */
bool die_with_parent(int signal);

/* Writes up to `max` descendants of `root` and gives how many; not `root` itself. */
size_t find_descendants(pid_t root, pid_t *found, size_t max);

/* Are we in the cgroup of this unit? */
bool in_unit(const char *unit);

/* Ends every process of our own scope at once, ourselves as well. Returns only where that cannot be. */
void kill_own_scope(void);
