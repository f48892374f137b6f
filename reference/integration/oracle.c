/* oracle.c - cases and judgement for integration.
 *
 * Case: function (default 0), lower (0), upper (1), integrals (10000).  The input's seed is
 * the case's, so every timed round has different samples.
 *
 * Areas are computed anew from the definition in integration.h: one generator block at a
 * time, a plain bucket sort with insertion, and a sum in long double.  A case of up to
 * DRAWS_MOST samples is computed completely.  Of a larger one, every stride-th area is, from a random place that is drawn when the answer is
 * judged, so that it cannot be predicted; the other areas must keep to a bound that samples
 * break less than once in 10^15 times (see reach).  A block of results that is missing or
 * misplaced is longer than the stride, so it is found.
 *
 * Tolerance: 4 n e (S + M F) as integration.h says; e = 2^-53.  Adding n terms
 * in any order errs by less than n e S (Higham, Accuracy and Stability of
 * Numerical Algorithms, section 4.2), each term by less than 3 e of itself;
 * a fused multiply-add may place each of the n samples e M apart from ours.
 * For n = 10,000 over [0, 1] that is 1e-11; neighbouring areas differ by 1e-5.
 *
 * Hints name a mistake only if exactly what it makes of the right areas came.
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

#include "integration.h"
#include "judge.h"

static const uint64_t DRAWS_MOST = 4000000;
enum { WORKERS_MOST = 4096 };

struct truth {
	struct integration_input in;
	bool complete;
	bool *known;  /* [integrals] */
	double *area; /* [integrals], where known */
	double *tolerance;
};

/* The function */

static double evaluate(uint32_t function, double x)
{
	switch (function) {
	case INTEGRATION_ARCTAN:
		return 1 / (1 + x * x);
	case INTEGRATION_SQUARE:
		return x * x;
	case INTEGRATION_SINE:
		return sin(x);
	default:
		return exp(-x * x);
	}
}

static double integral(const struct integration_input *in)
{
	double a = in->lower, b = in->upper;

	switch (in->function) {
	case INTEGRATION_ARCTAN:
		return atan(b) - atan(a);
	case INTEGRATION_SQUARE:
		return (b - a) * (a * a + a * b + b * b) / 3;
	case INTEGRATION_SINE:
		return 2 * sin((a + b) / 2) * sin((b - a) / 2);
	default:
		return (erf(b) - erf(a)) * sqrt(acos(-1)) / 2;
	}
}

static double largest_bound(const struct integration_input *in)
{
	return fmax(fabs(in->lower), fabs(in->upper));
}

/* An upper bound of |f| on the interval. */
static double largest_value(const struct integration_input *in)
{
	return in->function == INTEGRATION_SQUARE ? largest_bound(in) * largest_bound(in) : 1;
}

/* An upper bound of the total variation of f on the interval. */
static double variation(const struct integration_input *in)
{
	return in->function == INTEGRATION_SINE ? in->upper - in->lower : 2 * largest_value(in);
}

/* How far area[n] can be from the integral.  The samples leave out two ends and
 * miss, between two neighbours, at most the gap times what f varies in it.  A
 * gap of more than t / n of the interval comes with a probability below
 * (n + 1) exp(-t), for t = 50 less than 1e-16 even with the largest n. */
static double reach(const struct integration_input *in, uint32_t n)
{
	double gap = 50 * (in->upper - in->lower) / n;

	return gap * (2 * largest_value(in) + variation(in)) + 1e-9 * largest_value(in);
}

/* The areas */

static double uniform(uint64_t word)
{
	return (double)(int64_t)(word >> 11) * 0x1p-53;
}

