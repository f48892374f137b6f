/* oracle.c - cases and judgement for simulation.
 *
 * Case: draws (default 100000).  The input's seed is the case's, so every timed round has
 * different draws.
 *
 * A draw is computed anew from the definition in simulation.h, from the generator's bits in
 * long double, one draw at a time.  A case of up to DRAWS_MOST draws is computed
 * completely.  Of a larger one every stride-th draw is, from a random place that is picked
 * when the answer is judged, so that it cannot be predicted.  Of all draws, each must be
 * one that the generator can make at all, and their mean and variance must be 42 and 50
 * within 7 standard errors, which right draws exceed less than once in 10^11 times.  A
 * block of draws that is missing, repeated or misplaced is longer than the stride, so it is
 * found.
 *
 * Tolerance: 1e-9, as simulation.h says.  The given generator differs from long
 * double by a few 1e-15 of a normal number that is below 8.6, times weights and
 * deviations up to 8; the sum adds as much.  That is 1e-13.  Two draws that are
 * not the same agree to 1e-9 once in 10^10 times.
 *
 * Hints name a mistake only if exactly what it makes of the draws came.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define R123_USE_SSE 0 /* without the compiler's vector intrinsics, which take long to compile */
#include <Random123/philox.h>

#include "judge.h"
#include "simulation.h"

static const uint64_t DRAWS_MOST = 20000;
static const double tolerance = 1e-9;
static const double mean_expected = 42, variance_expected = 50, errors_allowed = 7;
/* (2 + 5 + 2 + 4 + 1) * 8.58: no normal number is larger, with 53 bits to make it from. */
static const double farthest = 121;

struct question {
	uint64_t draws, seed;
	uint64_t stride, start; /* which draws are computed anew */
	const double *got;
};

/* The draws */

static long double unit(uint32_t low, uint32_t high, int plus)
{
	uint64_t bits = ((uint64_t)high << 32 | low) >> 11;

	return (long double)(bits + (uint64_t)plus) / 9007199254740992.0L; /* 2^53 */
}

static double normal(uint64_t seed, uint32_t variable, uint64_t number)
{
	uint64_t pair = number >> 1;
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
	philox4x32_ctr_t at = {{(uint32_t)pair, (uint32_t)(pair >> 32), variable, 0}};
	philox4x32_ctr_t word = philox4x32(at, key);
	long double radius = sqrtl(-2 * logl(unit(word.v[0], word.v[1], 1)));
	long double angle = 8 * atanl(1) * unit(word.v[2], word.v[3], 0);

	return (double)(radius * (number & 1 ? sinl(angle) : cosl(angle)));
}

/* What may be done wrong with the five normal numbers of a draw. */
enum mistake {
	NO_MISTAKE,
	VARIANCES,  /* the deviation taken for a variance */
	ONE_STREAM, /* the same stream for all variables */
	NO_WEIGHTS,
	MISTAKES,
};

static double draw(uint64_t seed, uint64_t i, enum mistake mistake)
{
	static const struct {
		double weight, mean, deviation;
	} term[5] = {{1, 15, 2}, {1, 3, 5}, {2, 10, 1}, {0.5, 8, 8}, {1, 0, 1}};
	double y = 0;

	for (uint32_t v = 0; v < 5; v++) {
		double z = normal(seed, mistake == ONE_STREAM ? 0 : v, i);
		double deviation = mistake == VARIANCES ? sqrt(term[v].deviation) : term[v].deviation;
		y += (mistake == NO_WEIGHTS ? 1 : term[v].weight) * (term[v].mean + deviation * z);
	}
	return y;
}

/* Written so that NaN differs from everything. */
static bool same(double a, double b)
{
	return fabs(a - b) <= tolerance;
}

/* A place below `stride` that a submission cannot predict. */
static uint64_t unforeseen(uint64_t stride)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return 0;
	return random % stride;
}

static bool is_complete(const struct question *q)
{
	return q->stride == 1;
}

/* The case */

