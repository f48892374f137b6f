/* oracle.c - cases and judgement for matmul.
 *
 * Case: m, k, n (default 1000 each).  The digits depend on the seed, so every timed round
 * has different matrices.
 *
 * The answer is judged without computing the product (Freivalds, "Probabilistic machines
 * can use less running time", 1977): for a random vector r, C r and A (B r) must be the
 * same, modulo a prime P.  If C is wrong, one such vector shows it with a probability of at
 * least 1 - 1/P, P = 2^31 - 1; two are tried, so a wrong answer passes with a probability
 * below 2^-61.  The vectors are drawn when the answer is judged, so that no answer can be
 * fitted to them.  Sums are compared modulo P, and so that this is enough, every element is
 * first seen to be from 0 to 81 k, which is less than P.  There is no tolerance.
 *
 * The first row where the two differ holds a wrong element; that row alone is
 * recomputed by plain sums, for the message.  A hint is given only if the
 * same test, made with the product that a usual mistake would have given, finds
 * no difference at all.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "judge.h"
#include "matmul.h"

#define P ((UINT64_C(1) << 31) - 1)

enum { VECTORS = 2, SHAPE_MOST = 1 << 16 };

struct product {
	size_t m, k, n;
	const int32_t *a, *b;
	const int64_t *c; /* what came */
	uint64_t *r;      /* [VECTORS][most]: random, below P */
	size_t most;      /* of m, k and n */
};

/* The case */

static const struct judge_key keys[] = {
	{"m", JUDGE_UINT, 1000, 0, SHAPE_MOST},
	{"k", JUDGE_UINT, 1000, 0, SHAPE_MOST},
	{"n", JUDGE_UINT, 1000, 0, SHAPE_MOST},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t m = judge_uint(c, "m"), k = judge_uint(c, "k"), n = judge_uint(c, "n");

	bundle_plan_shape(input, "a", BUNDLE_I32, 2, (size_t[]){m, k});
	bundle_plan_shape(input, "b", BUNDLE_I32, 2, (size_t[]){k, n});
	bundle_plan_shape(answer, "c", BUNDLE_I64, 2, (size_t[]){m, n});
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	size_t a = bundle_count(input, "a"), b = bundle_count(input, "b");

	matmul_digits(c->seed, 0, a, bundle_array(input, "a", BUNDLE_I32, a));
	matmul_digits(c->seed, 1, b, bundle_array(input, "b", BUNDLE_I32, b));
	return 0;
}

/* Matrices times vectors, modulo P.  A digit times a number below P has 35
 * bits, and 2^16 of them fit into a sum of 64. */

static void times(const int32_t *matrix, size_t rows, size_t columns, const uint64_t *x, uint64_t *y)
{
	for (size_t i = 0; i < rows; i++) {
		uint64_t sum = 0;
		for (size_t j = 0; j < columns; j++)
			sum += (uint64_t)matrix[i * columns + j] * x[j];
		y[i] = sum % P;
	}
}

/* The same with rows and columns exchanged: y has `columns` elements. */
static void times_transposed(const int32_t *matrix, size_t rows, size_t columns, const uint64_t *x,
                             uint64_t *y)
{
	memset(y, 0, columns * sizeof *y);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			y[j] += (uint64_t)matrix[i * columns + j] * x[i];
	for (size_t j = 0; j < columns; j++)
		y[j] %= P;
}

/* Reduce any 64 bits to a residue from 0 to P - 1. */
static uint64_t residue(int64_t value)
{
	int64_t rest = value % (int64_t)P;

	return (uint64_t)(rest < 0 ? rest + (int64_t)P : rest);
}

static uint64_t row_of_c(const struct product *p, size_t i, const uint64_t *x)
{
	unsigned __int128 sum = 0;

	for (size_t j = 0; j < p->n; j++)
		sum += (unsigned __int128)residue(p->c[i * p->n + j]) * x[j];
	return (uint64_t)(sum % P);
}

static bool row_in_range(const struct product *p, size_t i)
{
	for (size_t j = 0; j < p->n; j++)
		if (p->c[i * p->n + j] < 0 || (uint64_t)p->c[i * p->n + j] > 81 * (uint64_t)p->k)
			return false;
	return true;
}

/* The mistakes that would give another product.  `apply` computes its product
 * with x into y; `fits` says whether its shape is that of C. */

struct mistake {
	bool (*fits)(const struct product *p);
	void (*apply)(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y);
	const char *what;
};

static void right_product(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times(p->b, p->k, p->n, x, between);
	times(p->a, p->m, p->k, between, y);
}

static bool all_square(const struct product *p)
{
	return p->m == p->k && p->k == p->n && p->n > 1;
}

static void swapped_product(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times(p->a, p->m, p->k, x, between);
	times(p->b, p->k, p->n, between, y);
}

