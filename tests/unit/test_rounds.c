/* objects: measure/rounds measure/canary measure/arm_order measure/sensors measure/quota stats/intervals base/base */
/* test_rounds.c - rounds with arms that are made up: order, dropping, giving up. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "measure/rounds.h"

enum { ARMS = 3 };

/* What the made-up machine does. */
struct world {
	bool stolen;            /* the canary is kept waiting in every round */
	int stolen_before;      /* and in the rounds below this one */
	bool stolen_once;       /* only at its first call in each round */
	int slow_from, slow_to; /* the probes of these numbers take half as long again */
	bool wrong;             /* answers of arm 1 are */
	int mute_to;            /* arm 1 gives none in the first so many calls of it ... */
	bool mute_stolen;       /* and is kept waiting meanwhile */
	int called, failed;     /* of them counted, and how often that was told */
	int calls, probes;      /* of the canary in this round; in all */
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
	/* So long that what others do meanwhile on this machine is no evidence. */
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

/* What a world of arms left: samples and one series. */
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

Test(rounds, stop_when_it_is_decided)
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

Test(rounds, number_on_and_say_their_series)
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

Test(rounds, drop_whole_rounds_on_evidence_and_make_up_for_them)
{
	struct world w = {.enough_at = 9, .stolen_before = 4};
	struct left o = run_world(&w, 1);

	cr_assert_eq(o.series[0].dropped, 3);
	cr_assert_eq(o.series[0].rounds, 12);
	for (size_t i = 0; i < o.samples.count; i++)
		cr_assert_eq(o.samples.list[i].dropped, o.samples.list[i].round <= 3);
	left_free(&o);
}

Test(rounds, give_a_hopeless_machine_up)
{
	struct world w = {.enough_at = 9, .stolen = true};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.begun, 8);
	cr_assert_eq(o.series[0].dropped, 8);
	cr_assert(strstr(o.series[0].ended, "disturbed"));
	cr_assert_eq(w.asked, 0);
	/* Every arm is seen in every round, called or not. */
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

Test(rounds, make_a_disturbed_call_again)
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

/* Sixteen probes of each kind come first; then two beside each call. */
Test(rounds, believe_probes_that_the_machine_was_slow)
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

Test(rounds, take_a_slow_machine_as_usual_when_it_stays_so)
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

/* Or a wrong answer could be made again until it is right. */
Test(rounds, keep_wrong_answers_as_they_are)
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

Test(rounds, tell_of_a_call_without_an_answer)
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

Test(rounds, make_a_disturbed_call_without_an_answer_again)
{
	struct world w = {.enough_at = 9, .mute_to = 1, .mute_stolen = true};
	struct left o = run_world(&w, 1);

	cr_assert_eq(w.failed, 0);
	cr_assert_eq(o.samples.count, 9 * ARMS + 1);
	cr_assert_eq(o.series[0].dropped, 0);
	left_free(&o);
}
