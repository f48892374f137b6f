/* oracle.c - cases and judgement for polygrid.
 *
 * Case: points, frames, and either levels (a grid of levels^4 rows, as in the notebook) or
 * rows (that many rows drawn from [-1, 1]). random=1 draws the levels from [0, 1] and the points
 * from [-2, 2] as well, so that every timed round has a different table.  Draws come from
 * Philox, keyed by the seed.
 *
 * The expected value is the sum of the four terms in extended precision (64 bits), with
 * powers computed once for each point, not by Horner's rule; of several frames, the largest.  The tolerance is
 * POLYGRID_ULPS = 8 times DBL_EPSILON times the sum of the terms' magnitudes.  Higham's
 * bound for Horner's rule is 6 roundings, 3 DBL_EPSILON, and for the sum of powers at most
 * 9 roundings; 8 leaves room for pow(), and single precision is beyond it by a factor of
 * ten million.  For speed, a value is first compared with the same
 * sum in double precision, which is right to 3 DBL_EPSILON: a value within 4 of it is
 * certainly right, and only the others are computed in extended precision.
 *
 * Every value is judged, up to TERMS_MOST polynomials.  In a larger case it is every value of
 * every stride-th row, from a random row that is drawn when the answer is judged, so that it
 * cannot be predicted; and if one of these is wrong, all rows.
 *
 * A wrong answer also gets a hint, but only a verified one: a mistake is named only if it
 * explains every wrong value, or every value.
 */
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <Random123/philox.h>

#include "grid.h"
#include "judge.h"
#include "polygrid.h"

enum { LEVELS_MOST = 64, SURE_ULPS = 4 };
#define TERMS_MOST (UINT64_C(1) << 26)
#define VALUES_MOST (UINT64_C(1) << 27)
#define POINTS_MOST (UINT64_C(1) << 20)

/* The case */

static const struct judge_key keys[] = {
	{"levels", JUDGE_UINT, 10, 0, LEVELS_MOST},
	{"rows", JUDGE_UINT, 0, 0, VALUES_MOST},
	{"points", JUDGE_UINT, 50, 0, POINTS_MOST},
	{"frames", JUDGE_UINT, 1, 1, 10000},
	{"random", JUDGE_UINT, 0, 0, 1},
	{0},
};

static uint64_t row_count(const struct judge_case *c)
{
	uint64_t levels = judge_uint(c, "levels");

	return judge_has(c, "rows") ? judge_uint(c, "rows") : levels * levels * levels * levels;
}

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	uint64_t rows = row_count(c), points = judge_uint(c, "points"), frames = judge_uint(c, "frames");

	if (rows * points > VALUES_MOST || frames * points > VALUES_MOST)
		return errno = ERANGE, -1;
	bundle_plan_shape(input, "params", BUNDLE_F64, 2, (size_t[]){rows, POLYGRID_PARAMETERS});
	bundle_plan_shape(input, "x", BUNDLE_F64, 2, (size_t[]){frames, points});
	bundle_plan_shape(answer, "value", BUNDLE_F64, 2, (size_t[]){rows, points});
	return 0;
}

/* Uniform in [-1, 1): draw number i of a stream. */
static double draw(uint64_t seed, uint64_t stream, uint64_t i)
{
	philox2x64_key_t key = {{seed}};
	philox2x64_ctr_t at = {{i, stream}};

	return (double)((int64_t)philox2x64(at, key).v[0] >> 11) * 0x1p-52;
}

