/* selftest.c - is an exercise fit to be handed out?  (selftest.h)
 *
 * A case that is too short lets a race or a serial program pass by luck; an oracle that is not
 * deterministic, or a key that nobody reads, makes grades that cannot be defended.  Everything here is
 * observed with the model solution, so a complaint is the author's, never a student's.
 *
 * It gives no verdict and records nothing.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "call.h"
#include "stages.h"

/* CPU time of the model solution, in seconds.  Why so long: assignments/README.md. */
static const double census_worker_least_s = 0.010, measure_least_s = 0.05, measure_most_s = 2;
static const double fair_share = 0.1;
enum { SANITIZED_WORKERS = 3, LOOKS_MAX = 5 };

struct selftest {
	struct submission sub;
	selftest_say *say;
	void *context;
};

PRINTF_LIKE(3, 4)
static void tell(struct selftest *t, const char *what, const char *format, ...)
{
	va_list arguments;

	if (!format) {
		t->say(t->context, what, NULL);
		return;
	}
	va_start(arguments, format);
	char *why = xvasprintf(format, arguments);
	va_end(arguments);
	t->say(t->context, what, why);
	free(why);
}

/* ---- the oracle ------------------------------------------------------------------ */

static bool same_input(const struct oracle_case *a, const struct oracle_case *b)
{
	return a->input_bytes == b->input_bytes && memcmp(a->input, b->input, a->input_bytes) == 0;
}

/* Is the input of a case the same every time, and (if `other`) another one by another seed? */
static int compare(struct selftest *t, const char *args, uint64_t other, bool *same)
{
	struct oracle_case a, b;

	if (oracle_make_case(&t->sub, args, 1, &a) != 0)
		return -1;
	oracle_pool_close(t->sub.oracles); /* another process, with other addresses */
	int failed = oracle_make_case(&t->sub, args, other ? other : 1, &b);
	if (!failed) {
		*same = same_input(&a, &b);
		oracle_case_free(&b);
	}
	oracle_case_free(&a);
	return failed;
}

static int test_oracle(struct selftest *t)
{
	const struct manifest *m = t->sub.job.exercise;
	bool same = true;
	int failed = 0;

	for (size_t i = 0; !failed && i < m->case_count; i++) {
		failed = compare(t, m->cases[i].args, 0, &same);
		if (!failed && !same)
			tell(t, "the oracle is deterministic",
			     "case %s: two inputs from one seed differ; fill() may use nothing but the case and its seed",
			     m->cases[i].name);
	}
	if (!failed && same)
		tell(t, "the oracle is deterministic", NULL);
	if (failed || !m->measure_args)
		return failed;
	failed = compare(t, m->measure_args, 2, &same);
	if (!failed)
		tell(t, "each timed round has another input",
		     same ? "measure.args '%s': two seeds give the same input, so its answer can be kept; let size or "
		            "content depend on the seed"
		          : NULL,
		     m->measure_args);
	return failed;
}

static int test_keys(struct selftest *t)
{
	const struct manifest *m = t->sub.job.exercise;
	size_t wrong = 0;

	for (size_t i = 0; i < m->args_count; i++)
		if (!strchr(m->args[i].text, '@') && oracle_reads(&t->sub, m->args[i].text) != 0) {
			tell(t, "every key of the manifest is read", "%s", error_text());
			wrong++;
		}
	if (wrong == 0)
		tell(t, "every key of the manifest is read", NULL);
	return 0;
}

/* ---- how long the model solution works ----------------------------------------------- */

static int build(struct selftest *t, enum flavour flavour)
{
	const struct manifest *m = t->sub.job.exercise;
	bool good = false;
	char *said = NULL;
	int failed = !t->sub.program.folder && collect_reference(t->sub.workshop, m, &t->sub.program) != 0
	                     ? -1
	                     : 0;

	if (!failed && !t->sub.program.built[flavour])
		failed = build_program(t->sub.workshop, m, &t->sub.program, flavour, &good, &said);
	if (!failed && !t->sub.program.built[flavour])
		failed = error_set("reference/%s: the model solution does not compile: %.300s", m->name,
		                   said ? said : "");
	free(said);
	return failed;
}

/* cpu_of: CPU time of one call of the model solution. */
static int cpu_of(struct selftest *t, const char *args, enum mode mode, int workers, double *cpu_s)
{
	struct oracle_case c;

	if (oracle_make_case(&t->sub, args, 1, &c) != 0)
		return -1;
	struct call call = {.sub = &t->sub,
	                    .program = &t->sub.program,
	                    .purpose = CALL_CHARTED,
	                    .c = &c,
	                    .mode = mode,
	                    .workers = workers};
	int failed = call_open(&call) != 0 || call_make(&call) != 0 ? -1 : 0;
	char *message = NULL, *hint = NULL;
	if (!failed && call_verdict(&call, &message, &hint) != VERDICT_CORRECT)
		failed = error_set("reference/%s: the model solution fails for '%s' in mode %s: %s",
		                   t->sub.job.exercise->name, args, mode_name(mode), message ? message : "");
	*cpu_s = call_seen(&call).cpu_s;
	call_close(&call);
	free(message);
	free(hint);
	oracle_case_free(&c);
	return failed;
}

