/* oracle.c - cases and judgement for factorization.
 *
 * Case: first, last, and jitter (default 0), which adds seed % (jitter + 1) to last, so
 * that every timed round has a different range.
 *
 * The numbers of distinct primes come from a sieve that never divides: each prime visits
 * its multiples.  This differs from the trial division it judges, and is a hundred times
 * faster.  The answer is a handful of whole numbers, so the comparison is exact.
 *
 * A wrong answer also gets a hint, but only a verified one: for each usual mistake the
 * oracle computes the answer it would give for this range and these workers, and names the
 * mistake only if that is exactly the student's answer.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "factorization.h"
#include "judge.h"

enum { COUNTS = FACTORIZATION_COUNTS, SEGMENT = 1 << 16 };

/* With more numbers than this there are no hints: no case of ours is that large. */
#define NUMBERS_MOST (UINT64_C(1) << 28)

struct histogram {
	uint64_t count[COUNTS];
};

/* How many distinct primes each number of the range has, and the histogram of it. */
struct truth {
	uint64_t first, last, numbers;
	uint8_t *distinct; /* [numbers]: of first, first + 1, ... */
	struct histogram histogram;
};

/* The sieve */

/* All primes whose square is at most `last`; the caller frees. */
static uint32_t *small_primes(uint64_t last, size_t *count)
{
	enum { MOST = 65536 }; /* the root of the largest last */
	static uint8_t composite[MOST + 1];
	uint32_t *primes = malloc(MOST * sizeof *primes);

	if (primes == NULL)
		return NULL;
	*count = 0;
	for (uint64_t p = 2; p * p <= last && p <= MOST; p++) {
		if (composite[p])
			continue;
		primes[(*count)++] = (uint32_t)p;
		for (uint64_t multiple = p * p; multiple <= MOST; multiple += p)
			composite[multiple] = 1;
	}
	return primes;
}

/* One segment: multiply up, for each number, the powers of small primes it contains.  If
 * the product is smaller than the number, one larger prime is missing. */
static void sieve_segment(uint64_t from, size_t length, const uint32_t *primes, size_t count,
                          uint8_t *distinct)
{
	static uint32_t product[SEGMENT];
	uint64_t end = from + length;

	for (size_t i = 0; i < length; i++)
		product[i] = 1;
	for (size_t k = 0; k < count && (uint64_t)primes[k] * primes[k] < end; k++) {
		uint64_t p = primes[k];
		for (uint64_t power = p; power < end; power *= p)
			for (uint64_t n = (from + power - 1) / power * power; n < end; n += power) {
				product[n - from] *= (uint32_t)p;
				distinct[n - from] += power == p;
			}
	}
	for (size_t i = 0; i < length; i++)
		distinct[i] += product[i] != from + i;
}

static int find_truth(uint64_t first, uint64_t last, struct truth *truth)
{
	uint64_t numbers = last < first ? 0 : last - first + 1;
	size_t prime_count;
	uint32_t *primes = small_primes(last, &prime_count);

	*truth = (struct truth){.first = first, .last = last, .numbers = numbers};
	truth->distinct = calloc((size_t)numbers + 1, 1);
	if (primes == NULL || truth->distinct == NULL) {
		free(primes);
		free(truth->distinct);
		return -1;
	}
	for (uint64_t done = 0; done < numbers; done += SEGMENT) {
		size_t length = numbers - done < SEGMENT ? (size_t)(numbers - done) : SEGMENT;
		sieve_segment(first + done, length, primes, prime_count, truth->distinct + done);
	}
	for (uint64_t i = 0; i < numbers; i++)
		truth->histogram.count[truth->distinct[i]]++;
	free(primes);
	return 0;
}

/* The case */

static const struct judge_key keys[] = {
	{"first", JUDGE_UINT, 2, 2, FACTORIZATION_LAST_MAX},
	{"last", JUDGE_UINT, 500000, 0, FACTORIZATION_LAST_MAX},
	{"jitter", JUDGE_UINT, 0, 0, FACTORIZATION_LAST_MAX},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	(void)c;
	bundle_plan_array(input, "first", BUNDLE_U64, 1);
	bundle_plan_array(input, "last", BUNDLE_U64, 1);
	bundle_plan_array(answer, "count", BUNDLE_U64, COUNTS);
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	uint64_t first = judge_uint(c, "first"), last = judge_uint(c, "last");
	uint64_t jitter = judge_uint(c, "jitter");

	last += c->seed % (jitter + 1);
	if (last > FACTORIZATION_LAST_MAX || (last >= first && last - first >= NUMBERS_MOST))
		return errno = ERANGE, -1;
	bundle_set_uint(input, "first", first);
	bundle_set_uint(input, "last", last);
	return 0;
}

