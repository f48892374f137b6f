/* objects: measure/rounds measure/canary measure/arm_order measure/sensors measure/quota stats/intervals base/base */
/* test_rounds.c - rounds with simulated arms: order, dropping, giving up. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "measure/rounds.h"

enum { ARMS = 3 };

/* The behaviour of the simulated machine. */
struct world {
	bool stolen;            /* the canary has steal time in every round */
	int stolen_before;      /* and in rounds with a smaller number than this */
	bool stolen_once;       /* only at its first call in each round */
	int slow_from, slow_to; /* probes with these numbers take 50% longer */
	bool wrong;             /* the answers of arm 1 are wrong */
	int mute_to;            /* arm 1 gives no answer in its first calls, up to this number ... */
	bool mute_stolen;       /* and has steal time in them */
	int called, failed;     /* calls of arm 1, and reports of a missing answer */
	int calls, probes;      /* calls of the canary in this round; probes in total */
	int enough_at;          /* rounds */
	double budget_s;
	int begun, asked;
	int prepared; /* arm + 1 */
	uint64_t seeds[100];
};

static int begin(void *context, int round, uint64_t seed)
{
	struct world *w = context;

	(void)round;
	w->seeds[w->begun++ % 100] = seed;
	w->calls = 0;
	return 0;
}

static void name(void *context, size_t arm, struct sample *s)
{
	(void)context;
	s->arm = arm == 0 ? ARM_CANARY : ARM_STUDENT;
	s->workers = (int)arm + 1;
}

static int prepare(void *context, size_t arm)
{
	struct world *w = context;

	w->prepared = (int)arm + 1;
	return 1;
}

static int run(void *context, size_t arm, struct sample *s, double *used_s)
{
	struct world *w = context;

	cr_assert_eq(w->prepared, (int)arm + 1);
	w->prepared = 0;
	*used_s = 0;
	/* So long that the load of this machine during the test is negligible. */
	s->seconds = 1000;
	bool stolen = w->stolen || w->begun < w->stolen_before || (w->stolen_once && w->calls == 0);
	s->delay_s = arm == 0 && stolen ? 500 : 0;
	w->calls += arm == 0;
	if (arm == 1 && w->called++ < w->mute_to) {
		s->seconds = NAN;
		s->delay_s = w->mute_stolen ? 500 : 0;
	}
	return 1;
}

static int failed(void *context, size_t arm)
{
	struct world *w = context;

	cr_assert_eq(arm, 1);
	w->failed++;
	return 0;
}

static double probe(void *context, int workers)
{
	struct world *w = context;

	cr_assert(workers == 1 || workers == 2);
	cr_assert_eq(w->prepared, 0, "no program is there that could slow it down");
	int number = w->probes++;
	double usual = workers;
	return number >= w->slow_from && number < w->slow_to ? 1.5 * usual : usual;
}

static int judge(void *context, size_t arm, struct sample *s)
{
	struct world *w = context;

	s->right = !(w->wrong && arm == 1);
	return 0;
}

static bool enough(void *context, int kept)
{
	struct world *w = context;

	w->asked++;
	return kept >= w->enough_at;
}

/* The result of running a world: samples and one series. */
struct left {
	struct samples samples;
	struct series series[1];
};

static void left_free(struct left *left)
{
	free(left->samples.list);
	free(left->series[0].ended);
}

static struct left run_world(struct world *w, int first_round)
{
	static const int workers[ARMS] = {0, 1, 2};
	struct left o = {0};
	struct rounds_plan plan = {
		.arms = ARMS,
		.workers = w->slow_to > 0 ? workers : NULL,
		.series = 2,
		.first_round = first_round,
		.budget_s = w->budget_s,
		.seed = 5,
		.begin = begin,
		.name = name,
		.prepare = prepare,
		.run = run,
		.failed = failed,
		.judge = judge,
		.probe = probe,
		.enough = enough,
		.context = w,
	};

	cr_assert_eq(rounds_run(&plan, &o.samples, o.series), 0);
	return o;
}

Test(rounds, stop_when_decided)
{
	struct world w = {.enough_at = 12};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.begun, 12);
	cr_assert_eq(w.asked, 2);
	cr_assert_eq(o.samples.count, 12 * ARMS);
	cr_assert_eq(o.series[0].dropped, 0);
	cr_assert_str_eq(o.series[0].ended, "decided");
	left_free(&o);
}

Test(rounds, stop_after_25_at_the_latest)
{
	struct world w = {.enough_at = 100};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.begun, 25);
	cr_assert_eq(w.asked, 5);
	left_free(&o);
}

Test(rounds, end_when_their_time_is_used_up)
{
	struct world w = {.enough_at = 100, .budget_s = 1e-9};
	struct left o = run_world(&w, 1);

	cr_assert_leq(o.series[0].rounds, 1);
	cr_assert_str_eq(o.series[0].ended, "out of time");
	left_free(&o);
}

Test(rounds, continue_the_numbering_and_name_their_series)
{
	struct world w = {.enough_at = 9};
	struct left o = run_world(&w, 26);

	cr_assert_eq(o.samples.list[0].round, 26);
	cr_assert_eq(o.samples.list[o.samples.count - 1].round, 34);
	cr_assert_eq(o.samples.list[0].series, 2);
	for (int i = 1; i < 9; i++)
		cr_assert_neq(w.seeds[i], w.seeds[i - 1]);
	left_free(&o);
}

