/* call.h - one seam for every call to a driver.
 *
 * A stage says which program, case, mode and number of workers; everything else
 * (files, environment, limits, pinned CPUs, the deadline) is decided here, alike
 * for all stages, and so are the words for how a call ended: they quote the limits
 * that were in force in that call.
 */
#ifndef PARLAB_CALL_H
#define PARLAB_CALL_H

#include "../measure/observe.h"
#include "stages.h"

/* How a program is used. */
enum call_purpose {
	CALL_CHECKED,   /* one call or several */
	CALL_SANITIZED, /* the same, with a sanitizer: slower and larger */
	CALL_WITNESSED, /* the same, by valgrind: the plain program, slower and larger */
	CALL_TRACED,    /* one call, watched by ptrace: slower */
	CALL_TIMED,     /* at rest until its call; pinned to one CPU for each worker */
	CALL_REPEATED,  /* at rest between many calls; pinned to all usable CPUs */
	CALL_CHARTED,   /* one call, pinned to all usable CPUs */
	CALL_SIMULATED, /* in mpi mode: ranks of a simulated cluster, all in one process */
};

/* The limits in force. */
struct call_limits {
	double wall_s; /* of a call */
	double cpu_s;  /* of a call, of all its processes */
	unsigned memory_mib, processes;
};

struct call {
	const struct submission *sub;
	const struct program *program;
	enum flavour flavour; /* in mpi mode call_open sets it */
	enum call_purpose purpose;
	const struct oracle_case *c;
	enum mode mode;
	int workers;                    /* in mpi mode the same for all calls in a box */
	unsigned calls;                 /* how many there will be at most; 0: one */
	size_t input_room, answer_room; /* bytes of the largest case there will be; 0: this one's */
	int report_fd;                  /* CALL_WITNESSED: where valgrind writes to */
	bool unfilled;     /* memory that was never written is as the system gives it, mostly 0 */
	double patience_s; /* a call that takes longer is ended as too slow; 0: its limit */

	struct session *session;      /* from call_open to call_close */
	struct call_limits limits;    /* set by call_open */
	struct session_result result; /* of the last call */
	bool too_slow;                /* the last call was ended after patience_s */
	double spent_s;               /* wall time in all its calls, whatever their end */
};

/* call_open: a box whose driver has been started.  -1: the grader failed. */
int call_open(struct call *call);
/* call_make: the call; fills result and spent_s.  -1: the grader failed. */
int call_make(struct call *call);
/* call_make_observed: the same, and who worked in it (measure/observe.h); nobody, if
 * it was not answered.  `failing` as in observe_start.  The box has ended then. */
int call_make_observed(struct call *call, double share, const struct failing *failing, struct observed *seen);
/* call_verdict: what a call that did not end with DONE and 0 says of the submission.
 * CORRECT: nothing was wrong so far, the answer may be judged.  Texts: caller frees; NULL: none. */
enum verdict call_verdict(const struct call *call, char **message, char **hint);
/* call_line: the line of a file that was handed in, "file.c:12", of an address in the program; caller
 * frees.  NULL: none of theirs. */
char *call_line(const struct call *call, uint64_t address);
/* call_hit_limit: did it run into what is limited for its box as a whole, in which earlier calls
 * may have left something? */
bool call_hit_limit(const struct call *call, enum verdict verdict);
/* call_printed: what it printed in the last call; the box has ended then.  Caller frees; NULL: nothing. */
char *call_printed(const struct call *call);
/* call_seen: what the clock and the accounts say of it. */
struct sightings call_seen(const struct call *call);
void call_close(struct call *call);

/* called_again_words: message and hint of a call that went wrong, as `message` says, after others in
 * one process (`calls`), and right when it was the first. */
void called_again_words(struct finding *finding, const char *message, const char *calls);
/* again_command: what a student types to see a finding again; caller frees. */
char *again_command(const struct submission *sub, enum mode mode, int case_number, int workers);

#endif