/* Hypotheses: the answer that a mistake would give */

/* got = expected, with the numbers at these positions one time more or fewer. */
struct finding {
	const struct truth *truth;
	const struct histogram *got;
	struct histogram would; /* under construction */
};

static void suppose_right(struct finding *f)
{
	f->would = f->truth->histogram;
}

static void suppose_nothing(struct finding *f)
{
	f->would = (struct histogram){{0}};
}

/* Count the number at a position once more (change 1) or not at all (change -1, wraps around). */
static void change(struct finding *f, uint64_t position, int change)
{
	f->would.count[f->truth->distinct[position]] += (uint64_t)change;
}

static void change_range(struct finding *f, uint64_t from, uint64_t end, int by)
{
	for (uint64_t i = from; i < end; i++)
		change(f, i, by);
}

/* Report a mistake only if it changes the answer, and to exactly this one. */
static bool explains(const struct finding *f)
{
	return memcmp(f->would.count, f->got->count, sizeof f->would.count) == 0;
}

/* The usual ways to cut N numbers into w slices: where slice k begins.  Slice w
 * begins at the end. */
enum slicing {
	SLICE_FLOOR,
	SLICE_CEILING,
	SLICE_SPREAD,
	SLICE_PROPORTION,
	SLICE_ROUNDED,
	SLICE_SPAN,
	SLICINGS,
};

static uint64_t slice_start(enum slicing slicing, uint64_t numbers, uint64_t workers, uint64_t k)
{
	uint64_t size = numbers / workers, rest = numbers % workers, start = 0;

	if (k == workers)
		return numbers;
	switch (slicing) {
	case SLICE_FLOOR: /* the last slice takes the remainder */
		start = k * size;
		break;
	case SLICE_CEILING: /* the last slice is short, or empty */
		start = k * (size + (rest > 0));
		break;
	case SLICE_SPREAD: /* the first `rest` slices hold one number more */
		start = k * size + (k < rest ? k : rest);
		break;
	case SLICE_PROPORTION:
		start = k * numbers / workers;
		break;
	case SLICE_ROUNDED:
		start = (k * numbers + workers / 2) / workers;
		break;
	case SLICE_SPAN: /* (last - first) / w, one number too few */
		start = numbers > 0 ? k * ((numbers - 1) / workers) : 0;
		break;
	case SLICINGS:
		break;
	}
	return start < numbers ? start : numbers;
}

/* "334 and 667", "2, 3, 4 and 5", "143, 286, 429, ... (6 in all)". */
static void list_numbers(char *text, size_t bytes, const uint64_t *numbers, unsigned count)
{
	unsigned shown = count <= 4 ? count : 3;
	size_t used = 0;

	for (unsigned i = 0; i < shown; i++) {
		const char *joint = i == 0 ? "" : i + 1 == count ? " and " : ", ";
		used += (size_t)snprintf(text + used, bytes - used, "%s%" PRIu64, joint, numbers[i]);
	}
	if (shown < count)
		snprintf(text + used, bytes - used, ", ... (%u in all)", count);
}

/* A mistake at the borders: the number `offset` before the start of each slice
 * after the first, once too few (by -1) or too often (by 1); `with_end` for the
 * same at the end of the last slice. */
struct border_mistake {
	int offset, by;
	bool with_end;
	const char *what;
};

static const struct border_mistake border_mistakes[] = {
	{1, -1, false, "meet, are left out"},     {0, -1, false, "meet, are left out"},
	{0, 1, false, "meet, are counted twice"}, {1, 1, false, "meet, are counted twice"},
	{1, -1, true, "end, are left out"},
};

enum { BORDERS_MOST = 64 };

