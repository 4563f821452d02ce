#include "dbus.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"

/* ---- writing ---- */

void put_byte(struct bus_writer *writer, uint8_t byte) {
    if (writer->used < sizeof writer->bytes)
        writer->bytes[writer->used++] = byte;
    else
        writer->overflow = true;
}

void put_align(struct bus_writer *writer, size_t to) {
    while (writer->used % to && !writer->overflow) put_byte(writer, 0);
}

void put_u32(struct bus_writer *writer, uint32_t value) {
    put_align(writer, 4);
    for (int i = 0; i < 4; i++) put_byte(writer, (uint8_t)(value >> (8 * i)));
}

void put_u64(struct bus_writer *writer, uint64_t value) {
    put_align(writer, 8);
    for (int i = 0; i < 8; i++) put_byte(writer, (uint8_t)(value >> (8 * i)));
}

void put_string(struct bus_writer *writer, const char *text) {
    put_u32(writer, (uint32_t)strlen(text));
    do put_byte(writer, (uint8_t)*text);
    while (*text++);
}

void put_signature(struct bus_writer *writer, const char *text) {
    put_byte(writer, (uint8_t)strlen(text));
    do put_byte(writer, (uint8_t)*text);
    while (*text++);
}

struct bus_array put_array_start(struct bus_writer *writer, size_t align) {
    put_align(writer, 4);
    struct bus_array array = {.length_at = writer->used};
    put_u32(writer, 0);
    put_align(writer, align); /* the padding before the first element does not count */
    array.start = writer->used;
    return array;
}

void put_array_end(struct bus_writer *writer, struct bus_array array) {
    if (writer->overflow) return;
    uint32_t length = (uint32_t)(writer->used - array.start);
    for (int i = 0; i < 4; i++) writer->bytes[array.length_at + (size_t)i] = (uint8_t)(length >> (8 * i));
}

enum header_field {
    FIELD_PATH = 1,
    FIELD_INTERFACE = 2,
    FIELD_MEMBER = 3,
    FIELD_ERROR_NAME = 4,
    FIELD_REPLY_SERIAL = 5,
    FIELD_DESTINATION = 6,
    FIELD_SIGNATURE = 8,
};

static void put_field(struct bus_writer *writer, enum header_field field, const char *type, const char *value) {
    put_align(writer, 8);
    put_byte(writer, (uint8_t)field);
    put_signature(writer, type);
    if (*type == 'g')
        put_signature(writer, value);
    else
        put_string(writer, value);
}

/* ---- the connection ---- */

/* Waits until the bus can be read (or written), or the deadline is over. */
static int await_bus(int bus, short events, int64_t deadline_ms) {
    for (;;) {
        int64_t left = deadline_ms - now_ms();
        if (left <= 0) return -ETIMEDOUT;
        struct pollfd entry = {.fd = bus, .events = events};
        int ready = poll(&entry, 1, (int)left);
        if (ready > 0) return 0;
        if (ready < 0 && errno != EINTR) return -errno;
    }
}

