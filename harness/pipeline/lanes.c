/* lanes.c - the arms of a round as programs: which there are, and a call of one.
 *
 * Every call has a driver and a box of its own, begun for it, frozen from READY
 * to GO and from DONE on, and ended when its answer has been judged: nothing that
 * one call has learnt or left running can serve another.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "sitting.h"

enum { CALL_STRETCH = 4 }; /* a timed call may take so many times the limit of a checked one */

static void add_lane(struct timing *t, const struct program *program, enum arm arm, enum mode mode,
                     int workers)
{
	*GROW(t->lanes, t->lane_count) =
		(struct lane){.arm = arm, .mode = mode, .workers = workers, .program = program};
}

static void add_mode(struct timing *t, enum mode mode)
{
	add_lane(t, &t->p->program, ARM_STUDENT, mode, 1);
	for (size_t i = 0; i < t->count_count; i++) {
		add_lane(t, &t->p->reference, ARM_REFERENCE, mode, t->counts[i]);
		add_lane(t, &t->p->program, ARM_STUDENT, mode, t->counts[i]);
	}
}

void lanes_add(struct timing *t)
{
	add_lane(t, &t->p->reference, ARM_REFERENCE, MODE_SERIAL, 1);
	add_lane(t, NULL, ARM_CANARY, MODE_SERIAL, 1);
	for (size_t i = 0; i < t->count_count; i++)
		add_lane(t, NULL, ARM_CANARY, MODE_SERIAL, t->counts[i]);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (t->wanted[mode])
			add_mode(t, (enum mode)mode);
}

int lane_open(struct timing *t, struct lane *lane)
{
	struct session_request request =
		run_request(t->p->job.exercise, lane->program->built[FLAVOUR_PLAIN], &t->now, FLAVOUR_PLAIN);

	/* Measured sizes are larger than the checked ones: the call has its own limit. */
	request.box.limits.cpu_s = 0;
	request.box.limits.wall_s = 0;
	/* As many CPUs as workers, and those that the probes beside the call look at: CPUs of a virtual machine
	 * are slowed down each by itself. */
	request.box.cpus = t->p->workshop->host.cpus;
	request.box.cpu_count = (size_t)lane->workers;
	lane->session = session_start(&request, true);
	run_request_free(&request);
	return lane->session ? 0 : -1;
}

void lane_close(struct lane *lane)
{
	session_free(lane->session);
	lane->session = NULL;
}

void lanes_close(struct timing *t)
{
	for (size_t i = 0; i < t->lane_count; i++)
		lane_close(&t->lanes[i]);
	free(t->lanes);
	if (t->now.args)
		oracle_case_free(&t->now);
}

/* --- what speaks against a mode --------------------------------------------- */

static struct finding *find_note(struct timing *t, enum mode mode)
{
	for (size_t i = 0; i < t->p->outcome.finding_count; i++) {
		struct finding *f = &t->p->outcome.findings[i];
		if (f->stage == STAGE_MEASURE && f->mode == mode)
			return f;
	}
	return NULL;
}

void sitting_note(struct timing *t, enum mode mode, int workers, enum verdict v, char *message, char *hint)
{
	struct finding *f = find_note(t, mode);

	if (t->failed_mode[mode]) { /* one is enough for a sitting */
		free(message);
		free(hint);
		return;
	}
	t->failed_mode[mode] = true;
	bool again = f && t->p->noted[mode] == v;
	t->p->noted[mode] = v;
	if (!f)
		f = outcome_add_finding(&t->p->outcome);
	free(f->message);
	free(f->hint);
	f->stage = STAGE_MEASURE;
	f->mode = mode;
	f->workers = workers;
	f->verdict = again ? v : VERDICT_INCONCLUSIVE;
	f->message = again ? message
	                   : xasprintf("%s: %s  It was not seen a second time.", verdict_words(v), message);
	f->hint = hint;
	if (!again)
		free(message);
}

void sitting_absolve(struct timing *t)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct finding *f =
			t->wanted[mode] && !t->failed_mode[mode] ? find_note(t, (enum mode)mode) : NULL;
		if (f && f->verdict == VERDICT_INCONCLUSIVE)
			f->verdict = VERDICT_CORRECT; /* its message stays */
	}
}

static double limit_of(const struct timing *t)
{
	return t->p->job.exercise->limits.wall_s * CALL_STRETCH;
}

int lane_failed(struct timing *t, struct lane *lane)
{
	const struct manifest *m = t->p->job.exercise;
	char *message, *hint;
	enum verdict v = run_verdict(&lane->result, m, lane->mode, limit_of(t), &message, &hint);

	lane->over = true;
	if (lane->arm == ARM_REFERENCE) {
		error_set("%s: the model solution failed while it was timed (%s): %s", m->name,
		          mode_name(lane->mode), message);
		free(message);
		free(hint);
		return -1;
	}
	sitting_note(
		t, lane->mode, lane->workers, v,
		xasprintf("While it was timed (%s, %d workers): %s", m->measure_args, lane->workers, message),
		hint);
	free(message);
	return 0;
}

/* --- a call ------------------------------------------------------------------ */

int lane_call(struct timing *t, struct lane *lane)
{
	struct session_call call = {
		.mode = lane->mode,
		.workers = lane->workers,
		.input = t->now.input,
		.input_bytes = t->now.input_bytes,
		.layout = t->now.layout,
		.answer_bytes = t->now.answer_bytes,
		.wall_s = limit_of(t),
	};

	if (session_call(lane->session, &call, &lane->result) != 0)
		return -1;
	if (lane->result.end == SESSION_DONE && lane->result.returned == 0 && !lane->result.child_returned)
		return 1;
	lane_close(lane);
	return 0;
}