static const struct judge_key keys[] = {
	{"draws", JUDGE_UINT, 100000, 0, SIMULATION_DRAWS_MAX},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "draws", BUNDLE_U64, 1);
	bundle_plan_array(input, "seed", BUNDLE_U64, 1);
	bundle_plan_array(answer, "y", BUNDLE_F64, judge_uint(c, "draws"));
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	bundle_set_uint(input, "draws", judge_uint(c, "draws"));
	bundle_set_uint(input, "seed", c->seed);
	return 0;
}

/* What is wrong */

/* The bytes of an unwritten value are all equal: parlab fills an answer with one byte
 * before each call, and fresh memory holds zeros. */
static bool is_unwritten(double value)
{
	unsigned char bytes[sizeof value];

	memcpy(bytes, &value, sizeof value);
	return memcmp(bytes, bytes + 1, sizeof value - 1) == 0;
}

struct finding {
	const struct question *q;
	uint64_t first, last, count; /* of the wrong draws among those computed anew */
	bool unwritten;              /* all of these are of one byte */
};

static void add_wrong(struct finding *f, uint64_t i)
{
	if (f->count++ == 0)
		f->first = i;
	f->last = i;
	f->unwritten = f->unwritten && is_unwritten(f->q->got[i]);
}

static struct finding find_wrong(const struct question *q)
{
	struct finding f = {.q = q, .unwritten = true};

	for (uint64_t i = q->start; i < q->draws; i += q->stride)
		if (!same(q->got[i], draw(q->seed, i, NO_MISTAKE)))
			add_wrong(&f, i);
	return f;
}

/* Hypotheses: the answer that a mistake would give */

/* Every draw computed anew is draw number i + by, or what the mistake makes of number i. */
static bool explains(const struct question *q, int64_t by, enum mistake mistake)
{
	for (uint64_t i = q->start; i < q->draws; i += q->stride) {
		bool is_outside = by < 0 && i < (uint64_t)-by;
		if (!is_outside && !same(q->got[i], draw(q->seed, i + (uint64_t)by, mistake)))
			return false;
	}
	return q->draws > 3;
}

static bool test_terms(const struct question *q)
{
	static const char *const words[MISTAKES] = {
		[VARIANCES] = "the second number of each distribution is taken for a variance: it is the "
			      "standard deviation",
		[ONE_STREAM] =
			"all five variables take their normal numbers from stream 0: each has a stream of"
			" its own, and without that they are not independent",
		[NO_WEIGHTS] = "the terms are added without their weights",
	};

	for (int m = NO_MISTAKE + 1; m < MISTAKES; m++) {
		if (!explains(q, 0, (enum mistake)m))
			continue;
		judge_hint("this is exactly what comes out if %s", words[m]);
		return true;
	}
	for (int64_t by = -1; by <= 1; by += 2) {
		if (!explains(q, by, NO_MISTAKE))
			continue;
		judge_hint("every place i holds draw number i %c 1", by < 0 ? '-' : '+');
		return true;
	}
	return false;
}

/* The draws repeat, from the first wrong one on: y[i] is y[i - period].  The first
 * wrong draw of a sample need not be the first of all, so it is looked for. */
static bool test_repeated(const struct finding *f)
{
	const struct question *q = f->q;
	uint64_t period = 1;

	while (period < q->draws && !same(q->got[period], q->got[0]))
		period++;
	if (period == q->draws || period == 1)
		return false;
	for (uint64_t i = period; i < q->draws; i++)
		if (!same(q->got[i], q->got[i - period]))
			return false;
	judge_hint("the first %" PRIu64
	           " draws are repeated over and over: each worker, or each block, starts"
	           " the stream anew at number 0 instead of at the number of its first draw",
	           period);
	return true;
}

