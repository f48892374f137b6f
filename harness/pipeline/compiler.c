/* compiler.c - run a build script in a box that has the tool chain.
 *
 * The compiler reads untrusted text, so it sees only the sources, the kit and the tool
 * chain, and writes only to the box's /tmp.  Its output leaves through open files.  Nothing
 * that was built is run here.
 */
#include "compiler.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

enum { SAID_BYTES = 64 * 1024, SHOWN_LINES = 12, OUTPUT_BYTES_MAX = 64 << 20, EXTRA_VIEWS_MAX = 4 };

/* include: what a handout brings along (collect.c); absent elsewhere. */
#define COMPILER_OPTIONS " -std=c17 -D_GNU_SOURCE -g -fopenmp -pthread -isystem include"
#define COMPILER "gcc" COMPILER_OPTIONS
/* The manifest's flags follow in the flavours without a sanitizer, where a later -O3 overrides -O2. */
static const char *const compile_with[FLAVOUR_COUNT] = {
	COMPILER " -Wall -Wextra -O2",
	COMPILER " -w -O1 -fno-omit-frame-pointer -fsanitize=address,undefined",
	/* Not optimised: ThreadSanitizer cannot see accesses that the optimiser removes or
	 * keeps in registers. */
	COMPILER " -w -O0 -fno-omit-frame-pointer -fsanitize=thread",
	COMPILER " -Wall -Wextra -O2 $(pkg-config --cflags ompi-c)",
	/* smpicc renames main() and what would wait in earnest, such as sleep(). */
	"smpicc" COMPILER_OPTIONS " -w -O2 -fPIC",
};

const char *flavour_name(enum flavour flavour)
{
	static const char *const names[FLAVOUR_COUNT] = {"plain", "address", "thread", "mpi", "smpi"};

	return names[flavour];
}

bool flavour_is_mpi(enum flavour flavour)
{
	return flavour == FLAVOUR_MPI || flavour == FLAVOUR_SMPI;
}

/* The manifest's words become part of a shell command.  They are trusted, but quoted
 * anyway. */
void compiler_put_quoted(FILE *to, const char *before, const char *word)
{
	fprintf(to, " %s'", before);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	fputc('\'', to);
}

void compiler_put(FILE *to, enum flavour flavour, const struct manifest *m)
{
	fputs(compile_with[flavour], to);
	bool optimised = flavour == FLAVOUR_PLAIN || flavour_is_mpi(flavour);
	for (char **flag = m->flags; flag && *flag && optimised; flag++)
		compiler_put_quoted(to, "", *flag);
}

/* Keep the first lines, and count the others. */
static char *first_lines(const char *text)
{
	const char *end = text;
	int lines = 0, more = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		if (++lines <= SHOWN_LINES)
			end = at + 1;
		else
			more++;
	if (more == 0)
		return xstrdup(text);
	return xasprintf("%.*s... and %d more lines\n", (int)(end - text), text, more);
}

static char *read_words(int fd)
{
	char *text = xcalloc(SAID_BYTES + 1, 1);
	ssize_t got = pread(fd, text, SAID_BYTES, 0);

	text[got > 0 ? got : 0] = 0;
	char *kept = first_lines(text);
	free(text);
	return kept;
}

static char *words_of(const struct box_result *result, int fd)
{
	const char *why =
		result->end == BOX_TIMED_OUT       ? "the compiler did not finish within 60 s\n"
		: result->end == BOX_CPU_EXHAUSTED ? "the compiler used more than 40 s of CPU time\n"
		: result->end == BOX_OUT_OF_MEMORY ? "the compiler needed more than 2 GiB of memory\n"
						   : "";
	char *said = read_words(fd), *both = xasprintf("%s%s", why, said);

	free(said);
	return both;
}

