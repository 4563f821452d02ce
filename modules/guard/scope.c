#include "scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "dbus.h"
#include "platform.h"
#include "property.h"
#include "say.h"

#ifdef __linux__
#include <sys/random.h>

/* Fifty at once on a slow machine are served one after the other. */
enum { PATIENCE_MS = 5000 };

struct failure {
    char text[512];
};

static bool fail(struct failure *failure, const char *what, const char *detail) {
    snprintf(failure->text, sizeof failure->text, "%.200s%s%.280s", what, *detail ? ": " : "", detail);
    return false;
}

static void put_property_start(struct bus_writer *body, const char *name, const char *type) {
    put_align(body, 8);
    put_string(body, name);
    put_signature(body, type);
}

static void put_text_property(struct bus_writer *body, const char *name, const char *value) {
    put_property_start(body, name, "s");
    put_string(body, value);
}

/* What systemd.resource-control(5) and systemd.scope(5) call these, as D-Bus has them. */
static void put_properties(struct bus_writer *body, const struct options *options) {
    char description[160];
    snprintf(description, sizeof description, "MCP server %s", options->name);
    struct bus_array properties = put_array_start(body, 8);
    put_text_property(body, "Description", description);
    put_text_property(body, "Slice", options->slice);
    /* A scope that was stopped or ran out of memory goes away like one that ended. */
    put_text_property(body, "CollectMode", "inactive-or-failed");
    put_property_start(body, "TimeoutStopUSec", "t");
    put_u64(body, 2000000);
    put_property_start(body, "PIDs", "au");
    struct bus_array pids = put_array_start(body, 4);
    put_u32(body, 0); /* whoever calls: our own number may be another's where systemd lives */
    put_array_end(body, pids);
    for (int i = 0; i < options->property_count; i++) {
        struct property property;
        if (parse_property(options->properties[i], &property)) continue; /* parse_options has checked it */
        put_property_start(body, property.name, property.signature == 'u' ? "u" : "t");
        if (property.signature == 'u')
            put_u32(body, (uint32_t)property.value);
        else
            put_u64(body, property.value);
    }
    put_array_end(body, properties);
    put_array_end(body, put_array_start(body, 8)); /* no auxiliary units */
}

/* Waits for the call's own answer and for the end of the unit's job; they may come in either order. */
static bool await_job(int bus, const char *unit, int64_t deadline, struct failure *failure) {
    bool answered = false, started = false;
    static struct bus_message message; /* larger than a stack should hold */
    while (!answered || !started) {
        int got = bus_receive(bus, &message, deadline);
        if (got < 0) return fail(failure, "no answer from systemd", strerror(-got));
        size_t at = message.body_at;
        if (message.type == BUS_ERROR && message.reply_serial == 1) {
            const char *text = *message.signature == 's' ? read_string(&message, &at) : NULL;
            return fail(failure, "systemd refused it", text ? text : message.error_name);
        }
        if (message.type == BUS_RETURN && message.reply_serial == 1) answered = true;
        if (message.type == BUS_SIGNAL && strcmp(message.member, "JobRemoved") == 0 && strcmp(message.signature, "uoss") == 0) {
            skip_u32(&at);
            const char *job = read_string(&message, &at);
            const char *name = job ? read_string(&message, &at) : NULL;
            const char *result = name ? read_string(&message, &at) : NULL;
            if (!result || strcmp(name, unit) != 0) continue;
            if (strcmp(result, "done") != 0) return fail(failure, "systemd could not start it", result);
            started = true;
        }
    }
    return true;
}

static bool start_scope(const struct options *options, struct failure *failure) {
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char fallback[64], path[1024];
    if (!runtime || !*runtime) {
        snprintf(fallback, sizeof fallback, "/run/user/%u", (unsigned)getuid());
        runtime = fallback;
    }
    snprintf(path, sizeof path, "%s/systemd/private", runtime);
    int64_t deadline = now_ms() + PATIENCE_MS;
    int bus = bus_connect(path, deadline);
    if (bus < 0) return fail(failure, path, strerror(-bus));

    uint32_t noise;
    if (getrandom(&noise, sizeof noise, GRND_NONBLOCK) != sizeof noise) noise = (uint32_t)now_ms();
    char unit[256];
    snprintf(unit, sizeof unit, "mcp-%s-%d-%08x.scope", options->name, (int)getpid(), noise);

    static struct bus_writer body;
    put_string(&body, unit);
    put_string(&body, "fail");
    put_properties(&body, options);
    struct bus_call call = {
        .path = "/org/freedesktop/systemd1",
        .destination = "org.freedesktop.systemd1",
        .interface = "org.freedesktop.systemd1.Manager",
        .member = "StartTransientUnit",
        .signature = "ssa(sv)a(sa(sv))",
        .serial = 1,
    };
    int sent = bus_send(bus, &call, &body, deadline);
    bool done = sent < 0 ? fail(failure, "systemd does not listen", strerror(-sent)) : await_job(bus, unit, deadline, failure);
    close(bus);
    if (done && !in_unit(unit)) return fail(failure, "systemd has put another process into it", unit);
    return done;
}

#else

struct failure {
    char text[64];
};

static bool start_scope(const struct options *options, struct failure *failure) {
    (void)options;
    snprintf(failure->text, sizeof failure->text, "scopes are systemd's, and there is none on this system");
    return false;
}

#endif

bool enter_scope(const struct options *options) {
    struct failure failure;
    if (options->scope == SCOPE_NONE) return false;
    if (start_scope(options, &failure)) return true;
    if (options->scope == SCOPE_REQUIRE)
        die(EXIT_NO_SCOPE, "a systemd scope is required, and there is none to be had (%s)", failure.text);
    say("runs without a systemd scope%s (%s)", options->property_count > 0 ? " and its limits" : "", failure.text);
    return false;
}
