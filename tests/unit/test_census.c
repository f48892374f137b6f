/* objects: pipeline/census pipeline/worker_counts pipeline/secret_draw base/digest grading/outcome grading/verdict base/base */
/* test_census.c - what one observed call of a mode can decide, and what needs another call.
 *
 * The calls are simulated: each letter of `script` is one call.
 *   2  two workers     1  one at a time     0  no worker
 *   f  two workers, but too few were started     m  too many were alive at one moment
 *   x  a crash         w  two workers and a wrong answer     !  the grader failed */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/base/base.h"
#include "../../harness/pipeline/call.h"

static const char *script;
static size_t looks;

static struct manifest_mode modes[] = {{.mode = MODE_SERIAL}, {.mode = MODE_THREADS}};
static struct manifest exercise = {
	.name = "pool", .modes = modes, .mode_count = 2, .census_args = "n=1", .census_workers = 3};

int oracle_make_case(struct submission *sub, const char *args, uint64_t seed, struct oracle_case *made)
{
	(void)sub, (void)args, (void)seed;
	*made = (struct oracle_case){0};
	return 0;
}

void oracle_case_free(struct oracle_case *c)
{
	(void)c;
}

uint64_t oracle_seed_of_case(const struct submission *sub, size_t index)
{
	(void)sub;
	return index;
}

bool mode_wanted(const struct submission *sub, enum mode mode)
{
	(void)sub;
	return mode == MODE_SERIAL || mode == MODE_THREADS;
}

int call_open(struct call *call)
{
	(void)call;
	return 0;
}

int call_make_observed(struct call *call, double share, const struct failing *failing, struct observed *seen)
{
	char what = script[looks++];

	(void)share;
	cr_assert_null(failing);
	cr_assert(what, "a look too many");
	const int w = call->workers;
	*seen = (struct observed){.threads = what == '0'   ? 0
	                                     : what == 'f' ? w - 2
	                                                   : w,
	                          .most_threads = what == 'm' ? w + 2 : w + 1,
	                          .working_threads = what == 'x'            ? 0
	                                             : strchr("wfmo", what) ? 2
	                                                                    : what - '0',
	                          .killed = what == 'w',
	                          .killed_by = SIGSEGV};
	if (what == 'o') /* OpenMP's threads */
		seen->working_threads = seen->working_openmp = 2;
	else
		seen->working_own = seen->working_threads;
	call->result.end = what == 'x' ? SESSION_CRASHED : SESSION_DONE;
	return what == '!' ? error_set("no ptrace") : 0;
}

enum verdict call_verdict(const struct call *call, char **message, char **hint)
{
	bool crashed = call->result.end == SESSION_CRASHED;

	*message = crashed ? xstrdup("crashed.") : NULL;
	*hint = NULL;
	return crashed ? VERDICT_CRASHED : VERDICT_CORRECT;
}

struct sightings call_seen(const struct call *call)
{
	(void)call;
	return (struct sightings){0};
}

int session_answer(struct session *session)
{
	(void)session;
	return -1;
}

int oracle_judge(struct submission *sub, const struct oracle_case *c, int answer_fd, enum mode mode,
                 int workers, const struct sightings *sightings, struct judgement *judgement)
{
	bool right = script[looks - 1] != 'w';

	(void)sub, (void)c, (void)answer_fd, (void)mode, (void)workers, (void)sightings;
	*judgement =
		(struct judgement){.right = right, .message = right ? NULL : xstrdup("expected 2, got 1.")};
	return 0;
}

void judgement_free(struct judgement *judgement)
{
	free(judgement->message);
}

/* The model solution is always right. */
int cross_check_call(struct submission *sub, const struct finding *asked, const struct oracle_case *c,
                     const char *after, cross_check_run *run, void *context)
{
	(void)sub, (void)asked, (void)c, (void)after, (void)run, (void)context;
	return 0;
}

void call_close(struct call *call)
{
	(void)call;
}

char *again_command(const struct submission *sub, enum mode mode, int case_number, int workers)
{
	(void)sub, (void)mode, (void)case_number, (void)workers;
	return NULL;
}

/* seen: the verdict after these calls, all of which must be made. */
static enum verdict seen(const char *each_look)
{
	struct submission sub = {.job.exercise = &exercise};
	enum verdict verdict = VERDICT_COUNT;

	script = each_look;
	looks = 0;
	cr_expect_eq(census_submission(&sub), 0, "%s", error_text());
	cr_expect_eq(looks, strlen(each_look), "'%s': %zu looks", each_look, looks);
	cr_expect_eq(sub.outcome.finding_count, 1, "'%s'", each_look);
	if (sub.outcome.finding_count == 1)
		verdict = sub.outcome.findings[0].verdict;
	outcome_free(&sub.outcome);
	return verdict;
}

Test(census, one_good_call_is_enough)
{
	cr_expect_eq(seen("2"), VERDICT_CORRECT);
	cr_expect_eq(seen("3"), VERDICT_CORRECT);
}

Test(census, what_would_cost_points_is_repeated)
{
	cr_expect_eq(seen("12"), VERDICT_CORRECT);
	cr_expect_eq(seen("112"), VERDICT_CORRECT);
	cr_expect_eq(seen("111"), VERDICT_NOT_PARALLEL);
	cr_expect_eq(seen("000"), VERDICT_NOT_PARALLEL);
}

Test(census, requires_as_many_workers_as_requested)
{
	cr_expect_eq(seen("fff"), VERDICT_WRONG_ANSWER);
	cr_expect_eq(seen("mmm"), VERDICT_WRONG_ANSWER);
	cr_expect_eq(seen("f2"), VERDICT_CORRECT);
	cr_expect_eq(seen("1m2"), VERDICT_CORRECT);
	cr_expect_eq(seen("1ff"), VERDICT_WRONG_ANSWER);
}

Test(census, threads_of_openmp_do_not_count_in_threads_mode)
{
	cr_expect_eq(seen("oo"), VERDICT_NOT_PARALLEL);
	cr_expect_eq(seen("o2"), VERDICT_CORRECT);
}

Test(census, a_failure_must_recur)
{
	cr_expect_eq(seen("x2"), VERDICT_CORRECT);
	cr_expect_eq(seen("1x2"), VERDICT_CORRECT);
	cr_expect_eq(seen("xx"), VERDICT_CRASHED);
	cr_expect_eq(seen("1xx"), VERDICT_CRASHED);
	cr_expect_eq(seen("x11"), VERDICT_NOT_PARALLEL);
}

Test(census, a_wrong_answer_counts_at_once_and_names_the_killed)
{
	struct submission sub = {.job.exercise = &exercise};

	cr_expect_eq(seen("w"), VERDICT_WRONG_ANSWER);
	script = "1w";
	looks = 0;
	cr_assert_eq(census_submission(&sub), 0);
	cr_assert_eq(sub.outcome.finding_count, 1);
	cr_expect(strstr(sub.outcome.findings[0].message,
	                 "1 child process was killed by SIGSEGV. expected 2, got 1."),
	          "%s", sub.outcome.findings[0].message);
	outcome_free(&sub.outcome);
}

Test(census, a_fault_is_not_a_verdict)
{
	struct submission sub = {.job.exercise = &exercise};

	script = "1!";
	looks = 0;
	cr_expect_eq(census_submission(&sub), -1);
	cr_expect_eq(sub.outcome.finding_count, 0);
}
