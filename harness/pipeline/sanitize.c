/* sanitize.c - races, memory errors and leaks, untimed, with the student's own
 * source lines.
 *
 * Every mode runs under AddressSanitizer with UBSan; modes whose workers share
 * memory run under ThreadSanitizer too.  (It cannot see races between
 * processes.)  The sanitizers' words come through the same channel as what the
 * program prints, so a submission could forge a report against itself; it
 * cannot take one back, since what was written is kept as it came.
 *
 * Silence proves nothing by itself, since a sanitizer lives in the process that
 * it watches.  So the answer is judged here too, a run must come to its end,
 * and after the last call the kit breaks the sanitizer's rules on purpose, with
 * sizes that nobody could know before: if that is not reported either, the
 * sanitizer was silenced, and the run counts for nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/parallel.h"
#include "../grading/score.h"
#include "call.h"
#include "sanitizer_report.h"

enum { SANITIZE_WORKERS = 3, CLOSE_WAIT_S = 30 };

/* One sanitized run, and what came of it. */
struct sanitized {
	struct outcome *found; /* of this flavour: flavours run side by side */
	enum flavour flavour;
	size_t case_index;
	const struct oracle_case *c;
	enum mode mode;
	int workers;
	struct sanitizer_text said;
	struct sanitizer_report report; /* the one that counts */
};

/* One flavour's part of the stage. */
struct flavoured {
	struct submission *sub;
	enum flavour flavour;
	struct outcome found;         /* findings only */
	double watched_s[MODE_COUNT]; /* in all calls so far */
};

static const char *sanitizer_name(enum flavour flavour)
{
	return flavour == FLAVOUR_THREAD ? "ThreadSanitizer" : "AddressSanitizer";
}

static struct finding *add_finding(struct submission *sub, const struct sanitized *run, enum verdict verdict)
{
	struct finding *f = outcome_add_finding(run->found);

	f->stage = STAGE_SANITIZE;
	f->mode = run->mode;
	f->workers = run->workers;
	f->case_name = xstrdup(sub->job.exercise->cases[run->case_index].name);
	f->verdict = verdict;
	if (verdict != VERDICT_CORRECT)
		f->again = again_command(sub, run->mode, (int)run->case_index + 1, run->workers);
	return f;
}

/* "For first=2 last=10 with 3 workers, under ThreadSanitizer" */
static char *place_of(const struct sanitized *run)
{
	return run->workers > 1 ? xasprintf("For %s with %d workers, under %s", run->c->args, run->workers,
	                                    sanitizer_name(run->flavour))
	                        : xasprintf("For %s, under %s", run->c->args, sanitizer_name(run->flavour));
}

/* What no sanitizer looks for: the kit counted it. */
static bool left_behind(const struct session_result *r)
{
	return r->children_left > 0 || r->descriptors_left > 0;
}

static void add_left_behind(struct submission *sub, const struct sanitized *run,
                            const struct session_result *r)
{
	struct finding *f = add_finding(sub, run, VERDICT_LEAK);
	char *children = r->children_left > 0
	                         ? xasprintf("%d child process%s not waited for", r->children_left,
	                                     r->children_left == 1 ? " was" : "es were")
	                         : xstrdup("");
	char *files = r->descriptors_left > 0
	                      ? xasprintf("%d more file descriptor%s open than before", r->descriptors_left,
	                                  r->descriptors_left == 1 ? " is" : "s are")
	                      : xstrdup("");

	f->message =
		xasprintf("For %s with %d worker%s: after the call, %s%s%s.",
	                  sub->job.exercise->cases[run->case_index].args, run->workers,
	                  run->workers == 1 ? "" : "s", children, *children && *files ? ", and " : "", files);
	f->hint = xstrdup(
		*children ? "Every fork needs its waitpid, on the paths where something fails too."
			  : "Every pipe has two ends: parent and child each close the end they do not use, "
			    "and the other when they are done.");
	free(children);
	free(files);
}

