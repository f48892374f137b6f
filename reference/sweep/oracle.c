/* oracle.c - cases and judgement for sweep.
 *
 * Case: configurations, epochs, and giant (default 0); or notebook=1 and epochs, for
 * the networks of notebook.c with seed 1.  Shapes are drawn from
 * the seed: 1 to 7 hidden layers of 2 to 16, and a quarter of `epochs` to all of
 * it.  With giant = g the last one is a large network that takes g per cent
 * of the time of all the others together.  Each round has its own.
 *
 * The task is the sharing, so the result of each configuration is defined by the given
 * train_and_score, and the oracle calls it: all bits must be equal.  Where that would take
 * long, for a sample only, drawn when the answer is judged, so that it cannot be predicted;
 * the others must at least have been written.
 *
 * With each answer that is judged whole, the given code is itself watched (oracle_watch.h).
 * If it is wrong, the oracle fails, and no answer is judged wrong.
 *
 * A hint is given only if what it says explains the whole answer exactly.
 */
#include <Random123/philox.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "judge.h"
#include "oracle_watch.h"
#include "sweep.h"

enum { CONFIGURATIONS_MOST = 4096, GIANT_WIDTH = 16, GIANT_LAYERS = 6 };

/* Epochs times weights: up to this everything is trained (some 50 ms), beyond it a sample. */
static const uint64_t whole_cost = 500000;
static const double sample_share = 0.12;

/* The case */

static const struct judge_key keys[] = {
	{"configurations", JUDGE_UINT, 12, 0, CONFIGURATIONS_MOST},
	{"notebook", JUDGE_UINT, 0, 0, 1},
	{"epochs", JUDGE_UINT, 20, 0, 10000},
	{"giant", JUDGE_UINT, 0, 0, 1000},
	{0},
};

static bool is_notebook(const struct judge_case *c)
{
	return judge_uint(c, "notebook") == 1;
}

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t n = is_notebook(c) ? SWEEP_NOTEBOOK : judge_uint(c, "configurations");

	bundle_plan_array(input, "layers", BUNDLE_I32, n);
	bundle_plan_shape(input, "width", BUNDLE_I32, 2, (size_t[]){n, SWEEP_LAYERS_MAX});
	bundle_plan_array(input, "epochs", BUNDLE_I32, n);
	bundle_plan_array(input, "seed", BUNDLE_U64, n);
	bundle_plan_shape(input, "series", BUNDLE_F64, 2, (size_t[]){SWEEP_POINTS, 3});
	bundle_plan_array(answer, "rmse", BUNDLE_F64, n);
	return 0;
}

/* A whole number from least to most, both included. */
static int32_t draw(uint64_t seed, size_t i, uint32_t what, int32_t least, int32_t most)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
	philox4x32_ctr_t counter = {{(uint32_t)i, what, 0x5feeb, 0}};
	uint64_t random = philox4x32(counter, key).v[0];

	return least + (int32_t)(random * (uint64_t)(most - least + 1) >> 32);
}

static struct sweep_configuration draw_configuration(uint64_t seed, size_t i, int32_t epochs)
{
	struct sweep_configuration c = {.layers = draw(seed, i, 0, 1, 7), .seed = seed ^ i};

	for (int l = 0; l < c.layers; l++)
		c.width[l] = draw(seed, i, 1 + (uint32_t)l, 2, 16);
	c.epochs = draw(seed, i, 20, (epochs + 3) / 4, epochs);
	return c;
}

static uint64_t weights_of(const struct sweep_configuration *c)
{
	uint64_t weights = 0, inputs = 3;

	for (int l = 0; l < c->layers; l++) {
		weights += inputs * (uint64_t)c->width[l];
		inputs = (uint64_t)c->width[l];
	}
	return weights + inputs * 3;
}

static uint64_t cost_of(const struct sweep_configuration *c)
{
	return (uint64_t)c->epochs * weights_of(c);
}