static void draw(const struct integration_input *in, uint32_t n, double *u)
{
	philox4x32_key_t key = {{(uint32_t)in->seed, (uint32_t)(in->seed >> 32)}};

	for (uint32_t j = 0; j < n; j++) {
		philox4x32_ctr_t at = {{j / 2, n, 0, 0}}, word = philox4x32(at, key);
		u[j] = uniform((uint64_t)word.v[1] << 32 | word.v[0]);
		if (++j < n)
			u[j] = uniform((uint64_t)word.v[3] << 32 | word.v[2]);
	}
}

/* As many buckets as numbers: about one number in each, put in order by insertion. */
static void bucket_sort(const double *u, uint32_t n, double *sorted, uint32_t *end)
{
	memset(end, 0, n * sizeof *end);
	for (uint32_t j = 0; j < n; j++)
		end[(uint32_t)(u[j] * n)]++;
	for (uint32_t bucket = 1; bucket < n; bucket++)
		end[bucket] += end[bucket - 1];
	for (uint32_t j = 0; j < n; j++)
		sorted[--end[(uint32_t)(u[j] * n)]] = u[j];
	for (uint32_t j = 1; j < n; j++) {
		double value = sorted[j];
		uint32_t to = j;
		for (; to > 0 && sorted[to - 1] > value; to--)
			sorted[to] = sorted[to - 1];
		sorted[to] = value;
	}
}

struct scratch {
	double *drawn, *sorted;
	uint32_t *end;
};

static void find_area(struct truth *t, uint32_t n, struct scratch *s)
{
	const struct integration_input *in = &t->in;
	long double area = 0, size = 0;

	draw(in, n, s->drawn);
	bucket_sort(s->drawn, n, s->sorted, s->end);
	for (uint32_t i = 1; i < n; i++) {
		double last = in->lower + (in->upper - in->lower) * s->sorted[i - 1];
		double x = in->lower + (in->upper - in->lower) * s->sorted[i];
		long double term = ((long double)x - last) * evaluate(in->function, x);
		area += term;
		size += fabsl(term);
	}
	t->known[n] = true;
	t->area[n] = (double)area;
	if (n >= 2)
		t->tolerance[n] = 4 * n * 0x1p-53 * ((double)size + largest_bound(in) * largest_value(in));
}

static void free_truth(struct truth *t)
{
	free(t->known);
	free(t->area);
	free(t->tolerance);
}

/* A place below `stride` that a submission cannot predict. */
static uint32_t unforeseen(uint32_t stride)
{
	uint32_t random = 0;

	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return 0;
	return random % stride;
}

static int find_truth(struct truth *t)
{
	uint32_t integrals = t->in.integrals;
	uint64_t draws = (uint64_t)integrals * integrals / 2;
	uint32_t stride = (uint32_t)(draws / DRAWS_MOST) + 1;
	struct scratch s = {calloc(integrals + 1, sizeof(double)), calloc(integrals + 1, sizeof(double)),
	                    calloc(integrals + 1, sizeof(uint32_t))};
	int failed = 0;

	t->complete = stride == 1;
	t->known = calloc(integrals + 1, sizeof *t->known);
	t->area = calloc(integrals + 1, sizeof *t->area);
	t->tolerance = calloc(integrals + 1, sizeof *t->tolerance);
	if (!s.drawn || !s.sorted || !s.end || !t->known || !t->area || !t->tolerance) {
		free_truth(t);
		failed = -1;
	} else {
		for (uint32_t n = unforeseen(stride); n < integrals; n += stride)
			find_area(t, n, &s);
		for (uint32_t n = 0; n<integrals; n += integrals> 1 ? integrals - 1 : 1)
			find_area(t, n, &s);
	}
	free(s.drawn);
	free(s.sorted);
	free(s.end);
	return failed;
}

/* Is `value` what area[n] should be? */
static bool is_area(const struct truth *t, uint32_t n, double value)
{
	if (n < 2)
		return value == 0;
	if (t->known[n])
		return fabs(value - t->area[n]) <= t->tolerance[n];
	return fabs(value - integral(&t->in)) <= reach(&t->in, n);
}

/* The case */