static void add_symptom(struct submission *sub, const struct sanitized *run)
{
	const struct manifest *m = sub->job.exercise;
	const struct symptom *symptom = run->report.symptom;
	struct finding *f = add_finding(sub, run, symptom->verdict);
	const char *args = m->cases[run->case_index].args;

	/* A crash remains a crash: the sanitizer only says where. */
	const struct finding *known = outcome_fault_in(&sub->outcome, STAGE_CHECK, run->mode);

	if (known && known->verdict == VERDICT_CRASHED && symptom->verdict == VERDICT_MEMORY_ERROR)
		f->verdict = VERDICT_CRASHED;
	f->message = run->workers > 1
	                     ? xasprintf("For %s with %d workers: %s.", args, run->workers, symptom->message)
	                     : xasprintf("For %s: %s.", args, symptom->message);
	f->detail = sanitizer_report_detail(&run->said, &run->report);
	f->hint = xstrdup(symptom->hint);
}

/* The run did not come to its end: its silence says nothing. */
static void add_ending(struct submission *sub, const struct sanitized *run, const struct call *call)
{
	char *message, *place = place_of(run);
	struct finding *f = add_finding(sub, run, VERDICT_CORRECT);

	f->verdict = call_verdict(call, &message, &f->hint);
	f->message = xasprintf("%s: %s", place, message);
	f->again = again_command(sub, run->mode, (int)run->case_index + 1, run->workers);
	free(message);
	free(place);
}

static bool leak_reported(const struct sanitized *run, uint64_t sequence)
{
	bool heard = false;

	for (int i = 0; i < PROTOCOL_LEAKS && !heard; i++) {
		char *leak =
			xasprintf("leak of %llu byte", (unsigned long long)PROTOCOL_LEAK_BYTES(sequence) + i);
		heard = strstr(run->said.text, leak) != NULL;
		free(leak);
	}
	return heard;
}

/* How the report of the kit's own breach is told: its size was drawn after the last call. */
static char *own_words(enum flavour flavour, uint64_t sequence)
{
	return flavour == FLAVOUR_THREAD
	               ? xasprintf("heap block of size %llu ",
	                           (unsigned long long)PROTOCOL_RACE_BYTES(sequence))
	               : xasprintf("%llu-byte region", (unsigned long long)PROTOCOL_OVERRUN_BYTES(sequence));
}

/* Were the kit's own breaches reported? */
static bool reports(const struct sanitized *run, uint64_t sequence)
{
	return strstr(run->said.text, run->said.own) &&
	       (run->flavour == FLAVOUR_THREAD || leak_reported(run, sequence));
}

static void add_silence(struct submission *sub, const struct sanitized *run)
{
	char *place = place_of(run);
	struct finding *f = add_finding(sub, run, VERDICT_SILENCED);

	f->message = xasprintf(
		"%s: an error made on purpose after the call was not reported, so the sanitizer had been "
		"silenced, and nothing can be ruled out.",
		place);
	f->hint = xstrdup(
		"Leave standard error open, print less than 4 MiB, and do not call or define anything of the "
		"sanitizers'.");
	free(place);
}

/* The run came to its end, with no symptom or one that leaves the answer right: is it? */
static int judge_run(struct submission *sub, const struct sanitized *run, const struct call *call,
                     uint64_t sequence)
{
	struct sightings seen = call_seen(call);
	int answer = session_answer(call->session);
	const struct manifest_case *c = &sub->job.exercise->cases[run->case_index];
	struct judgement judgement = {.right = true};

	/* What is judged by who was seen (observe) cannot be judged here. */
	if (!c->observe && oracle_judge(sub, run->c, answer, run->mode, run->workers, &seen, &judgement) != 0)
		return -1;
	if (!judgement.right && !judgement.late) { /* a sanitizer makes everybody late */
		struct finding *f = add_finding(sub, run, VERDICT_WRONG_ANSWER);
		char *place = place_of(run);
		f->message = xasprintf("%s: %s", place, judgement.message);
		f->hint = xstrdup(
			"Right without the sanitizer and wrong with it: does it use memory that was never set, or "
			"does it depend on who is faster?");
		free(place);
	} else if (!reports(run, sequence)) {
		add_silence(sub, run);
	} else if (run->report.symptom) {
		add_symptom(sub, run);
	} else if (left_behind(&call->result)) {
		add_left_behind(sub, run, &call->result);
	} else {
		add_finding(sub, run, VERDICT_CORRECT);
	}
	judgement_free(&judgement);
	return 0;
}

