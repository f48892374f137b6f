/* session.h - a driver in a box, and one call after another to it.
 *
 * Holds the clock.  The time of a call is from just before the box may run to
 * the moment its DONE is read; then a box that is timed is frozen before anything
 * else is done, and the answer is copied.
 */
#ifndef PARLAB_SESSION_H
#define PARLAB_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../kit/protocol.h"
#include "box.h"
#include "standing.h"

struct session;

struct session_request {
	struct box_request box; /* argv, views, limits; the session adds its own files 3, 4, 5 */
	size_t input_bytes;     /* of the largest input there will be */
	size_t answer_bytes;
	double ready_s;         /* the longest wait for READY; 0: limits.wall_s */
	struct box_file report; /* one more file to hand on, with its number there; number 0: none */
	size_t output_bytes;    /* how much of standard output and error is kept */
};

enum session_end {
	SESSION_DONE, /* a DONE for this GO came in time */
	SESSION_TIMED_OUT,
	SESSION_EXITED, /* the driver ended without a DONE */
	SESSION_CLOSED, /* the driver closed its channel, so no DONE could come, and did not end */
	SESSION_CRASHED,
	SESSION_OUT_OF_MEMORY,
	SESSION_CPU_EXHAUSTED,
	SESSION_BROKEN, /* violated the protocol */
};

struct session_call {
	enum mode mode;
	int workers;
	const void *input;
	size_t input_bytes; /* a bundle */
	const void *layout;
	size_t answer_bytes; /* its first PROTOCOL_LAYOUT_BYTES: the answer's layout */
	double wall_s;       /* limit for this call ... */
	double longest_s;    /* ... and for one that computes but gets less than a CPU; 0: the same */
	bool slowed;         /* by a sanitizer: it may compute all the time until longest_s */
	double cpu_s;        /* the same for the CPU time of the whole box in it, looked at while it is waited
	                        for; 0: none but the box's own */
};

struct session_result {
	enum session_end end;
	int code;            /* exit code or signal, a hint */
	double limit_s;      /* the wait that was allowed for READY or for DONE, whichever it came to */
	uint64_t elapsed_ns; /* GO to DONE; without a DONE: the time spent on waiting for READY or DONE */
	double cpu_s;        /* of the box in that span; without a DONE: in its whole life */
	double start_cpu_s;  /* of the box up to READY: loading the program, and its constructors */
	double idle_cpu_s;   /* of the box since the last DONE (or READY), before this GO */
	int returned, error; /* what the driver says the function returned */
	bool child_returned; /* a forked child returned from the student's function */
	int children_left; /* by the call, as the driver says: whether any, or (AddressSanitizer) how many */
	int descriptors_left; /* the same; only a driver built for AddressSanitizer looks */
	bool process_limit_hit;
	struct standing standing; /* of a call that was stopped after its time; else unknown */
	/* What was printed from GO to DONE, in session_output.  Without a DONE: to the end. */
	size_t output_from, output_to;
};

/* session_start: starts the box; if it is to be `frozen_between_calls`, waits for READY and
 * freezes it.  NULL: the sandbox failed.  If the driver never reaches READY, the first call
 * reports it. */
struct session *session_start(const struct session_request *request, bool frozen_between_calls);
/* session_call: one call.  After it, session_answer is parlab's own copy.
 * -1: the sandbox failed. */
int session_call(struct session *session, const struct session_call *call, struct session_result *result);
/* session_answer: an unsealed memory file with the copied answer of the last
 * call, layout restored; belongs to the session, valid until the next call. */
int session_answer(struct session *session);
/* session_answer_inode: of the memory file that the driver writes its answers to. */
uint64_t session_answer_inode(const struct session *session);
/* session_prepare: the part of the next session_call that comes before GO, for
 * an observer that attaches to the waiting driver; optional. */
int session_prepare(struct session *session, const struct session_call *call);
/* session_rest: let a frozen box run for `seconds` without asking anything of
 * it, and freeze it again.  Returns the CPU time that it used meanwhile. */
double session_rest(struct session *session, double seconds);
struct box *session_box(struct session *session);
/* session_end: kills the box at once, if it still runs, and returns when its last
 * process is gone: the CPU time of all of them in their lives, ending included.  No call
 * can follow; session_answer stays valid until session_free. */
double session_end(struct session *session);
/* session_close: QUIT with this sequence (protocol.h), wait for a normal exit
 * (sanitizers report then), up to wall_s; then the box is gone. */
void session_close(struct session *session, uint64_t sequence, double wall_s, struct box_result *result);
/* session_output: what the driver printed, standard output and error together,
 * capped, NUL-terminated; nothing that was printed can be taken back.  Ends the
 * box first if it still runs, so no call can follow.  Valid until session_free. */
const char *session_output(struct session *session);
void session_free(struct session *session);

#endif
