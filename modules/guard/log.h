#pragma once

#include <poll.h>
#include <stdbool.h>

/*
 * A second copy of what the server writes to standard error. Its own standard error is a pipe to us; we write
 * it on to the real one and to a file. Whatever becomes of either, the server is never held up by the file.
 */
struct log {
    int source; /* our end of the server's standard error; -1: there is no log */
    int target; /* the server's end, until `log_started` */
    int file;   /* -1: cannot be had */
    int out;    /* the real standard error, so that writing to it never waits */
    bool out_is_socket;
    char path[1024];
    char waiting[4096]; /* read, and not yet taken by the real standard error */
    int used, written;
    bool deaf; /* nobody reads the real standard error any more */
};

/* Opens the file (0600, its folders 0700) and the pipe. `path` may begin with $XDG_STATE_HOME. */
void log_open(struct log *, const char *path);

/* In the server's process, before exec: makes the pipe its standard error. */
void log_become_stderr(const struct log *);

/* In the guard, once the server's process is there. */
void log_started(struct log *);

/* What to poll for next; gives how many entries (0 or 1). */
int log_poll(const struct log *, struct pollfd *entry);

/* Moves what can be moved without waiting. False: nothing was there to move. */
bool log_move(struct log *);

/* A line of our own, with the time, only for the file. */
void log_note(struct log *, const char *text);