static int conclude_run(struct submission *sub, struct sanitized *run, const struct call *call)
{
	const struct session_result *result = &call->result;
	struct session *session = call->session;
	bool ended = result->end == SESSION_DONE && result->returned == 0;
	struct box_result end;
	uint64_t sequence = 0;
	int failed = 0;

	if (getentropy(&sequence, sizeof sequence) != 0)
		sequence = clock_ns();
	if (result->end == SESSION_DONE)
		session_close(session, sequence, CLOSE_WAIT_S, &end);
	char *own = own_words(run->flavour, sequence);
	const char *said = session_output(session);
	const struct code *code = &call->program->code[call->flavour];
	run->said = (struct sanitizer_text){.text = said,
	                                    .bytes = strlen(said),
	                                    .files = sub->job.exercise->submit,
	                                    .code_from = code->from,
	                                    .code_to = code->to,
	                                    .own = own};
	run->report = sanitizer_report_find(&run->said);
	const struct symptom *symptom = run->report.symptom;
	bool failed_already = outcome_fault_in(&sub->outcome, STAGE_CHECK, run->mode) != NULL;

	if (symptom && (failed_already || !score_is_blemish(STAGE_SANITIZE, symptom->verdict)))
		add_symptom(sub, run);
	else if (failed_already)
		add_finding(sub, run, VERDICT_CORRECT); /* here is nothing to add */
	else if (!ended || result->child_returned)
		add_ending(sub, run, call);
	else
		failed = judge_run(sub, run, call, sequence);
	free(own);
	return failed;
}

static int run_under(struct flavoured *side, size_t case_index, const struct oracle_case *c, enum mode mode)
{
	struct submission *sub = side->sub;
	struct sanitized run = {
		&side->found, side->flavour, case_index, c, mode, mode == MODE_SERIAL ? 1 : SANITIZE_WORKERS,
		{0},          {0},
	};
	struct call call = {
		.sub = sub,
		.program = &sub->program,
		.flavour = side->flavour,
		.purpose = CALL_SANITIZED,
		.c = c,
		.mode = mode,
		.workers = run.workers,
	};
	int failed = call_open(&call) != 0 || call_make(&call) != 0 ? -1 : 0;

	side->watched_s[mode] += call.spent_s;
	if (!failed)
		failed = conclude_run(sub, &run, &call);
	/* Each further run would take its whole limit, too, and say no more. */
	if (!failed && (call.result.end == SESSION_TIMED_OUT || call.result.end == SESSION_CPU_EXHAUSTED))
		side->watched_s[mode] = INFINITY;
	call_close(&call);
	return failed;
}

static bool shares_memory(enum mode mode)
{
	return mode == MODE_THREADS || mode == MODE_OPENMP;
}

/* A mode that hangs or is not there has nothing to show here; one that is wrong or crashes may. */
static bool worth_running(const struct submission *sub, enum mode mode)
{
	const struct finding *fault = outcome_fault_in(&sub->outcome, STAGE_CHECK, mode);

	return mode_wanted(sub, mode) &&
	       (!fault || fault->verdict == VERDICT_WRONG_ANSWER || fault->verdict == VERDICT_CRASHED);
}

static bool concerns_mode(const struct submission *sub, enum flavour flavour, enum mode mode)
{
	return worth_running(sub, mode) && (flavour != FLAVOUR_THREAD || shares_memory(mode));
}