/* The grid's levels replaced by drawn ones, another set for each parameter. */
static void draw_levels(double (*params)[GRID_COLUMNS], uint64_t rows, uint64_t levels, uint64_t seed)
{
	double drawn[GRID_COLUMNS][LEVELS_MOST];

	for (uint64_t i = 0; i < GRID_COLUMNS * levels; i++)
		drawn[i / levels][i % levels] = (draw(seed, 1, i) + 1) / 2;
	for (uint64_t r = 0; r < rows; r++) {
		uint64_t rest = r;
		for (int column = GRID_COLUMNS - 1; column >= 0; column--, rest /= levels)
			params[r][column] = drawn[column][rest % levels];
	}
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	uint64_t rows = row_count(c), levels = judge_uint(c, "levels");
	uint64_t points = judge_uint(c, "points"), frames = judge_uint(c, "frames");
	double(*params)[GRID_COLUMNS] = bundle_array(input, "params", BUNDLE_F64, rows * GRID_COLUMNS);
	double *x = bundle_array(input, "x", BUNDLE_F64, frames * points);
	bool random = judge_uint(c, "random") != 0;

	if (judge_has(c, "rows"))
		for (uint64_t i = 0; i < rows * GRID_COLUMNS; i++)
			params[i / GRID_COLUMNS][i % GRID_COLUMNS] = draw(c->seed, 0, i);
	else if (random)
		draw_levels(params, rows, levels, c->seed);
	else
		grid_fill(params, levels);
	for (uint64_t i = 0; i < frames * points; i++)
		x[i] = random ? 2 * draw(c->seed, 2, i)
		       : points > 1
		               ? -2 + 4 * ((double)(i % points) + (double)(i / points) / (double)frames) /
		                                 (double)(points - 1)
		               : 0;
	return 0;
}

/* The expected values */

struct powers {
	long double x1, x2, x3;
	double d1, d2, d3; /* the same, rounded */
};

struct finding {
	size_t rows, points, frames, values;
	size_t stride, start; /* which rows are judged */
	const double (*params)[GRID_COLUMNS];
	const struct powers *at; /* [frames][points] */
	const double *value;
	int workers;
	enum mode mode;
	size_t first, end, count; /* wrong values: the first, one past the last, how many */
	bool unwritten;           /* every wrong value is one byte throughout */
};

static long double exact_at(const double p[GRID_COLUMNS], const struct powers *at)
{
	return p[0] * at->x3 + p[1] * at->x2 + p[2] * at->x1 + p[3];
}

static double magnitude_at(const double p[GRID_COLUMNS], const struct powers *at)
{
	return fabs(p[0] * at->d3) + fabs(p[1] * at->d2) + fabs(p[2] * at->d1) + fabs(p[3]);
}

/* The value of row p at point j, the largest over the frames. */
static long double exact(const struct finding *f, const double p[GRID_COLUMNS], size_t j)
{
	long double largest = exact_at(p, &f->at[j]);

	for (size_t t = 1; t < f->frames; t++) {
		long double here = exact_at(p, &f->at[t * f->points + j]);
		largest = here > largest ? here : largest;
	}
	return largest;
}

static double magnitude(const struct finding *f, const double p[GRID_COLUMNS], size_t j)
{
	double largest = 0;

	for (size_t t = 0; t < f->frames; t++)
		largest = fmax(largest, magnitude_at(p, &f->at[t * f->points + j]));
	return largest;
}

/* Is `got` the value of row p at point j, within some ulps of the terms' magnitude? */
static bool is_value(const struct finding *f, double got, const double p[GRID_COLUMNS], size_t j, double ulps)
{
	return fabsl(got - exact(f, p, j)) <= ulps * DBL_EPSILON * magnitude(f, p, j);
}

static inline bool is_right(const struct finding *f, size_t r, size_t j)
{
	const double *p = f->params[r];
	double got = f->value[r * f->points + j], rough = -INFINITY, size = 0;

	for (size_t t = 0; t < f->frames; t++) {
		const struct powers *at = &f->at[t * f->points + j];
		double a = p[0] * at->d3, b = p[1] * at->d2, c = p[2] * at->d1, value = a + b + c + p[3];
		double here = fabs(a) + fabs(b) + fabs(c) + fabs(p[3]);
		rough = value > rough ? value : rough;
		size = here > size ? here : size;
	}
	return fabs(got - rough) <= SURE_ULPS * DBL_EPSILON * size || is_value(f, got, p, j, POLYGRID_ULPS);
}

static bool right_at(const struct finding *f, size_t i)
{
	return is_right(f, i / f->points, i % f->points);
}

/* parlab fills an answer with one byte value, another one in each call. */
static bool is_one_byte(double value)
{
	unsigned char bytes[sizeof value];

	memcpy(bytes, &value, sizeof value);
	return memcmp(bytes, bytes + 1, sizeof bytes - 1) == 0;
}

static void survey(struct finding *f)
{
	f->unwritten = true;
	f->first = f->end = f->count = 0;
	for (size_t r = f->start; r < f->rows; r += f->stride)
		for (size_t j = 0; j < f->points; j++) {
			size_t i = r * f->points + j;
			if (is_right(f, r, j))
				continue;
			if (f->count++ == 0)
				f->first = i;
			f->end = i + 1;
			f->unwritten &= is_one_byte(f->value[i]);
		}
}