static struct sweep_configuration giant_configuration(uint64_t seed, uint64_t cost)
{
	struct sweep_configuration c = {.layers = GIANT_LAYERS, .seed = seed};

	for (int l = 0; l < GIANT_LAYERS; l++)
		c.width[l] = GIANT_WIDTH;
	c.epochs = (int32_t)(cost / weights_of(&c)) + 1;
	return c;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	size_t n = bundle_count(input, "layers");
	uint64_t epochs = judge_uint(c, "epochs"), giant = judge_uint(c, "giant"), cost = 0;
	int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, n);
	int32_t *width = bundle_array(input, "width", BUNDLE_I32, n * SWEEP_LAYERS_MAX);
	int32_t *epoch = bundle_array(input, "epochs", BUNDLE_I32, n);
	uint64_t *seed = bundle_array(input, "seed", BUNDLE_U64, n);

	for (size_t i = 0; i < n; i++) {
		struct sweep_configuration one = draw_configuration(c->seed, i, (int32_t)epochs);
		if (is_notebook(c)) {
			one = sweep_notebook((int)i, epochs);
			one.seed = 1;
		}
		if (giant > 0 && i + 1 == n)
			one = giant_configuration(c->seed, cost * giant / 100);
		cost += cost_of(&one);
		layers[i] = one.layers;
		memcpy(width + i * SWEEP_LAYERS_MAX, one.width, sizeof one.width);
		epoch[i] = one.epochs;
		seed[i] = one.seed;
	}
	lorenz_series((double(*)[3])bundle_array(input, "series", BUNDLE_F64, (size_t)SWEEP_POINTS * 3));
	return 0;
}

/* What is right */

struct answer {
	size_t count;
	struct sweep_configuration *asked; /* [count] */
	const double (*series)[3];
	const double *got; /* [count]: any bits */
	double *right;     /* [count]: of those that were trained */
	bool *known;       /* [count]: which those are */
};

static bool same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

static int learn_right(struct answer *a, size_t i)
{
	a->known[i] = true;
	return train_and_score(&a->asked[i], a->series, &a->right[i]);
}

/* Train them in random order, until a fair part of the time of all is spent. */
static int learn_sample(struct answer *a, uint64_t most)
{
	uint64_t spent = 0, random;
	size_t *order = malloc((a->count + 1) * sizeof *order);
	int failed = order == NULL ? -1 : 0;

	for (size_t i = 0; !failed && i < a->count; i++)
		order[i] = i;
	for (size_t left = a->count; !failed && left > 0 && spent < most; left--) {
		if (getrandom(&random, sizeof random, 0) != sizeof random) {
			failed = -1;
			break;
		}
		size_t pick = random % left, i = order[pick];
		order[pick] = order[left - 1];
		spent += cost_of(&a->asked[i]);
		failed = learn_right(a, i);
	}
	free(order);
	return failed;
}

static int find_right(struct answer *a, bool *whole)
{
	uint64_t cost = 0;

	for (size_t i = 0; i < a->count; i++)
		cost += cost_of(&a->asked[i]);
	*whole = cost <= whole_cost;
	if (!*whole)
		return learn_sample(a, (uint64_t)(sample_share * (double)cost));
	for (size_t i = 0; i < a->count; i++)
		if (learn_right(a, i) != 0)
			return -1;
	return 0;
}

/* Hints; those that need all right results are tried only if all are known. */

/* Unwritten memory, or zeros: one byte throughout. */
static bool untouched(double value)
{
	unsigned char bytes[sizeof value];

	memcpy(bytes, &value, sizeof value);
	for (size_t i = 1; i < sizeof value; i++)
		if (bytes[i] != bytes[0])
			return false;
	return true;
}

static bool wrong_at(const struct answer *a, size_t i)
{
	return a->known[i] ? !same_bits(a->got[i], a->right[i])
	                   : untouched(a->got[i]) || !isfinite(a->got[i]);
}