static bool b_square(const struct product *p)
{
	return p->k == p->n && p->n > 1;
}

static void with_b_transposed(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times_transposed(p->b, p->k, p->n, x, between);
	times(p->a, p->m, p->k, between, y);
}

static bool a_square(const struct product *p)
{
	return p->m == p->k && p->k > 1;
}

static void with_a_transposed(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times(p->b, p->k, p->n, x, between);
	times_transposed(p->a, p->m, p->k, between, y);
}

static bool c_square(const struct product *p)
{
	return p->m == p->n && p->n > 1;
}

static void transposed_product(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times_transposed(p->a, p->m, p->k, x, between);
	times_transposed(p->b, p->k, p->n, between, y);
}

/* A sum that goes on from one element of a row to the next: the product times
 * the matrix with ones on and above the diagonal. */
static bool several_columns(const struct product *p)
{
	return p->n > 1;
}

static void running_product(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	uint64_t *tail = malloc((p->n + 1) * sizeof *tail);

	if (tail == NULL)
		return;
	tail[p->n] = 0;
	for (size_t j = p->n; j-- > 0;)
		tail[j] = (tail[j + 1] + x[j]) % P;
	right_product(p, tail, between, y);
	free(tail);
}

/* All but the last term of each sum. */
static bool several_terms(const struct product *p)
{
	return p->k > 0;
}

static void without_last_term(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times(p->b, p->k, p->n, x, between);
	between[p->k - 1] = 0;
	times(p->a, p->m, p->k, between, y);
}

static void without_first_term(const struct product *p, const uint64_t *x, uint64_t *between, uint64_t *y)
{
	times(p->b, p->k, p->n, x, between);
	between[0] = 0;
	times(p->a, p->m, p->k, between, y);
}

static const struct mistake mistakes[] = {
	{all_square, swapped_product, "this is exactly B A: the two matrices are exchanged"},
	{b_square, with_b_transposed,
         "this is exactly A times the transpose of B: the indices of B are exchanged"},
	{a_square, with_a_transposed,
         "this is exactly the transpose of A times B: the indices of A are exchanged"},
	{c_square, transposed_product, "this is exactly the transpose of C: its indices are exchanged"},
	{several_columns, running_product,
         "this is exactly what comes out if the sum is not set to 0 again for the next element of a row"},
	{several_terms, without_last_term,
         "this is exactly what comes out if the last term of each sum, p = k - 1,"
         " is left out"},
	{several_terms, without_first_term,
         "this is exactly what comes out if the first term of each sum, p = 0,"
         " is left out"},
};

/* The test: the first row of C that differs from a product, or m if none does. */
static size_t first_difference(const struct product *p, const struct mistake *mistake, uint64_t *between,
                               uint64_t *y)
{
	size_t first = p->m;

	for (int v = 0; v < VECTORS; v++) {
		const uint64_t *x = p->r + (size_t)v * p->most;
		mistake->apply(p, x, between, y);
		for (size_t i = 0; i < first; i++)
			if (row_of_c(p, i, x) != y[i])
				first = i;
	}
	return first;
}

/* Hints */

/* Is every byte of a row the same (what lay in memory before the call, or zeros)? */
static bool row_untouched(const struct product *p, size_t i)
{
	const unsigned char *bytes = (const unsigned char *)&p->c[i * p->n];

	for (size_t b = 1; b < p->n * sizeof *p->c; b++)
		if (bytes[b] != bytes[0])
			return false;
	return true;
}

/* Rows that were never written, if they alone are wrong; each other row is taken at its word by `y`. */
static bool hint_untouched(const struct judge_case *c, const struct product *p, size_t first,
                           const uint64_t *y, const uint64_t *x)
{
	size_t last = first, wrong = 0, rest = p->m % (size_t)c->workers;

	for (size_t i = first; i < p->m; i++) {
		if (row_of_c(p, i, x) == y[i] && row_in_range(p, i))
			continue;
		if (!row_untouched(p, i))
			return false;
		last = i;
		wrong++;
	}
	if (rest > 0 && wrong == rest && first == p->m - rest)
		judge_hint("the last %zu of %zu rows %s never written, and all others are right: what is "
		           "left over"
		           " when %d workers take %zu each",
		           rest, p->m, rest == 1 ? "was" : "were", c->workers, p->m / (size_t)c->workers);
	else if (wrong == p->m)
		judge_hint("no row was ever written%s",
		           c->mode == MODE_FORK
		                   ? ": in fork mode a child's memory is its own; bring its rows back"
		                     " through shared memory or a pipe"
		                   : "");
	else
		judge_hint("%zu row%s from %zu to %zu %s never written, and all others are right%s", wrong,
		           wrong == 1 ? "" : "s", first, last, wrong == 1 ? "was" : "were",
		           c->mode == MODE_FORK ? " (in fork mode a child's memory is its own)" : "");
	return true;
}