/* Hypotheses about the computation: does one formula explain every value? */

enum formula {
	SINGLE_PRECISION,
	REVERSED,
	TRANSPOSED,
	NO_SQUARE,
	FIRST_ROW,
	FIRST_FRAME,
	LAST_FRAME,
	FORMULAS
};

static const char *const formula_words[FORMULAS] = {
	[SINGLE_PRECISION] = "all values are right to single precision only: compute in double, not float",
	[REVERSED] =
		"all values are those of d x^3 + c x^2 + b x + a: the parameters are taken in reverse order",
	[TRANSPOSED] = "the table is transposed: value[r][j] stands at r * points + j",
	[NO_SQUARE] = "all values are those of a x^3 + b x + c x + d",
	[FIRST_ROW] = "every row holds the values of row 0",
	[FIRST_FRAME] =
		"all values are those of the first frame alone: the largest of all frames is asked for",
	[LAST_FRAME] = "all values are those of the last frame alone: the largest of all frames is asked for",
};

static bool is_of_frame(const struct finding *f, double got, const double p[GRID_COLUMNS], size_t t, size_t j)
{
	const struct powers *at = &f->at[t * f->points + j];

	return f->frames > 1 &&
	       fabsl(got - exact_at(p, at)) <= POLYGRID_ULPS * DBL_EPSILON * magnitude_at(p, at);
}

static bool fits(const struct finding *f, enum formula formula, size_t r, size_t j)
{
	double got = f->value[r * f->points + j];
	const double *p = f->params[r];
	size_t i = r * f->points + j;
	struct powers at = f->at[j];

	switch (formula) {
	case SINGLE_PRECISION:
		return is_value(f, got, p, j, POLYGRID_ULPS * 0x1p29);
	case REVERSED:
		return is_value(f, got, (const double[]){p[3], p[2], p[1], p[0]}, j, POLYGRID_ULPS);
	case TRANSPOSED:
		return is_value(f, got, f->params[i % f->rows], i / f->rows, POLYGRID_ULPS);
	case NO_SQUARE:
		at.x2 = at.x1, at.d2 = at.d1;
		return f->frames == 1 &&
		       fabsl(got - exact_at(p, &at)) <= POLYGRID_ULPS * DBL_EPSILON * magnitude_at(p, &at);
	case FIRST_ROW:
		return is_value(f, got, f->params[0], j, POLYGRID_ULPS);
	case FIRST_FRAME:
		return is_of_frame(f, got, p, 0, j);
	case LAST_FRAME:
		return is_of_frame(f, got, p, f->frames - 1, j);
	case FORMULAS:
		break;
	}
	return false;
}

static bool test_formula(const struct finding *f, enum formula formula)
{
	for (size_t r = 0; r < f->rows; r++)
		for (size_t j = 0; j < f->points; j++)
			if (!fits(f, formula, r, j))
				return false;
	judge_hint("%s", formula_words[formula]);
	return true;
}

/* Hypotheses about the sharing: rows were cut into slices, and ... */

enum { WORKERS_MOST = 64 }; /* with more, no hint is looked for */
enum slicing { SLICE_FLOOR, SLICE_CEILING, SLICE_SPREAD, SLICE_PROPORTION, SLICINGS };

static size_t slice_start(const struct finding *f, enum slicing slicing, size_t k)
{
	size_t w = (size_t)f->workers, each = f->rows / w, rest = f->rows % w, start = 0;

	if (k >= w)
		return f->rows;
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
		start = k * f->rows / w;
		break;
	case SLICINGS:
		break;
	}
	return start < f->rows ? start : f->rows;
}

/* Every value of rows from .. end - 1 is wrong, and no other. */
static bool wrong_exactly(const struct finding *f, size_t from, size_t end)
{
	return from < end && f->first == from * f->points && f->end == end * f->points &&
	       f->count == (end - from) * f->points;
}

static const char *way_back(const struct finding *f)
{
	return f->mode == MODE_FORK
	               ? "; a child's memory is its own: bring its part back through a pipe or shared"
	                 " memory"
	               : "";
}