static bool test_borders(struct finding *f, unsigned workers, enum slicing slicing,
                         const struct border_mistake *m)
{
	uint64_t at[BORDERS_MOST], numbers = f->truth->numbers;
	unsigned count = 0;
	char list[128];

	if (workers > BORDERS_MOST)
		return false;
	suppose_right(f);
	for (unsigned k = 1; k < workers + m->with_end; k++) {
		uint64_t start = slice_start(slicing, numbers, workers, k);
		bool is_border = start > 0 && start < numbers + m->with_end &&
		                 start != slice_start(slicing, numbers, workers, k - 1);
		if (!is_border)
			continue;
		at[count++] = f->truth->first + start - (uint64_t)m->offset;
		change(f, start - (uint64_t)m->offset, m->by);
	}
	if (count == 0 || !explains(f))
		return false;
	list_numbers(list, sizeof list, at, count);
	judge_hint("this is exactly what comes out if %s, where %u equal slices of %" PRIu64 "..%" PRIu64
	           " %s",
	           list, workers, f->truth->first, f->truth->last, m->what);
	return true;
}

/* One slice too few, too many, or alone. */
static bool test_slice(struct finding *f, unsigned workers, enum slicing slicing, unsigned k)
{
	uint64_t from = slice_start(slicing, f->truth->numbers, workers, k);
	uint64_t end = slice_start(slicing, f->truth->numbers, workers, k + 1);
	const char *what = NULL;

	if (from >= end || workers < 2)
		return false;
	suppose_right(f);
	change_range(f, from, end, -1);
	if (explains(f))
		what = "the part of one worker is missing altogether";
	change_range(f, from, end, 2);
	if (explains(f))
		what = "the part of one worker is added twice";
	suppose_nothing(f);
	change_range(f, from, end, 1);
	if (explains(f))
		what = "the part of one worker is all that was kept";
	if (what != NULL)
		judge_hint("this is exactly what comes out if %s: that of %" PRIu64 "..%" PRIu64
		           ", slice %u of %u equal ones",
		           what, f->truth->first + from, f->truth->first + end - 1, k + 1, workers);
	return what != NULL;
}

static bool test_slices(struct finding *f, unsigned workers)
{
	for (size_t m = 0; m < sizeof border_mistakes / sizeof border_mistakes[0]; m++)
		for (int s = 0; s < SLICINGS; s++)
			if (test_borders(f, workers, (enum slicing)s, &border_mistakes[m]))
				return true;
	for (unsigned k = 0; k < workers; k++)
		for (int s = 0; s < SLICINGS; s++)
			if (test_slice(f, workers, (enum slicing)s, k))
				return true;
	return false;
}

/* The remainder of an uneven division, forgotten. */
static bool test_remainder(struct finding *f, unsigned workers)
{
	const struct truth *t = f->truth;
	uint64_t rest = t->numbers % workers;

	suppose_right(f);
	change_range(f, t->numbers - rest, t->numbers, -1);
	if (rest == 0 || !explains(f))
		return false;
	judge_hint("this is exactly what comes out if %u slices of %" PRIu64 " numbers are counted, and the"
	           " remainder, %" PRIu64 "..%" PRIu64 ", is forgotten",
	           workers, t->numbers / workers, t->last - rest + 1, t->last);
	return true;
}

static bool test_ends(struct finding *f)
{
	const struct truth *t = f->truth;

	suppose_right(f);
	change(f, t->numbers - 1, -1);
	if (explains(f)) {
		judge_hint("this is exactly what comes out if the last number, %" PRIu64
		           ", is left out (< where <= is meant)",
		           t->last);
		return true;
	}
	suppose_right(f);
	change(f, 0, -1);
	if (explains(f))
		judge_hint("this is exactly what comes out if the first number, %" PRIu64 ", is left out",
		           t->first);
	return explains(f);
}

static bool test_multiple(struct finding *f, unsigned workers)
{
	suppose_right(f);
	for (int j = 0; j < COUNTS; j++)
		f->would.count[j] *= workers;
	if (explains(f))
		judge_hint("every count is exactly %u times what it should be, as if each of the %u workers"
		           " had done the whole range",
		           workers, workers);
	return explains(f);
}

/* Counts that were added to without being set: each is off by the memory's previous
 * contents, the same byte throughout. */
static bool is_one_byte(uint64_t value)
{
	return value == (value & 0xff) * UINT64_C(0x0101010101010101);
}

