/* scaling.c - models of how a speedup depends on the number of workers.
 *
 * Formulas and fits.  A fit fails if the points cannot support it (too few, or a negative
 * coefficient).  The code that makes charts decides how far a model is drawn.
 */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>

#include "../base/base.h"

/* Karp & Flatt 1990, equation 2: the serial fraction that Amdahl's law would
 * need to explain this speedup.  If it grows with
 * `workers` there is overhead; if it is constant, a serial part; if it is negative,
 * the speedup is superlinear. */
double stats_karp_flatt(double speedup, int workers)
{
	double p = workers;

	return (1 / speedup - 1 / p) / (1 - 1 / p);
}

int stats_karp_flatt_interval(const struct stats_interval *speedup, int workers,
                              struct stats_interval *result)
{
	*result = (struct stats_interval){
		.median = stats_karp_flatt(speedup->median, workers),
		.low = stats_karp_flatt(speedup->high, workers),
		.high = stats_karp_flatt(speedup->low, workers),
		.coverage = speedup->coverage,
	};
	return result->low > 0;
}

/* Amdahl 1967: fixed work. */
double stats_amdahl(double serial_fraction, double workers)
{
	return 1 / (serial_fraction + (1 - serial_fraction) / workers);
}

struct stats_break_even stats_break_even(const struct stats_interval *speedup, size_t count)
{
	struct stats_break_even result = {.from = count};

	while (result.from > 0 && speedup[result.from - 1].low > 1)
		result.from--;
	for (size_t i = 0; i < count; i++)
		if (speedup[i].high < 1)
			result.after = i + 1;
	return result;
}

/* Gunther 2007, "Guerrilla Capacity Planning", chapter 4: contention is Amdahl's
 * serial fraction, coherency the cost of communication between every pair of workers. */
double stats_usl(double contention, double coherency, double workers)
{
	double p = workers;

	return p / (1 + contention * (p - 1) + coherency * p * (p - 1));
}

/* --- fits ----------------------------------------------------------------- */

static int check_points(const char *model, const double *workers, const double *speedup, size_t n,
                        size_t least)
{
	if (n < least)
		return error_set("%s: %zu worker counts are too few for a fit; it needs %zu", model, n,
		                 least);
	for (size_t i = 0; i < n; i++) {
		if (!(workers[i] >= 1 && isfinite(workers[i]) && speedup[i] > 0 && isfinite(speedup[i])))
			return error_set("%s: a speedup of %g with %g workers cannot be fitted", model,
			                 speedup[i], workers[i]);
		if (i > 0 && !(workers[i] > workers[i - 1]))
			return error_set("%s: worker counts must rise; %g follows %g", model, workers[i],
			                 workers[i - 1]);
	}
	return 0;
}

/* Least squares through the origin: y = f x with x = 1 - 1/p, y = 1/S - 1/p. */
int stats_amdahl_fit(const double *workers, const double *speedup, size_t n, double *serial_fraction)
{
	double xx = 0, xy = 0;

	if (check_points("Amdahl", workers, speedup, n, STATS_AMDAHL_LEAST) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		double x = 1 - 1 / workers[i];
		xx += x * x;
		xy += x * (1 / speedup[i] - 1 / workers[i]);
	}
	if (xy < 0)
		return error_set("Amdahl: the serial fraction would be %.3g, below 0: the speedup is "
		                 "superlinear, which the model does not cover",
		                 xy / xx);
	*serial_fraction = xy / xx;
	return 0;
}

struct points {
	const double *workers, *speedup;
	size_t n;
};

static int usl_residuals(const gsl_vector *x, void *context, gsl_vector *f)
{
	const struct points *points = context;
	double a = gsl_vector_get(x, 0), b = gsl_vector_get(x, 1);

	for (size_t i = 0; i < points->n; i++)
		gsl_vector_set(f, i, stats_usl(a, b, points->workers[i]) - points->speedup[i]);
	return GSL_SUCCESS;
}

/* The start of the search: p/S - 1 = a (p - 1) + b p (p - 1) is linear in a and b; solve
 * the two normal equations by Cramer's rule.  They are singular only if all counts but 1
 * are the same, which check_points excludes. */
static void usl_start(const struct points *points, double *a, double *b)
{
	double uu = 0, uv = 0, vv = 0, uy = 0, vy = 0;

	for (size_t i = 0; i < points->n; i++) {
		double p = points->workers[i], u = p - 1, v = p * (p - 1), y = p / points->speedup[i] - 1;
		uu += u * u;
		uv += u * v;
		vv += v * v;
		uy += u * y;
		vy += v * y;
	}
	double determinant = uu * vv - uv * uv;
	*a = (uy * vv - vy * uv) / determinant;
	*b = (vy * uu - uy * uv) / determinant;
}

/* 0 if the search converged; on entry a and b hold its start. */
static int usl_search(struct points *points, double *a, double *b)
{
	enum { STEPS = 200 };
	gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
	gsl_multifit_nlinear_fdf system = {.f = usl_residuals, .n = points->n, .p = 2, .params = points};
	gsl_multifit_nlinear_workspace *w =
		gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, points->n, 2);
	double start[2] = {*a, *b};
	gsl_vector_view x = gsl_vector_view_array(start, 2);
	int info = 0, code;

	if (!w)
		return error_set("USL: GSL cannot start the fit");
	code = gsl_multifit_nlinear_init(&x.vector, &system, w);
	if (code == GSL_SUCCESS)
		code = gsl_multifit_nlinear_driver(STEPS, 1e-10, 1e-10, 0, NULL, NULL, &info, w);
	*a = gsl_vector_get(w->x, 0);
	*b = gsl_vector_get(w->x, 1);
	double rest = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(w));
	gsl_multifit_nlinear_free(w);
	/* GSL reports "no progress" if the start is already an exact fit. */
	bool exact = rest < 1e-8 * (double)points->n;
	if (code != GSL_SUCCESS && code != GSL_ENOPROG && !exact)
		return error_set("USL: the fit does not converge: %s", gsl_strerror(code));
	return 0;
}

int stats_usl_fit(const double *workers, const double *speedup, size_t n, struct stats_usl_fit *fit)
{
	struct points points = {workers, speedup, n};
	/* Rounding can leave a zero coefficient slightly off 0. */
	const double nought = 1e-9;
	double a, b;

	if (check_points("USL", workers, speedup, n, STATS_USL_LEAST) != 0)
		return -1;
	/* By default GSL aborts on an error; this code checks its return codes instead.  No
	 * code in this program needs the default, so it is not restored. */
	gsl_set_error_handler_off();
	usl_start(&points, &a, &b);
	if (usl_search(&points, &a, &b) != 0)
		return -1;
	if (!(a >= -nought && b >= -nought))
		return error_set(
			"USL: the fit gives contention %.3g and coherency %.3g; a negative one has no "
			"meaning, so the model does not fit these speedups",
			a, b);
	a = a > nought ? a : 0;
	b = b > nought ? b : 0;
	/* Gunther 2007, (4.33): the peak is at sqrt((1 - a) / b). */
	double peak = b <= 0 ? INFINITY : a < 1 ? sqrt((1 - a) / b) : 1;
	*fit = (struct stats_usl_fit){a, b, peak > 1 ? peak : 1};
	return 0;
}
