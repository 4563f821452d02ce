#include "client.h"

#include <unistd.h>

#include "platform.h"

enum { MAX_ANCESTORS = 64 };

/* The start is read before and after the descriptor is taken, so that both are of one process. */
static bool watch(struct client *client, pid_t pid) {
    uint64_t start = process_start(pid);
    if (start == 0 || client->count == MAX_WATCHED) return false;
    int descriptor = process_watch(pid);
    if (process_start(pid) != start) {
        if (descriptor >= 0) close(descriptor);
        return false;
    }
    client->chain[client->count++] = (struct watched){pid, start, descriptor};
    return true;
}

static bool watch_certain(struct client *client, pid_t pid) { return client->certain = watch(client, pid); }

struct client find_client(void) {
    struct client client = {.count = 0};
    pid_t parent = getppid(), peer = stdin_peer();
    /* Whoever made the socket pair started before us; a later process only has got its number. */
    if (peer > 0 && peer != getpid() && process_start(peer) <= process_start(getpid()) && watch_certain(&client, peer))
        return client;
    pid_t pid = parent;
    for (int i = 0; pid > 0 && i < MAX_ANCESTORS; i++, pid = process_parent(pid))
        if (writes_to_stdin(pid) && watch_certain(&client, pid)) return client;
    for (pid = parent; !adopts_orphans(pid) && watch(&client, pid); pid = process_parent(pid)) {
    }
    return client;
}

static bool has_ended(const struct watched *process) {
    if (process->descriptor < 0) return process_start(process->pid) != process->start;
    struct pollfd entry = {.fd = process->descriptor, .events = POLLIN};
    return poll(&entry, 1, 0) > 0;
}

bool client_gone(const struct client *client, bool stdin_ended) {
    if (client->count > 0 && has_ended(&client->chain[0])) return true;
    if (client->certain || !stdin_ended) return false;
    for (int i = 1; i < client->count; i++)
        if (has_ended(&client->chain[i])) return true;
    return client->count == 0;
}

int poll_client(const struct client *client, struct pollfd *entries) {
    int count = 0;
    for (int i = 0; i < client->count; i++)
        if (client->chain[i].descriptor >= 0 && !has_ended(&client->chain[i]))
            entries[count++] = (struct pollfd){.fd = client->chain[i].descriptor, .events = POLLIN};
    return count;
}

bool needs_asking(const struct client *client) {
    for (int i = 0; i < client->count; i++)
        if (client->chain[i].descriptor < 0) return true;
    return false;
}