static const struct judge_key keys[] = {
	{"function", JUDGE_UINT, 0, 0, INTEGRATION_FUNCTIONS - 1},
	{"integrals", JUDGE_UINT, 10000, 0, INTEGRATION_INTEGRALS_MAX},
	{"lower", JUDGE_REAL, 0, -INTEGRATION_BOUND_MAX, INTEGRATION_BOUND_MAX},
	{"upper", JUDGE_REAL, 1, -INTEGRATION_BOUND_MAX, INTEGRATION_BOUND_MAX},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "function", BUNDLE_U64, 1);
	bundle_plan_array(input, "integrals", BUNDLE_U64, 1);
	bundle_plan_array(input, "lower", BUNDLE_F64, 1);
	bundle_plan_array(input, "upper", BUNDLE_F64, 1);
	bundle_plan_array(input, "seed", BUNDLE_U64, 1);
	bundle_plan_array(answer, "area", BUNDLE_F64, judge_uint(c, "integrals"));
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	uint64_t function = judge_uint(c, "function"), integrals = judge_uint(c, "integrals");
	double lower = judge_real(c, "lower"), upper = judge_real(c, "upper");

	if (lower > upper)
		return errno = ERANGE, -1;
	bundle_set_uint(input, "function", function);
	bundle_set_uint(input, "integrals", integrals);
	bundle_set_real(input, "lower", lower);
	bundle_set_real(input, "upper", upper);
	bundle_set_uint(input, "seed", c->seed);
	return 0;
}

static struct integration_input read_input(const struct bundle *input)
{
	return (struct integration_input){
		.function = (uint32_t)bundle_uint(input, "function"),
		.integrals = (uint32_t)bundle_uint(input, "integrals"),
		.lower = bundle_real(input, "lower"),
		.upper = bundle_real(input, "upper"),
		.seed = bundle_uint(input, "seed"),
	};
}

/* Hypotheses: the answer that a mistake would give */

/* The bytes of an unwritten value are all equal: parlab fills an answer with one byte
 * before each call, and fresh memory holds zeros. */
static bool is_one_byte(double value)
{
	unsigned char bytes[sizeof value];

	memcpy(bytes, &value, sizeof value);
	return memcmp(bytes, bytes + 1, sizeof value - 1) == 0;
}

struct finding {
	const struct truth *truth;
	const double *got;
	uint32_t first, last, count; /* of the wrong ones */
	bool unwritten;              /* all of the wrong ones are of one byte */
};

static struct finding find_wrong(const struct truth *t, const double *got)
{
	struct finding f = {.truth = t, .got = got, .unwritten = true};

	for (uint32_t n = 0; n < t->in.integrals; n++) {
		if (is_area(t, n, got[n]))
			continue;
		if (f.count++ == 0)
			f.first = n;
		f.last = n;
		f.unwritten = f.unwritten && is_one_byte(got[n]);
	}
	return f;
}

static uint32_t rounded_slice(uint32_t n, uint32_t workers, uint32_t k)
{
	return (uint32_t)((uint64_t)n * k / workers);
}

/* "area[19] is" or "area[18..19] are". */
static void block_words(const struct finding *f, char *text, size_t bytes)
{
	if (f->first == f->last)
		snprintf(text, bytes, "area[%" PRIu32 "] is", f->first);
	else
		snprintf(text, bytes, "area[%" PRIu32 "..%" PRIu32 "] are", f->first, f->last);
}