/* Too slow in all runs together: what was not run is not clean. */
static bool out_of_time(struct flavoured *side, size_t case_index, enum mode mode)
{
	double most = side->sub->job.exercise->limits.wall_s * WATCHED_CALLS_STRETCH;
	struct sanitized run = {
		.found = &side->found, .flavour = side->flavour, .case_index = case_index, .mode = mode};

	if (side->watched_s[mode] <= most)
		return false;
	if (isinf(side->watched_s[mode]))
		return true; /* said before */
	side->watched_s[mode] = INFINITY;
	struct finding *f = add_finding(side->sub, &run, VERDICT_TIMED_OUT);
	f->message = xasprintf(
		"With sanitizers, the runs so far took more than %g s together; the rest was not run.", most);
	return true;
}

static int sanitize_case(struct flavoured *side, size_t i, const struct oracle_case *c)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!concerns_mode(side->sub, side->flavour, (enum mode)mode) ||
		    sanitize_failed(&side->found, (enum mode)mode))
			continue;
		if (!out_of_time(side, i, (enum mode)mode) && run_under(side, i, c, (enum mode)mode) != 0)
			return -1;
	}
	return 0;
}

/* The plain flavour compiled.  What only a sanitizer's compiler refuses is not
 * held against anybody, but it is no way round the sanitizer either: the mode
 * stays open until a person has looked. */
static void add_unbuilt(struct flavoured *side, enum mode mode, const char *said)
{
	struct finding *f = outcome_add_finding(&side->found);

	f->stage = STAGE_BUILD;
	f->mode = mode;
	f->verdict = VERDICT_NOT_MEASURABLE;
	f->message =
		xasprintf("%s does not build with %s, so its errors cannot be ruled out; a person must look.",
	                  side->sub->job.exercise->submit[0], sanitizer_name(side->flavour));
	f->detail = xstrdup(said);
}

static int sanitize_flavour(void *context, size_t index)
{
	struct flavoured *side = (struct flavoured *)context + index;
	struct submission *sub = side->sub;
	const struct manifest *m = sub->job.exercise;
	bool good;
	char *said;
	int failed = build_program(sub->workshop, m, &sub->program, side->flavour, &good, &said);

	if (!failed && !good)
		for (int mode = 0; mode < MODE_COUNT; mode++)
			if (concerns_mode(sub, side->flavour, (enum mode)mode))
				add_unbuilt(side, (enum mode)mode, said);
	free(said);
	for (size_t i = 0; !failed && good && i < m->case_count; i++) {
		struct oracle_case c;
		if (!m->cases[i].sanitize || (sub->job.only_case && (size_t)sub->job.only_case != i + 1))
			continue;
		failed = oracle_make_case(sub, m->cases[i].args, oracle_seed_of_case(m, i), &c);
		if (!failed) {
			failed = sanitize_case(side, i, &c);
			oracle_case_free(&c);
		}
	}
	return failed;
}

int sanitize_submission(struct submission *sub)
{
	struct flavoured sides[] = {{.sub = sub, .flavour = FLAVOUR_THREAD},
	                            {.sub = sub, .flavour = FLAVOUR_ADDRESS}};
	bool any = false, shared = false;

	if (sub->job.only_workers && sub->job.only_workers != SANITIZE_WORKERS)
		return 0;
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		any |= worth_running(sub, (enum mode)mode);
		shared |= worth_running(sub, (enum mode)mode) && shares_memory((enum mode)mode);
	}
	size_t first = shared ? 0 : 1, count = any ? ARRAY_LENGTH(sides) - first : 0;
	int failed = parallel_run(sub->job.jobs, count, sanitize_flavour, sides + first);
	for (size_t i = 0; i < ARRAY_LENGTH(sides); i++)
		outcome_take_findings(&sub->outcome, &sides[i].found);
	return failed;
}
