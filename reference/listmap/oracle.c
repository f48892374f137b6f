/* oracle.c - cases and judgement for listmap.
 *
 * Case: n.  The elements come from Philox, keyed by the seed, so every timed round has a
 * different list: multiples of 2^-20 below 2^29 in magnitude.
 *
 * The expected element is x + x, which is exact, as is 2 x: the comparison has
 * no tolerance.  It is written so that NaN is wrong.
 *
 * A wrong answer also gets a hint, but only a verified one.  The list is cut in each of the
 * usual ways into as many slices as there are workers, and a mistake is named only if it
 * explains every wrong element and contradicts no right one.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <Random123/philox.h>

#include "judge.h"
#include "listmap.h"

#define ELEMENTS_MOST (UINT64_C(1) << 28)

/* The case */

static const struct judge_key keys[] = {
	{"n", JUDGE_UINT, 2000000, 0, ELEMENTS_MOST},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	uint64_t n = judge_uint(c, "n");

	bundle_plan_array(input, "x", BUNDLE_F64, n);
	bundle_plan_array(answer, "y", BUNDLE_F64, n);
	return 0;
}

/* 50 bits, sign included: below 2^29 in magnitude, and held exactly. */
static double element(uint64_t bits)
{
	return (double)((int64_t)bits >> 14) * 0x1p-20;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	size_t n = bundle_count(input, "x");
	double *x = bundle_array(input, "x", BUNDLE_F64, n);
	philox2x64_key_t key = {{c->seed}};

	for (size_t i = 0; i < n; i += 2) {
		philox2x64_ctr_t at = {{i, 0}}, draw = philox2x64(at, key);
		x[i] = element(draw.v[0]);
		if (i + 1 < n)
			x[i + 1] = element(draw.v[1]);
	}
	return 0;
}

/* What is wrong, as a whole */

struct finding {
	const double *x, *y;
	size_t n;
	int workers;
	enum mode mode;
	size_t first, end, count; /* wrong elements: the first, one past the last, how many */
	bool unwritten;           /* every wrong element is one byte value throughout */
};

static bool is_right(const struct finding *f, size_t i)
{
	return f->y[i] == f->x[i] + f->x[i];
}

/* parlab fills an answer with one byte value, another one in each call. */
static bool is_one_byte(double value)
{
	unsigned char bytes[sizeof value];

	memcpy(bytes, &value, sizeof value);
	return memcmp(bytes, bytes + 1, sizeof bytes - 1) == 0;
}

/* The number of wrong elements only selects the hypotheses to test. */
static void survey(struct finding *f)
{
	f->unwritten = true;
	f->first = f->n;
	for (size_t i = 0; i < f->n; i++) {
		if (is_right(f, i))
			continue;
		if (f->count++ == 0)
			f->first = i;
		f->end = i + 1;
		f->unwritten &= is_one_byte(f->y[i]);
	}
}

/* Hypotheses: where do the usual ways to cut a list begin their slices? */

enum { WORKERS_MOST = 64 }; /* with more, no hint is looked for */
enum slicing { SLICE_FLOOR, SLICE_CEILING, SLICE_SPREAD, SLICE_PROPORTION, SLICINGS };

static size_t slice_start(const struct finding *f, enum slicing slicing, size_t k)
{
	size_t w = (size_t)f->workers, each = f->n / w, rest = f->n % w, start = 0;

	if (k >= w)
		return f->n;
	switch (slicing) {
	case SLICE_FLOOR: /* the last slice takes the remainder */
		start = k * each;
		break;
	case SLICE_CEILING: /* the last slice is short, or empty */
		start = k * (each + (rest > 0));
		break;
	case SLICE_SPREAD: /* the first `rest` slices hold one more */
		start = k * each + (k < rest ? k : rest);
		break;
	case SLICE_PROPORTION:
		start = k * f->n / w;
		break;
	case SLICINGS:
		break;
	}
	return start < f->n ? start : f->n;
}

/* Every element of from .. end - 1 is wrong, and no other. */
static bool wrong_exactly(const struct finding *f, size_t from, size_t end)
{
	return from < end && f->first == from && f->end == end && f->count == end - from;
}

static bool test_all_the_same(const struct finding *f)
{
	bool copied = true;

	for (size_t i = 0; i < f->n; i++)
		copied &= f->y[i] == f->x[i];
	if (copied)
		judge_hint("y holds x itself: nothing was doubled");
	return copied;
}

static bool test_remainder(const struct finding *f)
{
	size_t w = (size_t)f->workers, rest = f->n % w;

	if (rest == 0 || !f->unwritten || !wrong_exactly(f, f->n - rest, f->n))
		return false;
	judge_hint("%zu slices of %zu were written, and the remainder, y[%zu] to y[%zu], was not: %d does not"
	           " divide %zu",
	           w, f->n / w, f->n - rest, f->n - 1, f->workers, f->n);
	return true;
}

static const char *way_back(const struct finding *f)
{
	return f->mode == MODE_FORK
	               ? "; a child's memory is its own: bring its part back through a pipe or shared"
	                 " memory"
	               : "";
}

/* One slice is missing, or all but one are. */
static bool test_slice(const struct finding *f, enum slicing slicing, size_t k)
{
	size_t from = slice_start(f, slicing, k), end = slice_start(f, slicing, k + 1);
	bool all_others = from < end && f->count == f->n - (end - from);

	if (wrong_exactly(f, from, end)) {
		judge_hint("exactly slice %zu of %d is missing, y[%zu] to y[%zu]%s", k + 1, f->workers, from,
		           end - 1, way_back(f));
		return true;
	}
	for (size_t i = from; all_others && i < end; i++)
		all_others = is_right(f, i);
	if (all_others)
		judge_hint("only slice %zu of %d is there, y[%zu] to y[%zu]%s", k + 1, f->workers, from,
		           end - 1, way_back(f));
	return all_others;
}

