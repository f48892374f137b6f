/* given.c - the assignment's part of every program, driver.c and the given files, compiled
 * once for each exercise and flavour and linked with each submission.
 *
 * Nothing here comes from a submission: sources, headers and compiler are parlab's.  If
 * they do not compile, that is the grader's fault.  The objects are kept as long as the
 * workshop, and in HOME/build/given for the next one, under a name made of all that they
 * depend on.  Where that folder cannot be made or is not private, nothing is kept there.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/file.h"
#include "../base/folder.h"
#include "compiler.h"

/* The libraries that define a sanitizer's functions. */
#define BOTH_SANITIZERS \
	"\"$(gcc -print-file-name=libasan.so)\" \"$(gcc -print-file-name=libubsan.so)\" " \
	"\"$(gcc -print-file-name=libtsan.so)\""
static const char *const runtime_of[FLAVOUR_COUNT] = {
	[FLAVOUR_PLAIN] = BOTH_SANITIZERS, /* what no flavour may define is refused by the first */
	[FLAVOUR_ADDRESS] = "\"$(gcc -print-file-name=libasan.so)\" \"$(gcc -print-file-name=libubsan.so)\"",
	[FLAVOUR_THREAD] = "\"$(gcc -print-file-name=libtsan.so)\"",
	[FLAVOUR_MPI] = BOTH_SANITIZERS,
	[FLAVOUR_SMPI] = BOTH_SANITIZERS,
};

struct given {
	const struct manifest *exercise;
	enum flavour flavour;
	struct program program; /* its folder holds the sources, and given.tar */
	char *problem;          /* why there is no given.tar; NULL: it exists */
};

struct givens {
	pthread_mutex_t lock;
	struct given **made;
	size_t count;
};

struct givens *givens_new(void)
{
	struct givens *g = xcalloc(1, sizeof *g);

	pthread_mutex_init(&g->lock, NULL);
	return g;
}

void givens_free(struct givens *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->count; i++) {
		program_free(&g->made[i]->program);
		free(g->made[i]->problem);
		free(g->made[i]);
	}
	free(g->made);
	pthread_mutex_destroy(&g->lock);
	free(g);
}

/* One archive: driver.o, 0.o, 1.o, ...; and runtime, the sorted names that a sanitizer defines. */
static char *objects_script(const struct manifest *m, enum flavour flavour)
{
	struct text text;
	FILE *to = text_open(&text);
	int number = 0;

	fputs("src=$1 out=$3/given; cd \"$src\" && mkdir \"$out\" && ", to);
	compiler_put(to, flavour, m);
	fputs(" -c driver.c -o \"$out\"/driver.o", to);
	if (flavour_is_mpi(flavour)) {
		fputs(" && ", to);
		compiler_put(to, flavour, m);
		fputs(" -c driver_mpi.c -o \"$out\"/driver_mpi.o", to);
	}
	for (char **name = m->given; name && *name; name++) {
		if (manifest_is_mpi(*name) && !flavour_is_mpi(flavour))
			continue;
		fputs(" && ", to);
		compiler_put(to, flavour, m);
		fputs(flavour == FLAVOUR_PLAIN || flavour_is_mpi(flavour) ? "" : " -O1", to);
		compiler_put_quoted(to, "-c ", *name);
		fprintf(to, " -o \"$out\"/%d.o", number++);
	}
	fprintf(to,
	        " && { nm -D --defined-only %s | " RESERVED_NAMES " >\"$out\"/runtime; } && "
	        "test -s \"$out\"/runtime",
	        runtime_of[flavour]);
	fprintf(to, " && tar -c -C \"$out\" . >&%d", COMPILER_FIRST_FD);
	return text_close(&text);
}

/* The line with the first error; the first line if none has one.  Caller frees. */
static char *first_error(const char *said)
{
	const char *error = strstr(said, "error: "), *line = error ? error : said;

	while (line > said && line[-1] != '\n')
		line--;
	return xstrndup(line, strcspn(line, "\n"));
}

static char *archive_of(const struct given *given)
{
	return path_join(given->program.folder, "given.tar");
}

/* --- kept from earlier runs ---------------------------------------------------- */

enum { ARCHIVE_BYTES_MAX = 64 << 20 };