/* Every element is off by the memory's previous contents: added to without being set. */
static bool hint_not_cleared(const struct product *p, int64_t expected, int64_t got, const uint64_t *y,
                             const uint64_t *x)
{
	uint64_t offset = (uint64_t)got - (uint64_t)expected, sum = 0;

	if (offset != (offset & 0xff) * UINT64_C(0x0101010101010101))
		return false;
	for (size_t j = 0; j < p->n; j++)
		sum = (sum + x[j]) % P;
	for (size_t i = 0; i < p->m; i++)
		if (row_of_c(p, i, x) != (y[i] + residue((int64_t)offset) * sum) % P)
			return false;
	judge_hint("every element is off by what the memory held before the call: set C to 0 before adding "
	           "to it");
	return true;
}

static void hint(const struct judge_case *c, const struct product *p, size_t first, int64_t expected,
                 int64_t got, uint64_t *between, uint64_t *y)
{
	right_product(p, p->r, between, y);
	if (hint_untouched(c, p, first, y, p->r) || hint_not_cleared(p, expected, got, y, p->r))
		return;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++)
		if (mistakes[i].fits(p) && first_difference(p, &mistakes[i], between, y) == p->m) {
			judge_hint("%s", mistakes[i].what);
			return;
		}
}

/* Judgement */

/* The first wrong element of a row, by plain sums. */
static size_t wrong_column(const struct product *p, size_t i, int64_t *expected)
{
	for (size_t j = 0; j < p->n; j++) {
		*expected = 0;
		for (size_t q = 0; q < p->k; q++)
			*expected += p->a[i * p->k + q] * p->b[q * p->n + j];
		if (*expected != p->c[i * p->n + j])
			return j;
	}
	return p->n;
}

static int judge(const struct judge_case *c, const struct product *p, uint64_t *between, uint64_t *y)
{
	static const struct mistake none = {NULL, right_product, NULL};
	size_t i = first_difference(p, &none, between, y), j;
	int64_t expected;

	for (size_t row = 0; row < i; row++)
		if (!row_in_range(p, row))
			i = row;
	if (i == p->m)
		return 0;
	j = wrong_column(p, i, &expected);
	if (j == p->n) /* unreachable: equal rows agree for every vector */
		return errno = EDOM, -1;
	judge_wrong("for m=%zu k=%zu n=%zu with %d worker%s, C[%zu][%zu]: expected %" PRId64 ", got %" PRId64,
	            p->m, p->k, p->n, c->workers, c->workers == 1 ? "" : "s", i, j, expected,
	            p->c[i * p->n + j]);
	hint(c, p, i, expected, p->c[i * p->n + j], between, y);
	return 1;
}

static int draw(uint64_t *r, size_t count)
{
	for (size_t done = 0; done < count * sizeof *r;) {
		ssize_t got = getrandom((char *)r + done, count * sizeof *r - done, 0);
		if (got < 0 && errno != EINTR)
			return -1;
		done += got > 0 ? (size_t)got : 0;
	}
	for (size_t i = 0; i < count; i++)
		r[i] %= P;
	return 0;
}

static int open_product(const struct bundle *input, const struct bundle *answer, struct product *p)
{
	const struct bundle_entry *a = bundle_find(input, "a"), *b = bundle_find(input, "b");

	if (a == NULL || b == NULL)
		return errno = EPROTO, -1;
	p->m = a->shape[0];
	p->k = a->shape[1];
	p->n = b->shape[1];
	p->a = bundle_array(input, "a", BUNDLE_I32, p->m * p->k);
	p->b = bundle_array(input, "b", BUNDLE_I32, p->k * p->n);
	p->c = bundle_array(answer, "c", BUNDLE_I64, p->m * p->n);
	if (p->a == NULL || p->b == NULL || p->c == NULL || p->m > SHAPE_MOST || p->k > SHAPE_MOST ||
	    p->n > SHAPE_MOST || b->shape[0] != p->k)
		return errno = EPROTO, -1;
	p->most = p->m > p->k ? p->m : p->k;
	p->most = (p->most > p->n ? p->most : p->n) + 1;
	return 0;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	struct product p;
	uint64_t *vectors;
	int verdict = -1;

	if (open_product(input, answer, &p) != 0)
		return -1;
	vectors = calloc((VECTORS + 2) * p.most, sizeof *vectors);
	if (vectors == NULL)
		return -1;
	p.r = vectors;
	if (draw(p.r, VECTORS * p.most) == 0)
		verdict = judge(c, &p, vectors + VECTORS * p.most, vectors + (VECTORS + 1) * p.most);
	free(vectors);
	return verdict;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check};