Test(rounds, drop_disturbed_rounds_and_add_others)
{
	struct world w = {.enough_at = 9, .stolen_before = 4};
	struct left o = run_world(&w, 1);

	cr_assert_eq(o.series[0].dropped, 3);
	cr_assert_eq(o.series[0].rounds, 12);
	for (size_t i = 0; i < o.samples.count; i++)
		cr_assert_eq(o.samples.list[i].dropped, o.samples.list[i].round <= 3);
	left_free(&o);
}

Test(rounds, give_up_on_a_hopeless_machine)
{
	struct world w = {.enough_at = 9, .stolen = true};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.begun, 8);
	cr_assert_eq(o.series[0].dropped, 8);
	cr_assert(strstr(o.series[0].ended, "disturbed"));
	cr_assert_eq(w.asked, 0);
	/* Every arm has a sample in every round, called or not. */
	bool seen[9][ARMS] = {0};
	for (size_t i = 0; i < o.samples.count; i++) {
		const struct sample *s = &o.samples.list[i];
		cr_assert(s->dropped);
		seen[s->round][s->workers - 1] = true;
	}
	for (int round = 1; round <= 8; round++)
		for (int arm = 0; arm < ARMS; arm++)
			cr_assert(seen[round][arm], "round %d, arm %d", round, arm);
	left_free(&o);
}

Test(rounds, repeat_a_disturbed_call)
{
	struct world w = {.enough_at = 9, .stolen_once = true};
	struct left o = run_world(&w, 1);

	cr_assert_eq(o.series[0].rounds, 9);
	cr_assert_eq(o.series[0].dropped, 0);
	cr_assert_eq(o.samples.count, 9 * (ARMS + 1));
	for (size_t i = 0; i < o.samples.count; i++)
		cr_assert_eq(o.samples.list[i].dropped,
		             o.samples.list[i].arm == ARM_CANARY && o.samples.list[i].delay_s > 0);
	left_free(&o);
}

/* Sixteen probes of each kind come first; then two for each call. */
Test(rounds, detect_a_slow_machine_by_probes)
{
	struct world w = {.enough_at = 9, .slow_from = 32, .slow_to = 35};
	struct left o = run_world(&w, 1);

	cr_assert_eq(o.series[0].dropped, 0);
	cr_assert_eq(o.samples.count, 9 * ARMS + 2);
	size_t dropped = 0;
	for (size_t i = 0; i < o.samples.count; i++) {
		const struct sample *s = &o.samples.list[i];
		cr_assert_eq(s->dropped, s->slowdown > 1.4);
		cr_assert_eq(s->slowdown > 0, s->arm != ARM_CANARY, "the canary needs no probes");
		dropped += s->dropped;
	}
	cr_assert_eq(dropped, 2);
	left_free(&o);
}

Test(rounds, accept_a_machine_that_stays_slow)
{
	struct world w = {.enough_at = 20, .slow_from = 60, .slow_to = 1000};
	struct left o = run_world(&w, 1);

	cr_assert(o.series[0].dropped < 20, "%d", o.series[0].dropped);
	cr_assert(o.samples.count > 20 * ARMS);
	cr_assert_str_eq(o.series[0].ended, "decided");
	w = (struct world){.enough_at = 20, .slow_from = 0, .slow_to = 1000};
	struct left slow = run_world(&w, 1);
	cr_assert_eq(slow.series[0].dropped, 0);
	left_free(&slow);
	left_free(&o);
}

/* Otherwise a wrong call could be repeated until its answer is right. */
Test(rounds, do_not_repeat_wrong_answers)
{
	struct world w = {.enough_at = 9, .wrong = true, .slow_from = 34, .slow_to = 36};
	struct left o = run_world(&w, 1);
	int wrong = 0;
	bool slow = false;

	for (size_t i = 0; i < o.samples.count; i++) {
		wrong += !o.samples.list[i].right;
		slow |= !o.samples.list[i].right && o.samples.list[i].slowdown > 1.4;
		cr_assert(o.samples.list[i].right || !o.samples.list[i].dropped);
	}
	cr_assert_eq(wrong, o.series[0].rounds, "one for each round");
	cr_assert(slow, "of which one beside a slow probe");
	left_free(&o);
}

Test(rounds, report_a_call_without_an_answer)
{
	struct world w = {.enough_at = 9, .mute_to = 2};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.failed, 2);
	cr_assert_eq(o.samples.count, 9 * ARMS, "the calls are kept");
	int mute = 0;
	for (size_t i = 0; i < o.samples.count; i++) {
		cr_assert_not(o.samples.list[i].dropped);
		mute += !sample_answered(&o.samples.list[i]) && !o.samples.list[i].right;
	}
	cr_assert_eq(mute, 2);
	left_free(&o);
}

Test(rounds, repeat_a_disturbed_call_without_an_answer)
{
	struct world w = {.enough_at = 9, .mute_to = 1, .mute_stolen = true};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.failed, 0);
	cr_assert_eq(o.samples.count, 9 * ARMS + 1);
	cr_assert_eq(o.series[0].dropped, 0);
	left_free(&o);
}
