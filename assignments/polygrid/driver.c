/* driver.c - given: converts between named arrays (kit/bundle.h) and polygrid.h.  It
 * neither computes nor judges.
 *
 * In a run by hand the parameters come from the CSV file named by the environment variable
 * POLYGRID_CSV; if the file does not exist, the grid is written to it first.  Without the
 * variable the grid is made in memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grid.h"
#include "kit.h"
#include "polygrid.h"

enum { EXIT_USAGE = 2 };

static const struct kit_parameter parameters[] = {
	{"levels", 'n', KIT_WHOLE, "10", 0, 64, "numbers for each parameter; their 4th power is the rows"},
	{"points", 'p', KIT_WHOLE, "50", 0, 1e6, "number of points x from -2 to 2"},
	{"frames", 'f', KIT_WHOLE, "1", 1, 10000, "so many sets of points, each a little further on"},
	{0},
};

static struct grid grid;

/* An unusable file ends the program here, with a single message. */
static void read_file(const char *path, size_t levels)
{
	char error[GRID_ERROR_BYTES];
	int failed = 0;

	if (access(path, F_OK) != 0 && errno == ENOENT) {
		failed = grid_write(&grid, path, error);
		if (!failed)
			fprintf(stderr, "polygrid: wrote a grid of %zu levels to %s\n", levels, path);
	}
	grid_free(&grid);
	if (failed) {
		fprintf(stderr, "polygrid: %s; choose another file for POLYGRID_CSV\n", error);
		exit(EXIT_USAGE);
	}
	if (grid_read(&grid, path, error) != 0) {
		fprintf(stderr, "polygrid: %s; fix it, or move the file away to have one written\n", error);
		exit(EXIT_USAGE);
	}
}

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t points = kit_whole(arguments, "points");
	const char *path = getenv("POLYGRID_CSV");

	if (grid_make(&grid, kit_whole(arguments, "levels")) != 0)
		return -1;
	if (path != NULL && *path != '\0')
		read_file(path, kit_whole(arguments, "levels"));
	bundle_plan_shape(input, "params", BUNDLE_F64, 2, (size_t[]){grid.rows, POLYGRID_PARAMETERS});
	bundle_plan_shape(input, "x", BUNDLE_F64, 2, (size_t[]){kit_whole(arguments, "frames"), points});
	bundle_plan_shape(answer, "value", BUNDLE_F64, 2, (size_t[]){grid.rows, points});
	return 0;
}

/* From one frame to the next the points move by a part of their distance. */
static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	size_t points = kit_whole(arguments, "points"), frames = kit_whole(arguments, "frames");
	double *x = bundle_array(input, "x", BUNDLE_F64, frames * points);

	for (size_t i = 0; i < frames * points; i++)
		x[i] = points > 1 ? -2 + 4 * ((double)(i % points) + (double)(i / points) / (double)frames) /
		                                    (double)(points - 1)
		                  : 0;
	if (grid.rows > 0) /* a file may hold no rows, and then there is no params */
		memcpy(bundle_array(input, "params", BUNDLE_F64, 0), grid.params,
		       grid.rows * sizeof *grid.params);
	grid_free(&grid);
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	const struct bundle_entry *x = bundle_find(input, "x");
	size_t rows = bundle_count(input, "params") / POLYGRID_PARAMETERS;
	size_t frames = x != NULL ? x->shape[0] : 0, points = x != NULL ? x->shape[1] : 0;
	struct polygrid_input in = {
		.rows = rows,
		.params = bundle_array(input, "params", BUNDLE_F64, rows * POLYGRID_PARAMETERS),
		.frames = frames,
		.points = points,
		.x = bundle_array(input, "x", BUNDLE_F64, frames * points),
	};
	struct polygrid_output out = {bundle_array(answer, "value", BUNDLE_F64, rows * points)};

	if (in.params == NULL || in.x == NULL || out.value == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return polygrid_serial(&in, &out);
	case MODE_FORK:
		return polygrid_fork(&in, workers, &out);
	case MODE_THREADS:
		return polygrid_threads(&in, workers, &out);
	case MODE_OPENMP:
		return polygrid_openmp(&in, workers, &out);
	default:
		return errno = ENOSYS, -1;
	}
}

static void print_value(const struct bundle *input, const struct bundle *answer, size_t r, size_t j, FILE *to)
{
	size_t points = bundle_find(input, "x")->shape[1];
	const double *p =
		(const double *)bundle_array(input, "params", BUNDLE_F64, 0) + r * POLYGRID_PARAMETERS;
	const double *x = bundle_array(input, "x", BUNDLE_F64, 0);
	const double *value = bundle_array(answer, "value", BUNDLE_F64, 0);

	fprintf(to, "a = %.6g, b = %.6g, c = %.6g, d = %.6g, x = %.6g: %.12g\n", p[0], p[1], p[2], p[3], x[j],
	        value[r * points + j]);
}

/* The corners of the table. */
static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	const struct bundle_entry *x = bundle_find(input, "x");
	size_t rows = bundle_count(input, "params") / POLYGRID_PARAMETERS;
	size_t frames = x->shape[0], points = x->shape[1];

	fprintf(to, "%zu rows, %zu points", rows, points);
	if (frames > 1)
		fprintf(to, ", the largest of %zu frames (x is that of the first)", frames);
	fputc('\n', to);
	for (size_t r = 0; r < rows && points > 0; r += rows > 1 ? rows - 1 : 1) {
		print_value(input, answer, r, 0, to);
		if (points > 1)
			print_value(input, answer, r, points - 1, to);
	}
}

const struct kit_exercise kit_exercise = {
	.name = "polygrid",
	.summary = "a cubic polynomial for every row of a grid of parameters",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
