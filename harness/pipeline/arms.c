/* arms.c - the arms of a round: their programs and calls.
 *
 * Every call has a new driver in a new box, frozen from READY to GO and after DONE, and
 * ended when its answer has been judged: no knowledge or process of one call can serve
 * another.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/evidence.h"
#include "measure.h"

static void add_arm(struct timing *t, const struct program *program, enum arm_kind arm, enum mode mode,
                    int workers)
{
	*GROW(t->arms, t->arm_count) =
		(struct arm){.kind = arm, .mode = mode, .workers = workers, .program = program};
}

static void add_mode(struct timing *t, enum mode mode)
{
	add_arm(t, &t->sub->program, ARM_STUDENT, mode, 1);
	for (size_t i = 0; i < t->count_count; i++) {
		add_arm(t, &t->kept->reference, ARM_REFERENCE, mode, t->counts[i]);
		add_arm(t, &t->sub->program, ARM_STUDENT, mode, t->counts[i]);
	}
}

void arms_add(struct timing *t)
{
	add_arm(t, &t->kept->reference, ARM_REFERENCE, MODE_SERIAL, 1);
	add_arm(t, NULL, ARM_CANARY, MODE_SERIAL, 1);
	for (size_t i = 0; i < t->count_count; i++)
		add_arm(t, NULL, ARM_CANARY, MODE_SERIAL, t->counts[i]);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (t->wanted[mode])
			add_mode(t, (enum mode)mode);
}

int arm_open(struct timing *t, struct arm *arm)
{
	arm->call = (struct call){
		.sub = t->sub,
		.program = arm->program,
		.purpose = CALL_TIMED,
		.c = &t->now,
		.mode = arm->mode,
		.workers = arm->workers,
		.patience_s = arm->kind == ARM_STUDENT ? t->patience_s : 0,
	};
	int failed = call_open(&arm->call);
	arm->session = arm->call.session;
	return failed;
}

void arm_close(struct arm *arm)
{
	call_close(&arm->call);
	arm->session = NULL;
}

void arms_close(struct timing *t)
{
	for (size_t i = 0; i < t->arm_count; i++)
		arm_close(&t->arms[i]);
	free(t->arms);
	if (t->now.args)
		oracle_case_free(&t->now);
}

/* --- what speaks against a mode --------------------------------------------- */

static struct finding *find_note(struct timing *t, enum mode mode)
{
	for (size_t i = 0; i < t->sub->outcome.finding_count; i++) {
		struct finding *f = &t->sub->outcome.findings[i];
		if (f->stage == STAGE_MEASURE && f->mode == mode)
			return f;
	}
	return NULL;
}

void series_note(struct timing *t, enum mode mode, int workers, enum verdict v, char *message, char *hint)
{
	struct finding *f = find_note(t, mode);

	if (t->failed_mode[mode]) { /* one is enough for a series */
		free(message);
		free(hint);
		return;
	}
	t->failed_mode[mode] = true;
	/* Any kind of earlier failure counts: a program that fails in a different way each
	 * time has failed twice. */
	bool again = f || evidence_wrong(&t->sub->outcome.samples, mode) > 0;
	if (!f)
		f = outcome_add_finding(&t->sub->outcome);
	free(f->message);
	free(f->hint);
	f->stage = STAGE_MEASURE;
	f->mode = mode;
	f->workers = workers;
	f->verdict = again ? v : VERDICT_INCONCLUSIVE;
	f->message = again ? message : xasprintf("%s: %s It did not recur.", verdict_words(v), message);
	f->hint = hint;
	if (!again)
		free(message);
}

void series_absolve(struct timing *t)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct finding *f =
			t->wanted[mode] && !t->failed_mode[mode] ? find_note(t, (enum mode)mode) : NULL;
		if (f && f->verdict == VERDICT_INCONCLUSIVE)
			f->verdict = VERDICT_CORRECT; /* its message stays */
	}
}

int arm_failed(struct timing *t, struct arm *arm)
{
	const struct manifest *m = t->sub->job.exercise;
	char *message, *hint;
	enum verdict v = call_verdict(&arm->call, &message, &hint);

	arm->over = true;
	if (arm->kind == ARM_REFERENCE) {
		error_set("%s: the model solution failed while it was timed (%s): %s", m->name,
		          mode_name(arm->mode), message);
		free(message);
		free(hint);
		return -1;
	}
	series_note(
		t, arm->mode, arm->workers, v,
		xasprintf("While it was timed (%s, %d workers): %s", m->measure_args, arm->workers, message),
		hint);
	free(message);
	return 0;
}

/* --- a call ------------------------------------------------------------------ */

int arm_call(struct timing *t, struct arm *arm)
{
	(void)t;
	if (call_make(&arm->call) != 0)
		return -1;
	arm->result = arm->call.result;
	if (arm->call.too_slow) {
		/* The call took at least this long, which bounds its speedup. */
		arm->result.elapsed_ns = (uint64_t)(arm->call.patience_s * 1e9);
		arm_close(arm);
		return 1;
	}
	if (arm->result.end == SESSION_DONE && arm->result.returned == 0 && !arm->result.child_returned)
		return 1;
	arm_close(arm);
	return 0;
}