/* The part of the last worker, of the remainder, or of any one worker. */
static bool test_missing(const struct finding *f, uint32_t workers)
{
	uint32_t n = f->truth->in.integrals, rest = n % workers;
	bool is_block = f->unwritten && f->last - f->first + 1 == f->count;
	char block[64];

	if (!is_block || workers < 2)
		return false;
	block_words(f, block, sizeof block);
	if (rest > 0 && f->first == n - rest && f->last == n - 1) {
		judge_hint("only %s not written: %" PRIu32 " slices of %" PRIu32
		           " leave exactly this remainder",
		           block, workers, n / workers);
		return true;
	}
	for (uint32_t k = 0; k < workers; k++) {
		uint32_t from = rounded_slice(n, workers, k), end = rounded_slice(n, workers, k + 1);
		bool is_floor = f->first == k * (n / workers) && f->count == n / workers;
		if ((f->first != from || f->last != end - 1) && !is_floor)
			continue;
		judge_hint("only %s not written, which is slice %" PRIu32 " of %" PRIu32 " equal ones", block,
		           k + 1, workers);
		return true;
	}
	return false;
}

/* Right in one place only: the caller's own part, in fork mode. */
static bool test_only_own(const struct judge_case *c, const struct finding *f)
{
	if (c->mode != MODE_FORK || !f->unwritten || f->count < 2)
		return false;
	judge_hint("%" PRIu32 " areas were never written: in fork mode a child's memory is its own; send its"
	           " areas back through a pipe or shared memory",
	           f->count);
	return true;
}

/* The wrong areas are exactly the ones where slices begin, or end. */
static bool test_borders(const struct finding *f, uint32_t workers)
{
	uint32_t n = f->truth->in.integrals;

	if (f->count == 0 || f->count > workers)
		return false;
	for (uint32_t offset = 0; offset <= 1; offset++) {
		for (int floor = 0; floor <= 1; floor++) {
			uint32_t borders = 0, wrong = 0;
			for (uint32_t k = 1; k < workers; k++) {
				uint32_t at = floor ? k * (n / workers) : rounded_slice(n, workers, k);
				if (at < offset + 2) /* area[0] and area[1] may be 0 by chance */
					continue;
				borders++;
				wrong += !is_area(f->truth, at - offset, f->got[at - offset]);
			}
			if (borders == 0 || wrong != borders || f->count != borders)
				continue;
			judge_hint("wrong are exactly the areas at the %s of %" PRIu32 " equal slices"
			           " (< where <= is meant, or the other way round?)",
			           offset ? "last places" : "first places", workers);
			return true;
		}
	}
	return false;
}

/* got[n] == area[n + by] for all n for which there is one. */
static bool is_shifted(const struct finding *f, int by)
{
	int64_t n = f->truth->in.integrals;

	for (int64_t i = 0; i < n; i++)
		if (i + by >= 0 && i + by < n && !is_area(f->truth, (uint32_t)(i + by), f->got[i]))
			return false;
	return n > 3;
}

static bool is_reversed(const struct finding *f)
{
	uint32_t n = f->truth->in.integrals;

	for (uint32_t i = 0; i < n; i++)
		if (!is_area(f->truth, n - 1 - i, f->got[i]))
			return false;
	return true;
}

/* NaN last, so that any bits can be sorted. */
static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

/* Every right area is there, at some place. */
static bool is_permuted(const struct finding *f)
{
	uint32_t n = f->truth->in.integrals;
	double *got = malloc(n * sizeof *got), *expected = malloc(n * sizeof *expected), tolerance = 0;
	bool same = got != NULL && expected != NULL;

	for (uint32_t i = 0; same && i < n; i++) {
		got[i] = f->got[i];
		expected[i] = f->truth->area[i];
		tolerance = fmax(tolerance, f->truth->tolerance[i]);
	}
	if (same) {
		qsort(got, n, sizeof *got, by_value);
		qsort(expected, n, sizeof *expected, by_value);
	}
	for (uint32_t i = 0; same && i < n; i++)
		same = fabs(got[i] - expected[i]) <= tolerance;
	free(got);
	free(expected);
	return same;
}

static bool test_places(const struct finding *f)
{
	if (is_shifted(f, 1))
		judge_hint("every place n holds the area for n + 1");
	else if (is_shifted(f, -1))
		judge_hint("every place n holds the area for n - 1");
	else if (is_reversed(f))
		judge_hint("the areas are right, but in reverse order");
	else if (is_permuted(f))
		judge_hint(
			"every area is right, but not at its own place: put the one of n samples at area[n],"
			" whoever computed it and whenever it came");
	else
		return false;
	return true;
}