/* Slices of unequal length, each of which starts at number 0. */
static bool test_same_stream(const struct question *q, uint64_t workers)
{
	uint64_t size = q->draws / workers, rest = q->draws % workers;

	if (workers < 2 || size < 2)
		return false;
	for (int way = 0; way < 3; way++) {
		bool fits = true;
		for (uint64_t k = 1; fits && k < workers; k++) {
			uint64_t spread = k * size + (k < rest ? k : rest), floor = k * size;
			uint64_t from = way == 0 ? spread : way == 1 ? floor : k * q->draws / workers;
			for (uint64_t j = 0; fits && j < size; j++)
				fits = same(q->got[from + j], q->got[j]);
		}
		if (!fits)
			continue;
		judge_hint("the draws of all %" PRIu64
		           " workers are the same: each starts the stream at number 0"
		           " instead of at the number of its first draw",
		           workers);
		return true;
	}
	return false;
}

/* "y[9] is" or "y[4998..4999] are". */
static void block_words(const struct finding *f, char *text, size_t bytes)
{
	if (f->first == f->last)
		snprintf(text, bytes, "y[%" PRIu64 "] is", f->first);
	else
		snprintf(text, bytes, "y[%" PRIu64 "..%" PRIu64 "] are", f->first, f->last);
}

/* One block is missing: the remainder, or the part of one worker. */
static bool test_missing(const struct finding *f, uint64_t workers)
{
	uint64_t n = f->q->draws, rest = n % workers;
	bool is_block = f->unwritten && f->last - f->first + 1 == f->count;
	char block[64];

	if (!is_complete(f->q) || !is_block || workers < 2)
		return false;
	block_words(f, block, sizeof block);
	if (rest > 0 && f->first == n - rest && f->last == n - 1) {
		judge_hint("only %s not written: %" PRIu64 " slices of %" PRIu64
		           " leave exactly this remainder",
		           block, workers, n / workers);
		return true;
	}
	if (f->count > 1 && f->count < n)
		judge_hint("only %s not written", block);
	return f->count > 1 && f->count < n;
}

static bool test_unwritten(const struct judge_case *c, const struct finding *f)
{
	if (c->mode != MODE_FORK || !f->unwritten || f->count < 2)
		return false;
	judge_hint("draws were never written: in fork mode a child's memory is its own; send its draws back"
	           " through a pipe or shared memory");
	return true;
}

/* The wrong draws are exactly those at one side of the places where equal slices meet. */
static bool test_borders(const struct finding *f, uint64_t workers)
{
	const struct question *q = f->q;

	if (!is_complete(q) || f->count >= workers || workers > q->draws)
		return false;
	for (uint64_t offset = 0; offset <= 1; offset++) {
		for (int way = 0; way < 2; way++) {
			uint64_t wrong = 0;
			for (uint64_t k = 1; k < workers; k++) {
				uint64_t at =
					(way ? k * (q->draws / workers) : k * q->draws / workers) - offset;
				wrong += !same(q->got[at], draw(q->seed, at, NO_MISTAKE));
			}
			if (wrong != workers - 1 || f->count != wrong)
				continue;
			judge_hint("wrong are exactly the draws at the %s of %" PRIu64 " equal slices"
			           " (< where <= is meant, or the other way round?)",
			           offset ? "last places" : "first places", workers);
			return true;
		}
	}
	return false;
}

static void hint(const struct judge_case *c, const struct finding *f)
{
	uint64_t workers = (uint64_t)c->workers;

	if (!test_missing(f, workers) && !test_unwritten(c, f) && !test_terms(f->q) && !test_repeated(f) &&
	    !test_same_stream(f->q, workers))
		test_borders(f, workers);
}

/* The judgement */

/* "4999 draws with 3 workers", the place of every message. */
static const char *place(const struct judge_case *c, const struct question *q)
{
	static char text[96];

	snprintf(text, sizeof text, "%" PRIu64 " draw%s with %d worker%s", q->draws, q->draws == 1 ? "" : "s",
	         c->workers, c->workers == 1 ? "" : "s");
	return text;
}

static bool all_bytes_equal(const double *got, uint64_t count)
{
	const unsigned char *bytes = (const unsigned char *)got;

	return memcmp(bytes, bytes + 1, count * sizeof *got - 1) == 0;
}

