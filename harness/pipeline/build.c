/* build.c - from sources to a driver, in a box.
 *
 * The compiler reads a stranger's text, so it sees only this run's sources, the
 * kit and the tool chain, and writes only to the box's /tmp; the finished
 * program comes out through an open file.  Three flavours: plain, for checking
 * and timing; address (AddressSanitizer and UBSan, gcc); thread
 * (ThreadSanitizer, clang, whose OpenMP runtime tells it of barriers through
 * Archer).  Nothing of it is ever run by the build.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "stages.h"

enum { SAID_BYTES = 64 * 1024, SHOWN_LINES = 12, PROGRAM_BYTES_MAX = 64 << 20, OUTPUT_FD = 3 };

/* The manifest's flags follow; a later -O3 overrules -O2. */
static const char *const compile_with[FLAVOUR_COUNT] = {
	"gcc -std=c17 -D_GNU_SOURCE -g -Wall -Wextra -fopenmp -pthread -O2",
	"gcc -std=c17 -D_GNU_SOURCE -g -Wall -Wextra -fopenmp -pthread -O1 -fno-omit-frame-pointer "
	"-fsanitize=address,undefined",
	"clang -std=c17 -D_GNU_SOURCE -g -Wno-everything -fopenmp -pthread -O1 -fno-omit-frame-pointer -fsanitize=thread",
};

static const char *const preprocess_with[FLAVOUR_COUNT] = {
	[FLAVOUR_ADDRESS] = "gcc -std=c17 -D_GNU_SOURCE -fopenmp -pthread",
	[FLAVOUR_THREAD] = "clang -std=c17 -D_GNU_SOURCE -fopenmp -pthread",
};
/* Where the sanitizer's own functions are defined. */
static const char *const runtime_of[FLAVOUR_COUNT] = {
	[FLAVOUR_ADDRESS] = "nm -D --defined-only \"$(gcc -print-file-name=libasan.so)\" "
			    "\"$(gcc -print-file-name=libubsan.so)\"",
	[FLAVOUR_THREAD] = "nm --defined-only \"$(clang -print-file-name=libclang_rt.tsan-$(uname -m).a)\"",
};
static const char *const excuses[] = {
	"no_sanitize(...)=",
	"__no_sanitize__(...)=",
	"no_sanitize_address=",
	"__no_sanitize_address__=",
	"no_address_safety_analysis=",
	"__no_address_safety_analysis__=",
	"no_sanitize_thread=",
	"__no_sanitize_thread__=",
	"no_sanitize_memory=",
	"__no_sanitize_memory__=",
	"no_sanitize_undefined=",
	"__no_sanitize_undefined__=",
	"disable_sanitizer_instrumentation=",
	"__disable_sanitizer_instrumentation__=",
};

const char *flavour_name(enum flavour flavour)
{
	static const char *const names[FLAVOUR_COUNT] = {"plain", "address", "thread"};

	return names[flavour];
}

/* The manifest's words go into a shell's line: they are the instructor's, but quoting costs nothing. */
static void put_quoted(FILE *to, const char *before, const char *word)
{
	fprintf(to, " %s'", before);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	fputc('\'', to);
}

static void put_flags(FILE *to, const struct manifest *m, enum flavour flavour)
{
	for (char **flag = m->flags; flag && *flag && flavour == FLAVOUR_PLAIN; flag++)
		put_quoted(to, "", *flag);
}

/* One file of the student's becomes /tmp/NUMBER.o.
 *
 * With a sanitizer in two steps.  The first preprocesses, without it, so that
 * no #if can tell one flavour from another.  In what came out, in which nothing
 * can be undefined any more, the attributes that excuse a function from being
 * watched are taken for nothing. */