static bool hint_untouched(const struct judge_case *c, const struct answer *a)
{
	const char *advice = c->mode == MODE_FORK
	                             ? "; in fork mode a child's memory is its own: send each result back"
	                               " with its number"
	                             : "";
	size_t count = 0, first = a->count, rest = a->count % (size_t)c->workers;

	for (size_t i = 0; i < a->count; i++) {
		if (!wrong_at(a, i))
			continue;
		if (!untouched(a->got[i]))
			return false;
		first = count++ == 0 ? i : first;
	}
	/* With fewer configurations than workers two mistakes look alike. */
	if (count == a->count && rest == count)
		judge_hint(
			"no element of rmse was ever written; in integers, %zu / %d is 0: did any worker get "
			"a configuration?%s",
			a->count, c->workers,
			c->mode == MODE_FORK ? " If so, did the child send the result back?" : "");
	else if (count == a->count)
		judge_hint("no element of rmse was ever written%s", advice);
	else if (rest > 0 && count == rest && first == a->count - rest)
		judge_hint("the last %zu of %zu were never written, and all others are right: what is left "
		           "over when"
		           " %d workers take %zu each",
		           rest, a->count, c->workers, a->count / (size_t)c->workers);
	else
		judge_hint("%zu of %zu elements were never written, and all others are right%s", count,
		           a->count, advice);
	return true;
}

/* The same result everywhere. */
static bool hint_one_for_all(const struct answer *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (!same_bits(a->got[i], a->got[0]))
			return false;
	for (size_t i = 0; i < a->count && a->count > 1; i++)
		if (same_bits(a->right[i], a->got[0])) {
			judge_hint("all elements hold the result of configuration[%zu], as if every worker "
			           "had trained"
			           " that one",
			           i);
			return true;
		}
	return false;
}

static bool hint_shifted(const struct answer *a)
{
	bool next = a->count > 2, previous = a->count > 2;

	for (size_t i = 0; i + 1 < a->count; i++) {
		next &= same_bits(a->got[i], a->right[i + 1]);
		previous &= same_bits(a->got[i + 1], a->right[i]);
	}
	if (next || previous)
		judge_hint("each element holds the result of the configuration %s it",
		           next ? "after" : "before");
	return next || previous;
}

static bool hint_reversed(const struct answer *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (!same_bits(a->got[i], a->right[a->count - 1 - i]))
			return false;
	judge_hint("the results are the right ones, in reverse order");
	return true;
}

static int compare_values(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(double));
}

static bool hint_out_of_order(const struct answer *a)
{
	size_t bytes = a->count * sizeof *a->got;
	double *got = malloc(bytes + 1), *right = malloc(bytes + 1);
	bool same = got != NULL && right != NULL;

	if (same) {
		memcpy(got, a->got, bytes);
		memcpy(right, a->right, bytes);
		qsort(got, a->count, sizeof *got, compare_values);
		qsort(right, a->count, sizeof *right, compare_values);
		same = memcmp(got, right, bytes) == 0;
	}
	if (same)
		judge_hint("the results are the right ones, but not in the order in which the configurations "
		           "were"
		           " asked for: put each where its configuration's number says");
	free(got);
	free(right);
	return same;
}

static bool hint_float(const struct answer *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (!same_bits(a->got[i], (double)(float)a->right[i]))
			return false;
	judge_hint("these are the right results, rounded to a float on the way");
	return true;
}

static void hint(const struct judge_case *c, const struct answer *a, bool whole)
{
	if (hint_untouched(c, a) || !whole)
		return;
	if (hint_one_for_all(a) || hint_shifted(a) || hint_reversed(a) || hint_float(a))
		return;
	hint_out_of_order(a);
}

/* Judgement */