static bool test_remainder(const struct finding *f)
{
	size_t w = (size_t)f->workers, rest = f->rows % w;

	if (rest == 0 || !wrong_exactly(f, f->rows - rest, f->rows))
		return false;
	judge_hint("%zu slices of %zu rows were written, and the remainder, rows %zu to %zu, was not: %d "
	           "does not"
	           " divide %zu",
	           w, f->rows / w, f->rows - rest, f->rows - 1, f->workers, f->rows);
	return true;
}

/* One slice is missing, or all but one are. */
static bool test_slice(const struct finding *f, enum slicing slicing, size_t k)
{
	size_t from = slice_start(f, slicing, k), end = slice_start(f, slicing, k + 1);
	bool all_others = from < end && f->count == f->values - (end - from) * f->points;

	if (wrong_exactly(f, from, end)) {
		judge_hint("exactly slice %zu of %d is missing, rows %zu to %zu%s", k + 1, f->workers, from,
		           end - 1, way_back(f));
		return true;
	}
	for (size_t i = from * f->points; all_others && i < end * f->points; i++)
		all_others = right_at(f, i);
	if (all_others)
		judge_hint("only slice %zu of %d is there, rows %zu to %zu%s", k + 1, f->workers, from,
		           end - 1, way_back(f));
	return all_others;
}

/* The last row of each slice, or of each but the last, is missing. */
static bool test_borders(const struct finding *f, enum slicing slicing, bool with_end)
{
	size_t borders = 0, example = 0, w = (size_t)f->workers;

	for (size_t k = 1; k < w + with_end; k++) {
		size_t start = slice_start(f, slicing, k);
		if (start == slice_start(f, slicing, k - 1))
			continue;
		for (size_t j = 0; j < f->points; j++)
			if (is_right(f, start - 1, j))
				return false;
		if (borders++ == 0)
			example = start - 1;
	}
	if (borders == 0 || borders * f->points != f->count)
		return false;
	judge_hint("exactly the last row of each slice is missing where %d equal slices %s, row %zu the "
	           "first of them",
	           f->workers, with_end ? "end" : "meet", example);
	return true;
}

/* How many values of slice j stand at value[at] onwards: all of them, or 0. */
static size_t slice_at(const struct finding *f, enum slicing slicing, size_t j, size_t at)
{
	size_t from = slice_start(f, slicing, j) * f->points;
	size_t length = slice_start(f, slicing, j + 1) * f->points - from;

	for (size_t i = 0; i < length; i++)
		if (at + i >= f->values || !is_value(f, f->value[at + i], f->params[(from + i) / f->points],
		                                     (from + i) % f->points, POLYGRID_ULPS))
			return 0;
	return length;
}

/* All slices, one behind the other, but in another order; each of them once. */
static bool test_order(const struct finding *f, enum slicing slicing)
{
	size_t length = 0, first = 0;
	bool used[WORKERS_MOST] = {false};

	for (size_t at = 0; at < f->values; at += length) {
		size_t j = 0;
		while (j < (size_t)f->workers && (used[j] || (length = slice_at(f, slicing, j, at)) == 0))
			j++;
		if (j == (size_t)f->workers)
			return false;
		if (at == 0)
			first = j;
		used[j] = true;
	}
	judge_hint("value holds the rows of %d slices one behind the other, but out of order: slice %zu "
	           "comes first",
	           f->workers, first + 1);
	return true;
}

/* Does the place of slice k hold the rows from the start of slice j on? */
static bool stands_at(const struct finding *f, enum slicing slicing, size_t j, size_t k)
{
	size_t to = slice_start(f, slicing, k), from = slice_start(f, slicing, j);
	size_t rows = slice_start(f, slicing, k + 1) - to;

	if (from + rows > f->rows)
		return false;
	for (size_t i = 0; i < rows * f->points; i++)
		if (!is_value(f, f->value[to * f->points + i], f->params[from + i / f->points], i % f->points,
		              POLYGRID_ULPS))
			return false;
	return true;
}

/* One slice is in the place of every slice. */
static bool test_same_slice(const struct finding *f, enum slicing slicing)
{
	for (size_t j = 0; j < (size_t)f->workers; j++) {
		size_t k = 0;
		while (k < (size_t)f->workers && stands_at(f, slicing, j, k))
			k++;
		if (k < (size_t)f->workers)
			continue;
		judge_hint(
			"each of the %d slices holds the rows of slice %zu: do all workers take the same one?",
			f->workers, j + 1);
		return true;
	}
	return false;
}