static void put_compile(FILE *to, const char *name, enum flavour flavour, const struct manifest *m,
                        int number)
{
	if (flavour == FLAVOUR_PLAIN) {
		fprintf(to, " && %s", compile_with[flavour]);
		put_flags(to, m, flavour);
		put_quoted(to, "", name);
		fprintf(to, " -c -o \"$tmp\"/%d.o", number);
		return;
	}
	fprintf(to, " && %s -E", preprocess_with[flavour]);
	put_quoted(to, "", name);
	fprintf(to, " -o \"$tmp\"/%d.i && %s", number, compile_with[flavour]);
	for (size_t i = 0; i < ARRAY_LENGTH(excuses); i++)
		put_quoted(to, "-D", excuses[i]);
	fprintf(to, " -x c -c \"$tmp\"/%d.i -o \"$tmp\"/%d.o", number, number);
	/* Weak references that the plain program leaves open stay open here. */
	fprintf(to,
	        " && %s -x c -c -w -o \"$tmp\"/weak.o \"$tmp\"/%d.i && nm \"$tmp\"/weak.o | "
	        "sed -n 's/^ *[wv] \\(.*\\)/\\1 parlab_absent_\\1/p' >>\"$tmp\"/absent",
	        preprocess_with[flavour], number);
}

/* A function of the sanitizer's that the object defines itself would be called
 * by the object's own instrumentation, and see to it that nothing is reported. */
static void put_names_check(FILE *to, enum flavour flavour)
{
	static const char reserved[] = "sed -n 's/^.* \\(__[^@]*\\).*$/\\1/p' | sort -u";

	if (!runtime_of[flavour])
		return;
	fprintf(to, " && { nm --defined-only \"$tmp\"/student.o | %s >\"$tmp\"/own; }", reserved);
	fprintf(to, " && { %s 2>/dev/null | %s >\"$tmp\"/runtime; } && test -s \"$tmp\"/runtime",
	        runtime_of[flavour], reserved);
	fputs(" && comm -12 \"$tmp\"/own \"$tmp\"/runtime >\"$tmp\"/both && if test -s \"$tmp\"/both; then "
	      "echo \"these names are the sanitizer's own:\"; cat \"$tmp\"/both; exit 1; fi",
	      to);
}

/* The student's files are compiled by themselves, with the manifest's flags,
 * so that the compiler's words are about them alone.  Then they become one
 * object in which only the exercise's own names, EXERCISE_..., can be seen from
 * outside: what else they define stays theirs, and takes the place of nothing
 * in the kit, the C library or a sanitizer. */
static char *script_of(const struct manifest *m, const struct program *program, enum flavour flavour)
{
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	int number = 0;

	fputs("src=$1 kit=$2 tmp=$3; cd \"$src\" && : >\"$tmp\"/absent", to);
	for (char **name = m->submit; *name; name++) {
		char *relative = path_join("src", *name), *path = path_join(program->folder, relative);
		if (path_is_file(path))
			put_compile(to, *name, flavour, m, number++);
		free(relative);
		free(path);
	}
	fputs(" && ld -r -o \"$tmp\"/student.o", to);
	for (int i = 0; i < number; i++)
		fprintf(to, " \"$tmp\"/%d.o", i);
	put_names_check(to, flavour);
	fprintf(to,
	        " && objcopy --wildcard --keep-global-symbol='%s_*' --redefine-syms=\"$tmp\"/absent \"$tmp\"/student.o",
	        m->name);
	fprintf(to, " && %s", compile_with[flavour]);
	put_flags(to, m, flavour);
	fputs(" -o \"$tmp\"/driver \"$tmp\"/student.o", to);
	for (char **name = m->given; name && *name; name++)
		put_quoted(to, "", *name);
	fprintf(to, " driver.c \"$kit\"/%s.a", flavour_name(flavour));
	for (char **library = m->libraries; library && *library; library++)
		put_quoted(to, "-l", *library);
	fprintf(to, " && cat \"$tmp\"/driver >&%d", OUTPUT_FD);
	fclose(to);
	return text;
}

/* Keep the first lines; say how many more there were. */
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