static enum mode first_mode(const struct manifest *m)
{
	return manifest_mode(m, MODE_SERIAL) ? MODE_SERIAL : m->modes[0].mode;
}

static int test_census(struct selftest *t)
{
	static const char what[] = "the census is long enough";
	const struct manifest *m = t->sub.job.exercise;
	double cpu_s, least_s = census_worker_least_s * m->census_workers;

	if (cpu_of(t, m->census_args, first_mode(m), 1, &cpu_s) != 0)
		return -1;
	if (cpu_s < least_s)
		tell(t, what,
		     "census.args '%s': the model solution takes %.1f ms of CPU time, and %d workers need %.0f ms "
		     "to be sure to overlap; make the case larger",
		     m->census_args, 1e3 * cpu_s, m->census_workers, 1e3 * least_s);
	else
		tell(t, what, NULL);
	return 0;
}

static int test_measure(struct selftest *t)
{
	static const char what[] = "the measured size fits this machine";
	const struct manifest *m = t->sub.job.exercise;
	double cpu_s;

	if (!m->measure_args)
		return 0;
	if (cpu_of(t, m->measure_args, first_mode(m), 1, &cpu_s) != 0)
		return -1;
	if (cpu_s < measure_least_s || cpu_s > measure_most_s)
		tell(t, what,
		     "measure.args '%s': the model solution takes %.3f s of CPU time; choose a size that takes "
		     "0.1 to 0.5 s",
		     m->measure_args, cpu_s);
	else
		tell(t, what, NULL);
	return 0;
}

/* ---- do workers meet under the sanitizers? ------------------------------------------------ */

/* look: the number of workers that were seen to work at the same time in one call. */
static int look(struct selftest *t, const struct manifest_case *mc, enum mode mode, int *working)
{
	enum flavour flavour = mode == MODE_FORK ? FLAVOUR_ADDRESS : FLAVOUR_THREAD;
	struct oracle_case c;
	struct observed seen;

	if (build(t, flavour) != 0 || oracle_make_case(&t->sub, mc->args, 1, &c) != 0)
		return -1;
	struct call call = {.sub = &t->sub,
	                    .program = &t->sub.program,
	                    .flavour = flavour,
	                    .purpose = CALL_SANITIZED,
	                    .c = &c,
	                    .mode = mode,
	                    .workers = SANITIZED_WORKERS};
	int failed =
		call_open(&call) != 0 || call_make_observed(&call, fair_share, NULL, &seen) != 0 ? -1 : 0;
	if (!failed)
		*working = mode == MODE_FORK ? seen.working_processes : seen.working_threads;
	call_close(&call);
	oracle_case_free(&c);
	return failed;
}

/* In one sanitized case at least, or a race is found by luck. */
static int test_overlap(struct selftest *t, enum mode mode)
{
	const struct manifest *m = t->sub.job.exercise;
	char *what = xasprintf("%s: workers meet in a sanitized run", mode_name(mode));
	int failed = 0, most = 0;

	for (int tries = 0; !failed && most < 2 && tries < LOOKS_MAX; tries++)
		for (size_t i = 0; !failed && most < 2 && i < m->case_count; i++) {
			int working = 0;
			if (m->cases[i].sanitize)
				failed = look(t, &m->cases[i], mode, &working);
			most = working > most ? working : most;
		}
	if (!failed)
		tell(t, what,
		     most < 2
		             ? "no two workers were seen at work at the same time in %d calls of each case with 'sanitize: "
		               "true'; make one of them larger"
		             : NULL,
		     LOOKS_MAX);
	free(what);
	return failed;
}

int selftest_exercise(struct workshop *workshop, const struct manifest *exercise, selftest_say *say,
                      void *context)
{
	struct selftest t = {
		.sub = {.workshop = workshop, .job = {.exercise = exercise}}, .say = say, .context = context};
	int failed;

	t.sub.oracles = oracle_pool_new();
	failed = oracle_accepts(&t.sub) != 0 || test_oracle(&t) != 0 || test_keys(&t) != 0 ||
	                         build(&t, FLAVOUR_PLAIN) != 0 || test_census(&t) != 0 ||
	                         test_measure(&t) != 0
	                 ? -1
	                 : 0;
	for (size_t i = 0; !failed && i < exercise->mode_count; i++)
		if (exercise->modes[i].mode != MODE_SERIAL && exercise->modes[i].mode != MODE_MPI)
			failed = test_overlap(&t, exercise->modes[i].mode);
	oracle_pool_free(t.sub.oracles);
	program_free(&t.sub.program);
	return failed;
}
