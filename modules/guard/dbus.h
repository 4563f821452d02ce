#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The little of D-Bus that a scope takes: one method call over a peer-to-peer connection, its answer, and
 * the signals that come meanwhile. D-Bus specification 0.43, little-endian, no file descriptors.
 */

/* A message that is being written. Overflow is remembered, and makes `bus_send` fail. */
struct bus_writer {
    uint8_t bytes[4096];
    size_t used;
    bool overflow;
};

void put_byte(struct bus_writer *, uint8_t);
void put_u32(struct bus_writer *, uint32_t);
void put_u64(struct bus_writer *, uint64_t);
void put_string(struct bus_writer *, const char *);    /* also object paths */
void put_signature(struct bus_writer *, const char *);
void put_align(struct bus_writer *, size_t to);

/* An array: `put_array_start` gives what `put_array_end` takes. `align` is that of its elements. */
struct bus_array {
    size_t length_at, start;
};
struct bus_array put_array_start(struct bus_writer *, size_t align);
void put_array_end(struct bus_writer *, struct bus_array);

struct bus_call {
    const char *path, *destination, *interface, *member, *signature;
    uint32_t serial;
};

enum bus_type { BUS_PASSED_OVER = 0, BUS_CALL = 1, BUS_RETURN = 2, BUS_ERROR = 3, BUS_SIGNAL = 4 };

/* A message that came. Strings point into `bytes` and end in NUL, or are empty. */
struct bus_message {
    uint8_t bytes[65536];
    size_t size, body_at;
    enum bus_type type;
    uint32_t reply_serial;
    const char *member, *error_name, *signature;
};

/* All of these give 0, or a negative errno. `deadline_ms` is on the monotonic clock (`now_ms`). */
int bus_connect(const char *path, int64_t deadline_ms); /* gives the descriptor */
int bus_send(int bus, const struct bus_call *, const struct bus_writer *body, int64_t deadline_ms);
int bus_receive(int bus, struct bus_message *, int64_t deadline_ms);

/* Reads a string of the body and moves `at` behind it; NULL where there is none. Start with `body_at`. */
const char *read_string(const struct bus_message *, size_t *at);
void skip_u32(size_t *at);
