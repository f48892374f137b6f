/* grid.h - given: a grid of parameters, in memory and in a CSV file.
 *
 * The file: a header line with the names a, b, c and d, in any order, then one line with
 * four numbers for each row, fields separated by commas.  Spaces around a field and a
 * carriage return at a line's end are ignored; quoting is not supported.
 *
 * Functions return 0, or -1 with errno set and, where there is one, `error`
 * filled with one line for people, "grid_params.csv:3: 5 fields, expected 4".
 * After -1 the grid is empty.
 */
#ifndef GRID_H
#define GRID_H

#include <stddef.h>
#include <stdint.h>

enum { GRID_COLUMNS = 4, GRID_ERROR_BYTES = 256 };

struct grid {
	size_t rows;
	double (*params)[GRID_COLUMNS]; /* [rows], the columns a, b, c, d */
};

/* Every combination of `levels` equally spaced numbers from 0 to 1 (levels 1:
 * just 0) for a, b, c and d: levels^4 rows, d changing fastest.  ERANGE if
 * they would be too many to count. */
int grid_make(struct grid *grid, size_t levels);

/* The same rows into memory that the caller holds, [levels^4]. */
void grid_fill(double (*params)[GRID_COLUMNS], size_t levels);

/* Never replaces a file: EEXIST if `path` exists.  Numbers have 17 digits, so that the same
 * bits are read back.  An incomplete file is removed. */
int grid_write(const struct grid *grid, const char *path, char error[GRID_ERROR_BYTES]);

/* EINVAL for a file that violates the format above. */
int grid_read(struct grid *grid, const char *path, char error[GRID_ERROR_BYTES]);

void grid_free(struct grid *grid);

#endif
