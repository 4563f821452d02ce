#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The server and all it has started: every descendant of this process. */
struct ending {
    int64_t kill_at;    /* from then on SIGKILL */
    int64_t give_up_at; /* what is still there then cannot be ended: it waits for hardware */
    bool own_scope;     /* the scope is ours alone, so it may be killed as a whole */
};

/* Asks every descendant to end (SIGTERM). */
struct ending end_tree(int grace_ms, bool own_scope);

/* Goes on with it: ends by force what outlived its time. False when it is time to give up. */
bool press_on(const struct ending *);
