/* manifest_sample.h - a valid assignment.yaml for the tests of the manifest, in a private
 * folder, and functions that change one thing in it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/base/base.h"
#include "../../harness/base/file.h"
#include "../../harness/course/manifest.h"

static const char GOOD[] =
	"title: Counting distinct prime factors\n"                                          /* line 1 */
	"points: 14\n"                                                                      /* 2 */
	"submit: [factorization.c, factorization_mpi.c]\n"                                  /* 3 */
	"given: [factorize.c]\n"                                                            /* 4 */
	"flags: [-O2]\n"                                                                    /* 5 */
	"libraries: [m]\n"                                                                  /* 6 */
	"modes:\n"                                                                          /* 7 */
	"  - {mode: serial, correct: 3, clean: 1}\n"                                        /* 8 */
	"  - {mode: fork, correct: 2, clean: 1, speed: 3.5}\n"                              /* 9 */
	"  - {mode: mpi, correct: 2.5}\n"                                                   /* 10 */
	"cases:\n"                                                                          /* 11 */
	"  - name: smallest\n"                                                              /* 12 */
	"    args: first=2 last=2\n"                                                        /* 13 */
	"    workers: [1, 2, 5]\n"                                                          /* 14 */
	"    sanitize: true\n"                                                              /* 15 */
	"  - {name: uneven, args: first=2 last=10007}\n"                                    /* 16 */
	"census: {args: first=2 last=200000, workers: 3}\n"                                 /* 17 */
	"measure: {args: first=2 last=3000000 jitter=1000}\n"                               /* 18 */
	"limits: {wall_s: 10, cpu_s: 20, memory_mib: 512, processes: 64, output_kib: 64}\n" /* 19 */
	"bands:\n"                                                                          /* 20 */
	"  - {gain: 0.8, share: 1.0}\n"                                                     /* 21 */
	"  - {gain: 0.4, share: 0.5}\n"                                                     /* 22 */
	"questions:\n"                                                                      /* 23 */
	"  - {name: why-dynamic, points: 1}\n";                                             /* 24 */

static char *home;     /* a temporary folder */
static char *exercise; /* home/factorization */

static void write_file(const char *name, const char *text, size_t bytes)
{
	char *path = path_join(exercise, name);

	cr_assert_eq(file_write(path, text, bytes), 0, "%s", error_text());
	free(path);
}

static void set_up(void)
{
	char name[] = "/tmp/test-manifest-XXXXXX";

	cr_assert_not_null(mkdtemp(name));
	home = xstrdup(name);
	exercise = path_join(home, "factorization");
	cr_assert_eq(folder_make(exercise, 0755), 0);
	write_file("factorize.c", "", 0);
}

static void tear_down(void)
{
	folder_remove(home);
	free(exercise);
	free(home);
}

/* Each file that includes this defines a suite with its own name. */
#define MANIFEST_SUITE(name) TestSuite(name, .init = set_up, .fini = tear_down)

/* changed: the valid manifest with the first `from` replaced by `to`. */
static char *changed(const char *from, const char *to)
{
	const char *at = strstr(GOOD, from);

	cr_assert_not_null(at, "the table's '%s' is not in the good manifest", from);
	return xasprintf("%.*s%s%s", (int)(at - GOOD), GOOD, to, at + strlen(from));
}

static struct manifest *load_text(const char *text)
{
	write_file("assignment.yaml", text, strlen(text));
	return manifest_load(exercise, NULL);
}

static const char CHARTS[] =
	"charts:\n"                                                                   /* line 25 */
	"  - name: gantt\n"                                                           /* 26 */
	"    title: Who did what when\n"                                              /* 27 */
	"    runs:\n"                                                                 /* 28 */
	"      - {args: n=1, modes: [fork, serial], workers: [2, 8]}\n"               /* 29 */
	"      - {args: n=2}\n"                                                       /* 30 */
	"sizes: {args: first=2 last=@ jitter=0, values: [10, 100], unit: numbers}\n"; /* 31 */

/* The valid manifest with CHARTS appended, in which the first `from` is replaced by `to`. */
static char *with_charts(const char *from, const char *to)
{
	const char *at = strstr(CHARTS, from);

	cr_assert_not_null(at, "the table's '%s' is not there", from);
	return xasprintf("%s%.*s%s%s", GOOD, (int)(at - CHARTS), CHARTS, to, at + strlen(from));
}