static bool test_unwritten(const struct finding *f)
{
	if (test_remainder(f))
		return true;
	for (int s = 0; f->workers > 1 && s < SLICINGS; s++) {
		if (test_borders(f, (enum slicing)s, false) || test_borders(f, (enum slicing)s, true))
			return true;
		for (size_t k = 0; k < (size_t)f->workers; k++)
			if (test_slice(f, (enum slicing)s, k))
				return true;
	}
	judge_hint("the wrong values were never written");
	return true;
}

static void hint(const struct finding *f)
{
	if (f->workers > WORKERS_MOST || (f->unwritten && test_unwritten(f)))
		return;
	for (int formula = 0; formula < FORMULAS; formula++)
		if (test_formula(f, (enum formula)formula))
			return;
	for (int s = 0; f->workers > 1 && s < SLICINGS; s++)
		if (test_order(f, (enum slicing)s) || test_same_slice(f, (enum slicing)s))
			return;
}

/* With fewer rows than workers two mistakes look alike; the hint first asks about the
 * common one in integer arithmetic. */
static const char *why_nothing(const struct finding *f)
{
	static char text[256];

	if (f->rows >= (size_t)f->workers)
		return way_back(f);
	snprintf(text, sizeof text, "; in integers, %zu / %d is 0: did any worker get a row?%s", f->rows,
	         f->workers, f->mode == MODE_FORK ? " If so, did the child send it back?" : "");
	return text;
}

/* The judgement */

static int judge(struct finding *f)
{
	const char *s = f->workers == 1 ? "" : "s";
	size_t r, j;

	survey(f);
	if (f->count == 0)
		return 0;
	if (f->stride > 1) {
		f->stride = 1;
		f->start = 0;
		survey(f);
	}
	if (f->unwritten && f->count == f->values)
		return judge_wrong("for %zu x %zu values with %d worker%s, value was never written%s",
		                   f->rows, f->points, f->workers, s, why_nothing(f));
	r = f->first / f->points;
	j = f->first % f->points;
	judge_wrong("for %zu x %zu values with %d worker%s, value[%zu][%zu]: expected %.17Lg, got %.17g (%zu "
	            "wrong in"
	            " all)",
	            f->rows, f->points, f->workers, s, r, j, exact(f, f->params[r], j), f->value[f->first],
	            f->count);
	hint(f);
	return 1;
}

static struct powers *find_powers(const double *x, size_t count)
{
	struct powers *at = calloc(count + 1, sizeof *at);

	for (size_t j = 0; at != NULL && j < count; j++) {
		at[j].x1 = x[j];
		at[j].x2 = at[j].x1 * x[j];
		at[j].x3 = at[j].x2 * x[j];
		at[j].d1 = x[j];
		at[j].d2 = (double)at[j].x2;
		at[j].d3 = (double)at[j].x3;
	}
	return at;
}

/* Which rows are judged: all of them, or one in `stride`. */
static int choose_rows(struct finding *f)
{
	uint64_t random = 0;

	f->stride = f->values * f->frames / TERMS_MOST + 1;
	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return -1;
	f->start = random % f->stride;
	return 0;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	const struct bundle_entry *x = bundle_find(input, "x");
	struct finding f = {
		.rows = bundle_count(input, "params") / GRID_COLUMNS, .workers = c->workers, .mode = c->mode};
	const double *points;
	struct powers *at;
	int verdict = -1;

	if (x == NULL || x->rank != 2)
		return errno = EPROTO, -1;
	f.frames = x->shape[0];
	f.points = x->shape[1];
	f.values = f.rows * f.points;
	points = bundle_array(input, "x", BUNDLE_F64, f.frames * f.points);
	f.params = bundle_array(input, "params", BUNDLE_F64, f.rows * GRID_COLUMNS);
	f.value = bundle_array(answer, "value", BUNDLE_F64, f.values);
	if (points == NULL || f.params == NULL || f.value == NULL)
		return errno = EPROTO, -1;
	if ((at = find_powers(points, f.frames * f.points)) == NULL)
		return -1;
	f.at = at;
	if (choose_rows(&f) == 0)
		verdict = judge(&f);
	free(at);
	return verdict;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check};