static int send_all(int bus, const uint8_t *bytes, size_t size, int64_t deadline_ms) {
    while (size > 0) {
        ssize_t sent = send(bus, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes += sent;
            size -= (size_t)sent;
        } else if (errno == EAGAIN) {
            int waited = await_bus(bus, POLLOUT, deadline_ms);
            if (waited < 0) return waited;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

static int receive_all(int bus, uint8_t *bytes, size_t size, int64_t deadline_ms) {
    while (size > 0) {
        ssize_t got = recv(bus, bytes, size, MSG_DONTWAIT);
        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        } else if (got == 0) {
            return -ECONNRESET;
        } else if (errno == EAGAIN) {
            int waited = await_bus(bus, POLLIN, deadline_ms);
            if (waited < 0) return waited;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

/* SASL EXTERNAL: the kernel tells the other side who we are; the answer is read byte by byte, so that
 * nothing of the first message is taken with it. */
static int authenticate(int bus, int64_t deadline_ms) {
    char uid[16], line[128];
    int digits = snprintf(uid, sizeof uid, "%u", (unsigned)getuid());
    size_t used = 0;
    line[used++] = 0;
    used += (size_t)snprintf(line + used, sizeof line - used, "AUTH EXTERNAL ");
    for (int i = 0; i < digits; i++) used += (size_t)snprintf(line + used, sizeof line - used, "%02x", (unsigned)uid[i]);
    used += (size_t)snprintf(line + used, sizeof line - used, "\r\nBEGIN\r\n");
    int sent = send_all(bus, (const uint8_t *)line, used, deadline_ms);
    if (sent < 0) return sent;
    for (used = 0; used < sizeof line; used++) {
        int got = receive_all(bus, (uint8_t *)line + used, 1, deadline_ms);
        if (got < 0) return got;
        if (line[used] == '\n') return strncmp(line, "OK ", 3) == 0 ? 0 : -EACCES;
    }
    return -EPROTO;
}

int bus_connect(const char *path, int64_t deadline_ms) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int bus = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bus < 0) return -errno;
    fcntl(bus, F_SETFD, FD_CLOEXEC);
    fcntl(bus, F_SETFL, O_NONBLOCK);
    int result;
    /* EAGAIN: more are waiting to be let in than it has room for. */
    while ((result = connect(bus, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0) == -EAGAIN &&
           now_ms() < deadline_ms)
        usleep(10000);
    if (result == 0) result = authenticate(bus, deadline_ms);
    if (result < 0) {
        close(bus);
        return result;
    }
    return bus;
}

int bus_send(int bus, const struct bus_call *call, const struct bus_writer *body, int64_t deadline_ms) {
    struct bus_writer header = {.used = 0};
    put_byte(&header, 'l');
    put_byte(&header, BUS_CALL);
    put_byte(&header, 0);
    put_byte(&header, 1);
    put_u32(&header, (uint32_t)body->used);
    put_u32(&header, call->serial);
    struct bus_array fields = put_array_start(&header, 8);
    put_field(&header, FIELD_PATH, "o", call->path);
    put_field(&header, FIELD_DESTINATION, "s", call->destination);
    put_field(&header, FIELD_INTERFACE, "s", call->interface);
    put_field(&header, FIELD_MEMBER, "s", call->member);
    put_field(&header, FIELD_SIGNATURE, "g", call->signature);
    put_array_end(&header, fields);
    put_align(&header, 8);
    if (header.overflow || body->overflow) return -EMSGSIZE;
    int sent = send_all(bus, header.bytes, header.used, deadline_ms);
    return sent < 0 ? sent : send_all(bus, body->bytes, body->used, deadline_ms);
}

/* ---- reading ---- */

enum { MAX_MESSAGE = 1 << 27 }; /* the specification's own limit */

static uint32_t u32_at(const struct bus_message *message, size_t at) {
    const uint8_t *bytes = message->bytes + at;
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static size_t aligned(size_t at, size_t to) { return (at + to - 1) / to * to; }

void skip_u32(size_t *at) { *at = aligned(*at, 4) + 4; }

const char *read_string(const struct bus_message *message, size_t *at) {
    size_t start = aligned(*at, 4);
    if (start + 4 > message->size) return NULL;
    size_t length = u32_at(message, start);
    if (length > sizeof message->bytes || start + 4 + length + 1 > message->size) return NULL;
    const char *text = (const char *)message->bytes + start + 4;
    if (text[length] != 0) return NULL;
    *at = start + 4 + length + 1;
    return text;
}

static const char *read_signature(const struct bus_message *message, size_t *at) {
    if (*at >= message->size) return NULL;
    size_t length = message->bytes[*at];
    const char *text = (const char *)message->bytes + *at + 1;
    if (*at + 1 + length + 1 > message->size || text[length] != 0) return NULL;
    *at += length + 2;
    return text;
}

/* The header fields we use; others are passed over by their type. */
static int read_fields(struct bus_message *message, size_t end) {
    size_t at = 16;
    while (at < end) {
        at = aligned(at, 8);
        if (at + 1 > end) return -EPROTO;
        uint8_t field = message->bytes[at++];
        const char *type = read_signature(message, &at), *text = "";
        if (!type) return -EPROTO;
        if (strcmp(type, "s") == 0 || strcmp(type, "o") == 0) {
            text = read_string(message, &at);
        } else if (strcmp(type, "g") == 0) {
            text = read_signature(message, &at);
        } else if (strcmp(type, "u") == 0) {
            skip_u32(&at);
            if (at > message->size) return -EPROTO;
            if (field == FIELD_REPLY_SERIAL) message->reply_serial = u32_at(message, at - 4);
        } else {
            return -EPROTO;
        }
        if (!text) return -EPROTO;
        if (field == FIELD_MEMBER) message->member = text;
        if (field == FIELD_ERROR_NAME) message->error_name = text;
        if (field == FIELD_SIGNATURE) message->signature = text;
    }
    return 0;
}

/* A message too large to be one we wait for: the manager tells every peer about every unit. */
static int pass_over(int bus, struct bus_message *message, int64_t deadline_ms) {
    size_t left = message->size - 16;
    while (left > 0) {
        size_t part = left < sizeof message->bytes ? left : sizeof message->bytes;
        int got = receive_all(bus, message->bytes, part, deadline_ms);
        if (got < 0) return got;
        left -= part;
    }
    message->type = BUS_PASSED_OVER;
    return 0;
}

int bus_receive(int bus, struct bus_message *message, int64_t deadline_ms) {
    message->member = message->error_name = message->signature = "";
    message->reply_serial = 0;
    int got = receive_all(bus, message->bytes, 16, deadline_ms);
    if (got < 0) return got;
    if (message->bytes[0] != 'l') return -EPROTO;
    message->type = (enum bus_type)message->bytes[1];
    size_t body = u32_at(message, 4), fields = u32_at(message, 12);
    if (body > MAX_MESSAGE || fields > MAX_MESSAGE) return -EPROTO;
    message->body_at = aligned(16 + fields, 8);
    message->size = message->body_at + body;
    if (message->size > sizeof message->bytes) return pass_over(bus, message, deadline_ms);
    got = receive_all(bus, message->bytes + 16, message->size - 16, deadline_ms);
    return got < 0 ? got : read_fields(message, 16 + fields);
}
