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
 * input. Where that can be told (a socket pair, as Node makes; a pipe that an ancestor, or somebody in another
 * session, writes to) the client is watched for as long as it lives, whatever happens to its threads or to a
 * shell in between.
 *
 * Where it cannot, our parent is taken for the client. Standard input coming to its end means little by itself
 * then: `printf … | mcp-server` closes its end at once and wants its answers. It counts when an ancestor has
 * died as well, or when there never was one; `patience_ms` is for what could be either.
 */

struct watched {
    pid_t pid;
    uint64_t start;
    int descriptor; /* polls readable when the process has ended; -1: the kernel cannot, ask again and again */
};

enum { MAX_WATCHED = 8 };

struct client {
    bool certain;      /* it is at the other end of standard input */
    bool by_socket;    /* known as the maker of the socket pair, who may have handed its end on */
    bool has_channel;  /* standard input is a pipe or a socket, whose end can be told */
    int patience_ms;   /* how long after standard input's end the client counts as gone; -1: never for that alone */
    /* Certain: the client, and our parent where that is another. Otherwise our parent and its ancestors. */
    struct watched chain[MAX_WATCHED];
    int count; /* 0: whoever started us was gone before we could look */
};

struct client find_client(void);

/* Is the client gone? `ended_ms`: how long ago standard input ended, for nobody can write to it; -1: it has not. */
bool client_gone(const struct client *, int64_t ended_ms);

/* Does the end of standard input tell anything about this client? */
bool needs_stdin(const struct client *);

/* Fills in what to poll for, and gives how many. */
int poll_client(const struct client *, struct pollfd *entries);

/* Must the client be asked after from time to time, for want of something to poll? */
bool needs_asking(const struct client *, int64_t ended_ms);