static int run_compiler(struct workshop *w, struct program *program, const char *script, int out, int said,
                        struct box_result *result)
{
	char *const argv[] = {"/bin/sh", "-c", (char *)script, "sh", "/src", "/kit", "/tmp", NULL};
	char *src = path_join(program->folder, "src"), *kit = path_join(w->tools, "kit");
	struct box_view views[] = {{src, "/src"}, {kit, "/kit"}};
	struct box_file files[] = {{out, OUTPUT_FD}};
	struct box_request request = {
		.argv = argv,
		.views = views,
		.view_count = ARRAY_LENGTH(views),
		.files = files,
		.file_count = ARRAY_LENGTH(files),
		.stdout_fd = said,
		.stderr_fd = said,
		.toolchain = true,
		.limits = {.wall_s = 60,
	                   .cpu_s = 40,
	                   .memory_bytes = (size_t)2 << 30,
	                   .processes = 32,
	                   .file_bytes = PROGRAM_BYTES_MAX,
	                   .tmp_bytes = 256 << 20},
	};
	int failed = box_run(&request, result);

	free(src);
	free(kit);
	return failed;
}

static char *why_compiler_stopped(const struct box_result *result, char *said)
{
	const char *why = result->end == BOX_TIMED_OUT       ? "the compiler did not finish within 60 s"
	                  : result->end == BOX_CPU_EXHAUSTED ? "the compiler used more than 40 s of CPU time"
	                  : result->end == BOX_OUT_OF_MEMORY ? "the compiler needed more than 2 GiB of memory"
	                                                     : NULL;

	if (!why)
		return said;
	char *both = xasprintf("%s\n%s", why, said);
	free(said);
	return both;
}

/* A program came out if something executable did: the exit code is the compiler's, not the student's. */
static int keep_program(struct program *program, enum flavour flavour, int out)
{
	char *path = xasprintf("%s/%s", program->folder, flavour_name(flavour)),
	     *copy = xasprintf("/proc/self/fd/%d", out);
	int from = open(copy, O_RDONLY | O_CLOEXEC),
	    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	char bytes[65536];
	ssize_t got = 0;
	int failed = from < 0 || to < 0;

	while (!failed && (got = read(from, bytes, sizeof bytes)) > 0)
		failed = write(to, bytes, (size_t)got) != got;
	failed = failed || got < 0 || fchmod(to, 0755) != 0 ? error_errno("%s: cannot keep the program", path)
	                                                    : 0;
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	free(copy);
	if (failed)
		free(path);
	else
		program->built[flavour] = path;
	return failed;
}

int build_program(struct workshop *w, const struct manifest *m, struct program *program, enum flavour flavour,
                  bool *good, char **said)
{
	char *script = script_of(m, program, flavour);
	int out = memory_file("driver", 0), words = memory_file("said", SAID_BYTES), failed = -1;
	struct box_result result;
	struct stat status;

	*good = false;
	*said = NULL;
	if (out >= 0 && words >= 0 && fcntl(words, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0 &&
	    run_compiler(w, program, script, out, words, &result) == 0 && fstat(out, &status) == 0) {
		failed = 0;
		*said = why_compiler_stopped(&result, read_words(words));
		*good = result.end == BOX_EXITED && result.code == 0 && status.st_size > 0;
		if (*good)
			failed = keep_program(program, flavour, out);
	}
	if (out >= 0)
		close(out);
	if (words >= 0)
		close(words);
	free(script);
	return failed;
}

int build_submission(struct submission *sub)
{
	bool good;
	char *said;

	if (build_program(sub->workshop, sub->job.exercise, &sub->program, FLAVOUR_PLAIN, &good, &said) != 0)
		return -1;
	if (!good || *said) {
		struct finding *f = outcome_add_finding(&sub->outcome);
		f->stage = STAGE_BUILD;
		f->verdict = good ? VERDICT_CORRECT : VERDICT_DID_NOT_COMPILE;
		f->message = xasprintf("%s %s.", sub->job.exercise->submit[0],
		                       good ? "compiles, with warnings" : "does not compile");
		f->detail = said;
		f->hint = good ? NULL
		               : xstrdup("Mend the first message first; the others often follow from it.");
		return 0;
	}
	free(said);
	return 0;
}
