#pragma once

/*
 * Descriptors that the client left open beside the standard three. The server gets them; front and watcher have
 * to let them go, or whoever waits for their end would wait for ours.
 */

/* Looks which there are; our own are told by being close-on-exec. */
void note_inherited(void);

void close_inherited(void);

/* Lets go of one of the standard three: it leads nowhere from now on, and its number stays taken. */
void let_go(int descriptor);