static bool test_not_cleared(struct finding *f)
{
	uint64_t offset = f->got->count[0] - f->truth->histogram.count[0];

	for (int j = 1; j < COUNTS; j++)
		if (f->got->count[j] - f->truth->histogram.count[j] != offset)
			return false;
	if (offset == 0 || !is_one_byte(offset))
		return false;
	judge_hint("every count is off by what the memory held before the call: set count to 0 first");
	return true;
}

/* Elements that still hold the previous bytes, where a 0 belongs. */
static bool test_unwritten_zeros(struct finding *f)
{
	const uint64_t *got = f->got->count, *expected = f->truth->histogram.count;
	uint64_t filling = 0;

	for (int j = 0; j < COUNTS; j++) {
		if (got[j] == expected[j])
			continue;
		if (expected[j] != 0 || !is_one_byte(got[j]) || (filling != 0 && got[j] != filling))
			return false;
		filling = got[j];
	}
	if (filling == 0)
		return false;
	judge_hint("what is wrong is what the memory held before the call: all %d elements of count belong"
	           " to the answer, the zeros too",
	           COUNTS);
	return true;
}

static void hint(const struct judge_case *c, const struct truth *truth, const struct histogram *got)
{
	struct finding f = {.truth = truth, .got = got};
	unsigned workers = (unsigned)c->workers;
	uint64_t sum = 0;

	if (test_not_cleared(&f) || test_unwritten_zeros(&f))
		return;
	if (truth->numbers > 0 && (test_ends(&f) || test_multiple(&f, workers) ||
	                           test_remainder(&f, workers) || test_slices(&f, workers)))
		return;
	for (int j = 0; j < COUNTS; j++)
		sum += got->count[j];
	if (sum != truth->numbers)
		judge_hint("count adds up to %" PRIu64 ", but there are %" PRIu64 " numbers", sum,
		           truth->numbers);
}

/* The judgement */

static bool all_bytes_equal(const struct histogram *got)
{
	const unsigned char *bytes = (const unsigned char *)got;

	return memcmp(bytes, bytes + 1, sizeof *got - 1) == 0;
}

/* "2..1000 with 3 workers", the place of every message. */
static const char *place(const struct judge_case *c, const struct truth *truth)
{
	static char text[96];

	snprintf(text, sizeof text, "%" PRIu64 "..%" PRIu64 " with %d worker%s", truth->first, truth->last,
	         c->workers, c->workers == 1 ? "" : "s");
	return text;
}

static int judge_untouched(const struct judge_case *c, const struct truth *truth, const struct histogram *got)
{
	const char *advice = "";

	if (c->mode == MODE_FORK)
		advice = ": in fork mode a child's memory is its own; send the result back through a pipe or"
			 " shared memory";
	if (got->count[0] == 0)
		return judge_wrong("for %s, count is zero everywhere%s", place(c, truth), advice);
	return judge_wrong("for %s, count was never written%s", place(c, truth), advice);
}

static int judge(const struct judge_case *c, const struct truth *truth, const struct histogram *got)
{
	const uint64_t *expected = truth->histogram.count;

	if (memcmp(expected, got->count, sizeof got->count) == 0)
		return 0;
	if (all_bytes_equal(got))
		return judge_untouched(c, truth, got);
	/* Check count[0] last: an error in it is rare, and least helpful to the student. */
	for (int i = 1; i <= COUNTS; i++) {
		int j = i % COUNTS;
		if (expected[j] == got->count[j])
			continue;
		judge_wrong("for %s, numbers with %d distinct prime%s: expected %" PRIu64 ", got %" PRIu64,
		            place(c, truth), j, j == 1 ? "" : "s", expected[j], got->count[j]);
		break;
	}
	hint(c, truth, got);
	return 1;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	const uint64_t *count = bundle_array(answer, "count", BUNDLE_U64, COUNTS);
	struct histogram got;
	struct truth truth;
	int verdict;

	if (count == NULL || bundle_uint(input, "first") < 2)
		return errno = EPROTO, -1;
	memcpy(got.count, count, sizeof got.count);
	if (find_truth(bundle_uint(input, "first"), bundle_uint(input, "last"), &truth) != 0)
		return -1;
	verdict = judge(c, &truth, &got);
	free(truth.distinct);
	return verdict;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check};