/* Exactly the last element of each slice (before == 1), or the first of each but the first, is missing. */
static bool test_borders(const struct finding *f, enum slicing slicing, size_t before, bool with_end)
{
	size_t borders = 0, example = 0, w = (size_t)f->workers;

	for (size_t k = 1; k < w + with_end; k++) {
		size_t start = slice_start(f, slicing, k), at = start - before;
		if (start == 0 || at >= f->n || start == slice_start(f, slicing, k - 1))
			continue;
		if (is_right(f, at))
			return false;
		if (borders++ == 0)
			example = at;
	}
	if (borders == 0 || borders != f->count)
		return false;
	judge_hint("exactly the elements where %d equal slices %s are missing, y[%zu] the first of them",
	           f->workers, with_end ? "end" : "meet", example);
	return true;
}

/* Slice k of y holds the results of slice j of x, for every k: out of order. */
static bool test_order(const struct finding *f, enum slicing slicing)
{
	size_t moved = 0, here = 0, from_there = 0, w = (size_t)f->workers;

	for (size_t k = 0; k < w; k++) {
		size_t start = slice_start(f, slicing, k), length = slice_start(f, slicing, k + 1) - start,
		       j = 0, i = 0;
		for (; length > 0 && j < w; j++) {
			size_t source = slice_start(f, slicing, j);
			for (i = 0; i < length && source + i < f->n; i++)
				if (!(f->y[start + i] == 2 * f->x[source + i]))
					break;
			if (i == length)
				break;
		}
		if (j == w)
			return false;
		if (length > 0 && j != k && moved++ == 0)
			here = k, from_there = j;
	}
	if (moved > 0)
		judge_hint("%zu of %d slices hold the results of another: in the place of slice %zu stands "
		           "slice %zu",
		           moved, f->workers, here + 1, from_there + 1);
	return moved > 0;
}

/* Length of slice j if y holds its results from `at` on, else 0. */
static size_t slice_at(const struct finding *f, enum slicing slicing, size_t j, size_t at)
{
	size_t from = slice_start(f, slicing, j), length = slice_start(f, slicing, j + 1) - from;

	for (size_t i = 0; i < length; i++)
		if (at + i >= f->n || !(f->y[at + i] == 2 * f->x[from + i]))
			return 0;
	return length;
}

/* All slices, one behind the other, but in another order; each of them once. */
static bool test_concatenation(const struct finding *f, enum slicing slicing)
{
	size_t at = 0, length = 0, first = f->n;
	bool used[WORKERS_MOST] = {false};

	while (at < f->n) {
		size_t j = 0;
		while (j < (size_t)f->workers && (used[j] || (length = slice_at(f, slicing, j, at)) == 0))
			j++;
		if (j == (size_t)f->workers)
			return false;
		if (at == 0)
			first = j;
		used[j] = true;
		at += length;
	}
	judge_hint("y holds the results of %d slices one behind the other, but out of order: slice %zu comes "
	           "first",
	           f->workers, first + 1);
	return true;
}

static void hint(const struct finding *f)
{
	if (test_all_the_same(f) || f->workers > WORKERS_MOST)
		return;
	if (f->unwritten && wrong_exactly(f, f->n - 1, f->n) && f->n > 1) {
		judge_hint("only the last element was not written");
		return;
	}
	if (f->unwritten && test_remainder(f))
		return;
	for (int s = 0; f->workers > 1 && s < SLICINGS; s++) {
		for (int b = 0; f->unwritten && b < 3; b++)
			if (test_borders(f, (enum slicing)s, b > 0, b > 1))
				return;
		for (size_t k = 0; f->unwritten && k < (size_t)f->workers; k++)
			if (test_slice(f, (enum slicing)s, k))
				return;
		if (test_concatenation(f, (enum slicing)s) || test_order(f, (enum slicing)s))
			return;
	}
	if (f->unwritten)
		judge_hint("the wrong elements were never written");
}

/* With fewer elements than workers two mistakes look alike; the hint first asks about the
 * common one in integer arithmetic. */
static const char *why_nothing(const struct finding *f)
{
	static char text[256];

	if (f->n >= (size_t)f->workers)
		return way_back(f);
	snprintf(text, sizeof text, "; in integers, %zu / %d is 0: did any worker get an element?%s", f->n,
	         f->workers, f->mode == MODE_FORK ? " If so, did the child send it back?" : "");
	return text;
}

/* The judgement */

static int judge(struct finding *f)
{
	const char *s = f->workers == 1 ? "" : "s", *ns = f->n == 1 ? "" : "s";

	survey(f);
	if (f->count == 0)
		return 0;
	if (f->unwritten && f->count == f->n)
		return judge_wrong("for %zu element%s with %d worker%s, y was never written%s", f->n, ns,
		                   f->workers, s, why_nothing(f));
	judge_wrong(
		"for %zu element%s with %d worker%s, y[%zu]: expected %.17g, got %.17g (%zu wrong in all)",
		f->n, ns, f->workers, s, f->first, f->x[f->first] + f->x[f->first], f->y[f->first], f->count);
	hint(f);
	return 1;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	size_t n = bundle_count(input, "x");
	struct finding f = {.n = n, .workers = c->workers, .mode = c->mode};

	f.x = bundle_array(input, "x", BUNDLE_F64, n);
	f.y = bundle_array(answer, "y", BUNDLE_F64, n);
	if (f.x == NULL || f.y == NULL)
		return errno = EPROTO, -1;
	return judge(&f);
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check};
