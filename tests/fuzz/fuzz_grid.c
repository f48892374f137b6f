/* objects: assignments/polygrid/grid */
/* fuzz_grid.c - CSV files of parameters with arbitrary bytes.
 *
 * A grid that was read contains only finite numbers, and is bit-identical after it was written and
 * read again.  A refused file gives a one-line message that names the file, and an empty grid. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "../../assignments/polygrid/grid.h"
#include "fuzz.h"

static int fd;
static char path[64], copy[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	MUST(fd >= 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	snprintf(copy, sizeof copy, "/dev/shm/fuzz-grid-%d.csv", (int)getpid());
	unlink(copy);
	return 0;
}

static void check_grid(const struct grid *grid)
{
	char error[GRID_ERROR_BYTES];
	struct grid again;

	for (size_t r = 0; r < grid->rows; r++)
		for (int c = 0; c < GRID_COLUMNS; c++)
			MUST(isfinite(grid->params[r][c]));
	MUST(grid_write(grid, copy, error) == 0);
	MUST(grid_write(grid, copy, error) == -1 && errno == EEXIST);
	MUST(grid_read(&again, copy, error) == 0 && again.rows == grid->rows);
	MUST(grid->rows == 0 || memcmp(again.params, grid->params, grid->rows * sizeof *grid->params) == 0);
	grid_free(&again);
	MUST(unlink(copy) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char error[GRID_ERROR_BYTES] = "";
	struct grid grid;

	fuzz_file(fd, data, bytes);
	if (grid_read(&grid, path, error) == 0) {
		check_grid(&grid);
	} else {
		MUST(grid.params == NULL && grid.rows == 0);
		MUST(strncmp(error, path, strlen(path)) == 0 && error[strlen(path)] == ':');
		for (const char *c = error; *c; c++)
			MUST((unsigned char)*c >= ' ' && *c != 0x7f);
	}
	grid_free(&grid);
	return 0;
}