static int judge_untouched(const struct judge_case *c, const struct question *q)
{
	const char *advice = "";

	if (c->mode == MODE_FORK)
		advice = ": in fork mode a child's memory is its own; send the result back through a pipe or"
			 " shared memory";
	if (q->got[0] == 0)
		return judge_wrong("for %s, y is zero everywhere%s", place(c, q), advice);
	return judge_wrong("for %s, y was never written%s", place(c, q), advice);
}

/* Of all draws, also those that are not computed anew: is each possible, do mean and variance fit? */
static int judge_moments(const struct judge_case *c, const struct question *q)
{
	double n = (double)q->draws, sum = 0, squares = 0, mean, variance;

	for (uint64_t i = 0; i < q->draws; i++) {
		double deviation = q->got[i] - mean_expected;
		if (!(fabs(deviation) <= farthest))
			return judge_wrong("for %s, y[%" PRIu64 "]: expected %.17g, got %.17g", place(c, q),
			                   i, draw(q->seed, i, NO_MISTAKE), q->got[i]);
		sum += deviation;
		squares += deviation * deviation;
	}
	if (q->draws < 1000) /* all of them were computed anew */
		return 0;
	mean = mean_expected + sum / n;
	variance = squares / n;
	if (!(fabs(mean - mean_expected) <= errors_allowed * sqrt(variance_expected / n)))
		return judge_wrong("for %s, the mean of y: expected %g, give or take %.4f, got %.6f",
		                   place(c, q), mean_expected, sqrt(variance_expected / n), mean);
	if (!(fabs(variance - variance_expected) <= errors_allowed * variance_expected * sqrt(2 / n)))
		return judge_wrong("for %s, the variance of y: expected %g, give or take %.4f, got %.6f",
		                   place(c, q), variance_expected, variance_expected * sqrt(2 / n), variance);
	return 0;
}

static int judge(const struct judge_case *c, const struct question *q)
{
	struct finding f = find_wrong(q);
	double got;

	if (f.count == 0)
		return is_complete(q) ? 0 : judge_moments(c, q);
	if (all_bytes_equal(q->got, q->draws))
		return judge_untouched(c, q);
	got = q->got[f.first];
	if (is_unwritten(got) && got != 0)
		judge_wrong("for %s, y[%" PRIu64 "]: expected %.17g, but it was never written", place(c, q),
		            f.first, draw(q->seed, f.first, NO_MISTAKE));
	else
		judge_wrong("for %s, y[%" PRIu64 "]: expected %.17g, got %.17g", place(c, q), f.first,
		            draw(q->seed, f.first, NO_MISTAKE), got);
	hint(c, &f);
	return 1;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	struct question q = {.draws = bundle_uint(input, "draws"), .seed = bundle_uint(input, "seed")};

	q.got = bundle_array(answer, "y", BUNDLE_F64, q.draws);
	if (q.got == NULL || bundle_find(input, "seed") == NULL)
		return errno = EPROTO, -1;
	q.stride = q.draws / (DRAWS_MOST + 1) + 1;
	q.start = unforeseen(q.stride);
	return judge(c, &q);
}

/* The chart of the distribution: how many draws in each interval of width 1, beside the normal density. */
static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	enum { FROM = 10, TO = 75 };
	uint64_t draws = bundle_uint(input, "draws"), count[TO - FROM] = {0};
	const double *y = bundle_array(answer, "y", BUNDLE_F64, draws);
	double spread = sqrt(2 * variance_expected);

	(void)c;
	if (y == NULL || strcmp(chart, "distribution") != 0)
		return errno = EINVAL, -1;
	for (uint64_t i = 0; i < draws; i++)
		if (y[i] >= FROM && y[i] < TO)
			count[(int)(y[i] - FROM)]++;
	printf("from\tdraws\texpected\n");
	for (int i = 0; i < TO - FROM; i++) {
		double left = (i + FROM - mean_expected) / spread,
		       right = (i + 1 + FROM - mean_expected) / spread;
		printf("%d\t%" PRIu64 "\t%.6g\n", i + FROM, count[i],
		       (double)draws * (erf(right) - erf(left)) / 2);
	}
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check, .table = table};