/* The name of the kept archive; NULL if a source cannot be read. */
static char *kept_name(const struct workshop *w, const struct given *given, const char *src,
                       const char *script)
{
	char **files = folder_list(src);
	struct digest digest;
	bool whole = files != NULL;

	digest_begin(&digest);
	digest_text(&digest, script);
	digest_text(&digest, w->compiler);
	for (char **file = files; whole && *file; file++) {
		char *path = path_join(src, *file);
		size_t bytes = 0;
		bool headers = path_is_folder(path); /* of libraries, which do not change */
		char *data = headers ? NULL : file_read(path, ARCHIVE_BYTES_MAX, &bytes);
		whole = headers || data != NULL;
		digest_text(&digest, *file);
		digest_bytes(&digest, data ? data : "", bytes);
		free(data);
		free(path);
	}
	strv_free(files);
	char *key = digest_end(&digest), *name = whole ? xasprintf("%s-%s-%s.tar", given->exercise->name,
	                                                           flavour_name(given->flavour), key)
	                                               : NULL;
	free(key);
	return name;
}

/* False: it is not there, or cannot be had. */
static bool copy_kept(const struct folder *from, const char *name, const char *to)
{
	size_t bytes;
	char *data = folder_has(from, name) ? folder_read(from, name, ARCHIVE_BYTES_MAX, &bytes) : NULL;
	bool copied = data && file_write(to, data, bytes) == 0 && chmod(to, 0644) == 0;

	free(data);
	return copied;
}

static void keep(const struct folder *to, const char *name, const char *archive)
{
	size_t bytes;
	char *data = file_read(archive, ARCHIVE_BYTES_MAX, &bytes);

	if (data)
		folder_write(to, name, data, bytes);
	free(data);
}

/* --- made ------------------------------------------------------------------------ */

/* compile: -1 if the sandbox failed; what does not compile is a `problem`. */
static int compile(struct workshop *w, struct given *given, const char *src, const char *script,
                   const char *archive)
{
	struct compiled compiled;
	int failed = compiler_run(w, script, src, NULL, 0, &compiled);

	if (!failed && compiled.good) {
		failed = compiler_keep(&compiled, 0, archive, 0644);
	} else if (!failed) {
		char *line = first_error(compiled.said);
		given->problem = xasprintf("assignments/%s: the given files do not compile (%s): %s",
		                           given->exercise->name, flavour_name(given->flavour), line);
		free(line);
	}
	compiled_free(&compiled);
	return failed;
}

static int make_objects(struct workshop *w, struct given *given)
{
	struct folder kept = {.fd = -1};
	int failed = 0;

	if (collect_given(w, given->exercise, &given->program) != 0)
		return -1;
	char *src = path_join(given->program.folder, "src"), *archive = archive_of(given),
	     *script = objects_script(given->exercise, given->flavour),
	     *name = kept_name(w, given, src, script), *place = path_join(w->home, "build/given");
	bool keeps = name && folder_open(&kept, place) == 0;
	if (!keeps || !copy_kept(&kept, name, archive)) {
		failed = compile(w, given, src, script, archive);
		if (keeps && !failed && !given->problem)
			keep(&kept, name, archive);
	}
	if (keeps)
		folder_close(&kept);
	free(src);
	free(archive);
	free(script);
	free(name);
	free(place);
	return failed;
}

static struct given *find_objects(const struct givens *g, const struct manifest *m, enum flavour flavour)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->made[i]->exercise == m && g->made[i]->flavour == flavour)
			return g->made[i];
	return NULL;
}

/* After a failure of the sandbox, the next call tries again. */
static struct given *find_or_make(struct workshop *w, const struct manifest *m, enum flavour flavour)
{
	struct given *given = find_objects(w->givens, m, flavour);

	if (given)
		return given;
	given = xcalloc(1, sizeof *given);
	*given = (struct given){.exercise = m, .flavour = flavour};
	if (make_objects(w, given) != 0) {
		program_free(&given->program);
		free(given);
		return NULL;
	}
	*GROW(w->givens->made, w->givens->count) = given;
	return given;
}

char *given_objects(struct workshop *w, const struct manifest *m, enum flavour flavour)
{
	pthread_mutex_lock(&w->givens->lock);
	struct given *given = find_or_make(w, m, flavour);
	char *archive = given && !given->problem ? archive_of(given) : NULL;

	if (given && given->problem)
		error_set("%s", given->problem);
	pthread_mutex_unlock(&w->givens->lock);
	return archive;
}
