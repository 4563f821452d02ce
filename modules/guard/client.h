#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Who started the server, and whether they are still there.
 *
 * PR_SET_PDEATHSIG asks after the thread that forked, and getppid() after whatever stands in between (a shell,
 * a launcher). The client is rather who can talk to the server: the process at the other end of standard
 * input. Where that can be told (a socket pair, as Node makes; a pipe that an ancestor writes to, as everyone
 * else does) the client is watched for as long as it lives, whatever happens to its threads or to a shell
 * in between. Where it cannot, our parent is taken for the client; and standard input coming to its end is
 * taken for the client's end too, but only when an ancestor has died as well: `printf … | mcp-server` closes
 * its end at once and wants its answers.
 */

struct watched {
    pid_t pid;
    uint64_t start;
    int descriptor; /* polls readable when the process has ended; -1: the kernel cannot, ask again and again */
};

enum { MAX_WATCHED = 8 };

struct client {
    bool certain;                       /* it is at the other end of standard input */
    struct watched chain[MAX_WATCHED];  /* the client first, then, unless certain, its own ancestors */
    int count;                          /* 0: whoever started us was gone before we could look */
};

struct client find_client(void);

/* Is the client gone? `stdin_ended`: nobody can write to standard input any more. */
bool client_gone(const struct client *, bool stdin_ended);

/* Fills in what to poll for, and gives how many. */
int poll_client(const struct client *, struct pollfd *entries);

/* Must the client be asked after from time to time, for want of something to poll? */
bool needs_asking(const struct client *);