static void hint(const struct judge_case *c, const struct finding *f)
{
	uint32_t workers = (uint32_t)c->workers;

	if (!f->truth->complete || workers > WORKERS_MOST)
		return;
	if (f->last < 2)
		judge_hint("fewer than two samples enclose nothing: area[0] and area[1] are 0, and to be "
		           "written");
	else if (!test_missing(f, workers) && !test_only_own(c, f) && !test_places(f))
		test_borders(f, workers);
}

/* The judgement */

/* "997 integrals of function 0 over [0, 1] with 3 workers", the place of every message. */
static const char *place(const struct judge_case *c, const struct integration_input *in)
{
	static char text[160];

	snprintf(text, sizeof text,
	         "%" PRIu32 " integral%s of function %" PRIu32 " over [%g, %g] with %d worker%s",
	         in->integrals, in->integrals == 1 ? "" : "s", in->function, in->lower, in->upper, c->workers,
	         c->workers == 1 ? "" : "s");
	return text;
}

static bool all_bytes_equal(const double *got, uint32_t count)
{
	const unsigned char *bytes = (const unsigned char *)got;

	return memcmp(bytes, bytes + 1, count * sizeof *got - 1) == 0;
}

static int judge_untouched(const struct judge_case *c, const struct finding *f)
{
	const char *advice = "";

	if (c->mode == MODE_FORK)
		advice = ": in fork mode a child's memory is its own; send the result back through a pipe or"
			 " shared memory";
	if (f->got[0] == 0)
		return judge_wrong("for %s, area is zero everywhere%s", place(c, &f->truth->in), advice);
	return judge_wrong("for %s, area was never written%s", place(c, &f->truth->in), advice);
}

static int judge(const struct judge_case *c, const struct truth *t, const double *got)
{
	struct finding f = find_wrong(t, got);
	uint32_t n = f.first;

	if (f.count == 0)
		return 0;
	if (all_bytes_equal(got, t->in.integrals))
		return judge_untouched(c, &f);
	if (n >= 2 && !t->known[n])
		judge_wrong("for %s, area[%" PRIu32 "]: expected within %.3g of %.10g, got %.17g",
		            place(c, &t->in), n, reach(&t->in, n), integral(&t->in), got[n]);
	else if (is_one_byte(got[n]) && got[n] != 0)
		judge_wrong("for %s, area[%" PRIu32 "]: expected %.17g, but it was never written",
		            place(c, &t->in), n, t->area[n]);
	else
		judge_wrong("for %s, area[%" PRIu32 "]: expected %.17g, got %.17g", place(c, &t->in), n,
		            t->area[n], got[n]);
	hint(c, &f);
	return 1;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	struct truth truth = {.in = read_input(input)};
	const double *area = bundle_array(answer, "area", BUNDLE_F64, truth.in.integrals);
	int verdict;

	if (area == NULL || bundle_find(input, "seed") == NULL)
		return errno = EPROTO, -1;
	if (find_truth(&truth) != 0)
		return -1;
	verdict = judge(c, &truth, area);
	free_truth(&truth);
	return verdict;
}

/* The chart of convergence: some of the estimates, more of those from few samples. */
static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	struct integration_input in = read_input(input);
	const double *area = bundle_array(answer, "area", BUNDLE_F64, in.integrals);

	(void)c;
	if (area == NULL || strcmp(chart, "convergence") != 0)
		return errno = EINVAL, -1;
	printf("n\tarea\texact\n");
	for (uint32_t n = 2; n < in.integrals; n += 1 + n / 100)
		printf("%" PRIu32 "\t%.17g\t%.17g\n", n, area[n], integral(&in));
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check, .table = table};