static const char *shape(const struct sweep_configuration *c)
{
	static char text[128];
	size_t used = 0;

	for (int l = 0; l < c->layers; l++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%d", l == 0 ? "[" : ", ",
		                         c->width[l]);
	snprintf(text + used, sizeof text - used, "], %d epoch%s", c->epochs, c->epochs == 1 ? "" : "s");
	return text;
}

static const char *describe(const struct judge_case *c, const struct answer *a, size_t i)
{
	static char text[256];

	snprintf(text, sizeof text, "for %zu configuration%s with %d worker%s, rmse[%zu] of %s", a->count,
	         a->count == 1 ? "" : "s", c->workers, c->workers == 1 ? "" : "s", i, shape(&a->asked[i]));
	return text;
}

static int judge(const struct judge_case *c, const struct answer *a, bool whole)
{
	for (size_t i = 0; i < a->count; i++) {
		if (!wrong_at(a, i))
			continue;
		const char *place = describe(c, a, i);
		if (a->known[i])
			judge_wrong("%s: expected %.17g, got %.17g", place, a->right[i], a->got[i]);
		else
			judge_wrong("%s is no result: %.17g", place, a->got[i]);
		hint(c, a, whole);
		return 1;
	}
	return 0;
}

static int judge_answer(const struct judge_case *c, struct answer *a)
{
	bool whole;

	if (find_right(a, &whole) != 0)
		return -1;
	if (whole && (!watch_series(a->series) || !watch_training(a->series, a->count)))
		return errno = EDOM, -1;
	return judge(c, a, whole);
}

static int open_answer(const struct bundle *input, const struct bundle *answer, struct answer *a)
{
	size_t n = bundle_count(input, "layers");
	const int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, n);
	const int32_t *width = bundle_array(input, "width", BUNDLE_I32, n * SWEEP_LAYERS_MAX);
	const int32_t *epochs = bundle_array(input, "epochs", BUNDLE_I32, n);
	const uint64_t *seed = bundle_array(input, "seed", BUNDLE_U64, n);

	a->count = n;
	a->series = (const double(*)[3])bundle_array(input, "series", BUNDLE_F64, (size_t)SWEEP_POINTS * 3);
	a->got = bundle_array(answer, "rmse", BUNDLE_F64, n);
	if (layers == NULL || width == NULL || epochs == NULL || seed == NULL || a->series == NULL ||
	    a->got == NULL)
		return errno = EPROTO, -1;
	for (size_t i = 0; i < n; i++) {
		a->asked[i] = (struct sweep_configuration){
			.layers = layers[i], .epochs = epochs[i], .seed = seed[i]};
		memcpy(a->asked[i].width, width + i * SWEEP_LAYERS_MAX, sizeof a->asked[i].width);
	}
	return 0;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	size_t room = bundle_count(input, "layers") + 1;
	struct answer a = {
		.asked = calloc(room, sizeof *a.asked),
		.right = calloc(room, sizeof *a.right),
		.known = calloc(room, sizeof *a.known),
	};
	int verdict = -1;

	if (a.asked != NULL && a.right != NULL && a.known != NULL && open_answer(input, answer, &a) == 0)
		verdict = judge_answer(c, &a);
	free(a.asked);
	free(a.right);
	free(a.known);
	return verdict;
}

/* The chart of the errors. */
static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	size_t n = bundle_count(input, "layers");
	const int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, n);
	const int32_t *width = bundle_array(input, "width", BUNDLE_I32, n * SWEEP_LAYERS_MAX);
	const int32_t *epochs = bundle_array(input, "epochs", BUNDLE_I32, n);
	const double *rmse = bundle_array(answer, "rmse", BUNDLE_F64, n);

	(void)c;
	if (strcmp(chart, "rmse") != 0)
		return errno = EINVAL, -1;
	if (layers == NULL || width == NULL || epochs == NULL || rmse == NULL)
		return errno = EPROTO, -1;
	printf("widths\tepochs\trmse\n");
	for (size_t i = 0; i < n; i++) {
		for (int l = 0; l < layers[i]; l++)
			printf("%s%d", l == 0 ? "" : " ", width[i * SWEEP_LAYERS_MAX + (size_t)l]);
		printf("\t%d\t%.6f\n", epochs[i], rmse[i]);
	}
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check, .table = table};