static int run_box(const struct workshop *w, const char *script, const struct box_view *views, size_t count,
                   const int outputs[COMPILER_OUTPUTS], int words, struct box_result *result)
{
	/* A path inside is named by an argument, since without a sandbox it is another. */
	char *argv[7 + 1 + EXTRA_VIEWS_MAX] = {"/bin/sh", "-c", (char *)script, "sh", "/src", "/kit", "/tmp"};
	struct box_view seen[2 + EXTRA_VIEWS_MAX];
	char *kit = path_join(w->tools, "kit");
	size_t n = 0;
	struct box_file files[COMPILER_OUTPUTS];

	for (; n < count; n++)
		seen[n] = views[n];
	for (size_t i = 1; i < count; i++)
		argv[6 + i] = (char *)views[i].inside;
	seen[n++] = (struct box_view){kit, "/kit"};
	for (int i = 0; i < COMPILER_OUTPUTS; i++)
		files[i] = (struct box_file){outputs[i], COMPILER_FIRST_FD + i};
	struct box_request request = {
		.argv = argv,
		.views = seen,
		.view_count = n,
		.files = files,
		.file_count = COMPILER_OUTPUTS,
		.stdout_fd = words,
		.stderr_fd = words,
		.toolchain = true,
		.limits = {.wall_s = 60,
	                   .cpu_s = 40,
	                   .memory_bytes = (size_t)2 << 30,
	                   .processes = 32,
	                   .file_bytes = OUTPUT_BYTES_MAX,
	                   .tmp_bytes = 256 << 20},
	};
	int failed = box_run(&request, result);

	free(kit);
	return failed;
}

int compiler_run(const struct workshop *w, const char *script, const char *sources,
                 const struct box_view *extra, size_t extra_count, struct compiled *compiled)
{
	struct box_view views[1 + EXTRA_VIEWS_MAX] = {{sources, "/src"}};
	int words = memory_file("said", SAID_BYTES), failed = words < 0 ? -1 : 0;
	struct box_result result;
	struct stat status;

	*compiled = (struct compiled){0};
	for (size_t i = 0; i < extra_count && i < EXTRA_VIEWS_MAX; i++)
		views[i + 1] = extra[i];
	for (int i = 0; i < COMPILER_OUTPUTS; i++)
		if ((compiled->outputs[i] = memory_file("output", 0)) < 0)
			failed = -1;
	if (!failed && fcntl(words, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)
		failed = error_errno("compiler: cannot seal a memory file");
	failed = failed ||
	                         run_box(w, script, views, 1 + extra_count, compiled->outputs, words,
	                                 &result) != 0 ||
	                         fstat(compiled->outputs[0], &status) != 0
	                 ? -1
	                 : 0;
	if (!failed) {
		compiled->said = words_of(&result, words);
		compiled->good = result.end == BOX_EXITED && result.code == 0 && status.st_size > 0;
	}
	if (words >= 0)
		close(words);
	return failed;
}

int compiler_keep(const struct compiled *compiled, int output, const char *path, unsigned permissions)
{
	char *from = xasprintf("/proc/self/fd/%d", compiled->outputs[output]);
	int in = open(from, O_RDONLY | O_CLOEXEC),
	    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions);
	char bytes[65536];
	ssize_t got = 0;
	int failed = in < 0 || to < 0;

	while (!failed && (got = read(in, bytes, sizeof bytes)) > 0)
		failed = write_all(to, bytes, (size_t)got) != 0;
	failed = failed || got < 0 || fchmod(to, permissions) != 0
	                 ? error_errno("%s: cannot keep what was built", path)
	                 : 0;
	if (in >= 0)
		close(in);
	if (to >= 0)
		close(to);
	free(from);
	return failed;
}

void compiled_free(struct compiled *compiled)
{
	for (int i = 0; i < COMPILER_OUTPUTS; i++)
		if (compiled->outputs[i] > 0)
			close(compiled->outputs[i]);
	free(compiled->said);
	*compiled = (struct compiled){0};
}
