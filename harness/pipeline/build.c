/* build.c - from sources to a driver, in a box.
 *
 * The compiler reads untrusted text, so it sees only this submission's sources, the
 * kit and the tool chain, and writes only to the box's /tmp.  The finished program
 * leaves through an open file.  Three flavours of one preprocessed
 * text, by one compiler: plain, for checking and timing; address
 * (AddressSanitizer and UBSan); thread (ThreadSanitizer, with an OpenMP runtime
 * that tells it of barriers).  The build never runs any of them.
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

enum { SAID_BYTES = 64 * 1024, SHOWN_LINES = 12, PROGRAM_BYTES_MAX = 64 << 20 };
/* What comes out of a build: the program; of the plain one, the text that all flavours
 * compile; and where the student's code lies in the program. */
enum { PROGRAM_FD = 3, TEXT_FD, CODE_FD, OUTPUTS = 3 };

#define COMPILER "gcc -std=c17 -D_GNU_SOURCE -g -fopenmp -pthread"
/* The manifest's flags follow in the plain flavour, where a later -O3 overrides -O2. */
static const char *const compile_with[FLAVOUR_COUNT] = {
	COMPILER " -Wall -Wextra -O2",
	COMPILER " -w -O1 -fno-omit-frame-pointer -fsanitize=address,undefined",
	/* Not optimised: what the optimiser removes or keeps in registers cannot be seen to race. */
	COMPILER " -w -O0 -fno-omit-frame-pointer -fsanitize=thread",
};
/* LLVM's OpenMP runtime understands what GCC compiles, and tells ThreadSanitizer of
 * barriers, locks and tasks through Archer, which it loads from its own folder.
 * With GCC's own runtime it reports races in correct programs. */
static const char thread_link[] = "omp=$(dirname \"$(readlink -f \"$(gcc -print-file-name=libomp.so.5)\")\")";
static const char *const link_with[FLAVOUR_COUNT] = {
	COMPILER,
	COMPILER " -fsanitize=address,undefined",
	"gcc -pthread -fsanitize=thread",
};
static const char *const openmp_of[FLAVOUR_COUNT] = {
	"",
	"",
	" -L\"$omp\" -l:libomp.so.5 -Wl,--disable-new-dtags,-rpath,\"$omp\"",
};
/* Where the sanitizer's own functions are defined. */
static const char *const runtime_of[FLAVOUR_COUNT] = {
	[FLAVOUR_ADDRESS] = "\"$(gcc -print-file-name=libasan.so)\" \"$(gcc -print-file-name=libubsan.so)\"",
	[FLAVOUR_THREAD] = "\"$(gcc -print-file-name=libtsan.so)\"",
};
/* no_sanitize attributes are renamed to unknown ones, in all flavours alike.  (Every
 * occurrence of the word is replaced: nothing else has that name.) */
static const char unexcuse[] =
	"sed -E 's/\\b(__)?(no_sanitize|no_address_safety|disable_sanitizer)\\w*/parlab_no_excuse/g'";

const char *flavour_name(enum flavour flavour)
{
	static const char *const names[FLAVOUR_COUNT] = {"plain", "address", "thread"};

	return names[flavour];
}

/* The manifest's words become part of a shell command.  They are trusted, but quoted all the same. */
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

/* The student's files are preprocessed once, with the manifest's flags, and all
 * flavours compile that text: no #if, no __OPTIMIZE__, __AVX2__ or __TIME__ can tell
 * them apart.  The texts leave the box as one archive. */
static void put_preprocess(FILE *to, const char *name, const struct manifest *m, int number)
{
	fprintf(to, " && %s -E", compile_with[FLAVOUR_PLAIN]);
	put_flags(to, m, FLAVOUR_PLAIN);
	put_quoted(to, "", name);
	fprintf(to, " -o \"$tmp\"/raw.i && %s \"$tmp\"/raw.i >\"$text\"/%d.i", unexcuse, number);
}

/* A text becomes /tmp/NUMBER.o. */
static void put_compile(FILE *to, enum flavour flavour, const struct manifest *m, int number)
{
	fprintf(to, " && %s", compile_with[flavour]);
	put_flags(to, m, flavour);
	fprintf(to, " -fpreprocessed -x cpp-output -c \"$text\"/%d.i -o \"$tmp\"/%d.o", number, number);
}

/* If the object defines a function of the sanitizer itself, its instrumentation calls
 * that one, and nothing is reported. */
static void put_names_check(FILE *to, enum flavour flavour)
{
	static const char reserved[] = "sed -n 's/^.* \\(__[^@]*\\).*$/\\1/p' | sort -u";

	if (!runtime_of[flavour])
		return;
	fprintf(to, " && { nm --defined-only \"$tmp\"/student.o | %s >\"$tmp\"/own; }", reserved);
	fprintf(to, " && { nm -D --defined-only %s | %s >\"$tmp\"/runtime; } && test -s \"$tmp\"/runtime",
	        runtime_of[flavour], reserved);
	fputs(" && comm -12 \"$tmp\"/own \"$tmp\"/runtime >\"$tmp\"/both && if test -s \"$tmp\"/both; then "
	      "echo \"these names are the sanitizer's own:\"; cat \"$tmp\"/both; exit 1; fi",
	      to);
}

/* With these a program finds functions by name at run time: a sanitizer's own, with which
 * it can be told to look away for a while. */
static void put_lookup_check(FILE *to)
{
	fputs(" && nm --undefined-only \"$tmp\"/student.o | "
	      "sed -nE '/ (dlopen|dlmopen|dlsym|dlvsym|dlinfo|dl_iterate_phdr)(@.*)?$/p' >\"$tmp\"/lookup && "
	      "if test -s \"$tmp\"/lookup; then echo \"functions may not be looked up at run time:\"; "
	      "cat \"$tmp\"/lookup; exit 1; fi",
	      to);
}

/* All code of the student's, whatever section it asked for, lies in one section. */
static const char merge_script[] =
	"SECTIONS { student_code 0 : { INPUT_SECTION_FLAGS (SHF_EXECINSTR) *(*) } }";

/* The student's objects become one, in which only the exercise's own names,
 * EXERCISE_..., are visible: nothing else that they define can replace a
 * function of the kit, the C library or a sanitizer.  Symbols of
 * a kind that cannot be hidden (unique, indirect functions) are refused. */
static void put_merge(FILE *to, enum flavour flavour, const struct manifest *m, int count)
{
	fprintf(to, " && echo '%s' >\"$tmp\"/merge.ld && ld -r -T \"$tmp\"/merge.ld -o \"$tmp\"/student.o",
	        merge_script);
	for (int i = 0; i < count; i++)
		fprintf(to, " \"$tmp\"/%d.o", i);
	put_names_check(to, flavour);
	put_lookup_check(to);
	fprintf(to, " && objcopy --wildcard --keep-global-symbol='%s_*'", m->name);
	if (flavour != FLAVOUR_PLAIN) /* weak references that the plain program leaves open stay open */
		fputs(" --redefine-syms=\"$text\"/absent", to);
	fprintf(to,
	        " \"$tmp\"/student.o && nm --defined-only \"$tmp\"/student.o | "
	        "sed -nE '/^[0-9a-f]* [a-z] /{/ [iu] /!d}; / C \\.gomp_critical_user_/d; / %s_[^@]*$/!p' >\"$tmp\"/visible && "
	        "if test -s \"$tmp\"/visible; then echo \"these symbols cannot be hidden:\"; "
	        "cat \"$tmp\"/visible; exit 1; fi",
	        m->name);
}

static void put_link(FILE *to, enum flavour flavour, const struct manifest *m)
{
	if (flavour == FLAVOUR_THREAD)
		fprintf(to, " && %s", thread_link);
	fprintf(to, " && %s", compile_with[flavour]);
	put_flags(to, m, flavour);
	fputs(" -c driver.c -o \"$tmp\"/driver.o", to);
	int number = 0;
	for (char **name = m->given; name && *name; name++) {
		fprintf(to, " && %s", compile_with[flavour]);
		put_flags(to, m, flavour);
		fputs(flavour == FLAVOUR_PLAIN ? "" : " -O1", to);
		put_quoted(to, "-c ", *name);
		fprintf(to, " -o \"$tmp\"/given%d.o", number++);
	}
	fprintf(to,
	        " && %s -Wl,-u,__start_student_code,-u,__stop_student_code -o \"$tmp\"/driver "
	        "\"$tmp\"/student.o \"$tmp\"/driver.o",
	        link_with[flavour]);
	for (int i = 0; i < number; i++)
		fprintf(to, " \"$tmp\"/given%d.o", i);
	fprintf(to, " \"$kit\"/%s.a%s", flavour_name(flavour), openmp_of[flavour]);
	for (char **library = m->libraries; library && *library; library++)
		put_quoted(to, "-l", *library);
	fprintf(to,
	        " && nm \"$tmp\"/driver | sed -nE 's/ [A-Za-z] __(start|stop)_student_code$//p' | sort >&%d",
	        CODE_FD);
	fprintf(to, " && cat \"$tmp\"/driver >&%d", PROGRAM_FD);
}

/* The whole build, as a script for the box's shell.  The student's files are compiled
 * by themselves, so that the compiler's words are about them alone. */
static char *script_of(const struct manifest *m, const struct program *program, enum flavour flavour)
{
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	int count = 0;

	fputs("src=$1 kit=$2 tmp=$3 text=$3/text; cd \"$src\" && mkdir \"$text\"", to);
	if (flavour != FLAVOUR_PLAIN)
		fputs(" && tar -x -f /text.tar -C \"$text\"", to);
	for (char **name = m->submit; *name; name++) {
		char *relative = path_join("src", *name), *path = path_join(program->folder, relative);
		if (path_is_file(path)) {
			if (flavour == FLAVOUR_PLAIN)
				put_preprocess(to, *name, m, count);
			put_compile(to, flavour, m, count++);
		}
		free(relative);
		free(path);
	}
	put_merge(to, flavour, m, count);
	put_link(to, flavour, m);
	if (flavour == FLAVOUR_PLAIN)
		fprintf(to,
		        " && nm \"$tmp\"/driver | sed -n 's/^ *[wv] \\([^@]*\\)$/\\1 parlab_absent_\\1/p' "
		        ">\"$text\"/absent && tar -c -C \"$text\" . >&%d",
		        TEXT_FD);
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

static char *text_of(const struct program *program)
{
	return path_join(program->folder, "text.tar");
}

static int run_compiler(struct workshop *w, struct program *program, const char *script,
                        const int outputs[OUTPUTS], int said, struct box_result *result)
{
	char *const argv[] = {"/bin/sh", "-c", (char *)script, "sh", "/src", "/kit", "/tmp", NULL};
	char *src = path_join(program->folder, "src"), *kit = path_join(w->tools, "kit"),
	     *text = text_of(program);
	struct box_view views[] = {{src, "/src"}, {kit, "/kit"}, {text, "/text.tar"}};
	struct box_file files[] = {{outputs[0], PROGRAM_FD}, {outputs[1], TEXT_FD}, {outputs[2], CODE_FD}};
	struct box_request request = {
		.argv = argv,
		.views = views,
		.view_count = path_is_file(text) ? 3 : 2,
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
	free(text);
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

/* Copy what came out to a file that boxes can be shown. */
static int keep_output(int out, const char *path, unsigned permissions)
{
	char *from = xasprintf("/proc/self/fd/%d", out);
	int in = open(from, O_RDONLY | O_CLOEXEC),
	    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions);
	char bytes[65536];
	ssize_t got = 0;
	int failed = in < 0 || to < 0;

	while (!failed && (got = read(in, bytes, sizeof bytes)) > 0)
		failed = write(to, bytes, (size_t)got) != got;
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

/* Two numbers, "FROM\nTO\n".  None: then names alone tell whose a report is. */
static struct code read_code(int fd)
{
	char text[64] = "", *end = text;
	struct code code = {0};

	if (pread(fd, text, sizeof text - 1, 0) > 0) {
		code.from = strtoull(text, &end, 16);
		code.to = strtoull(end, NULL, 16);
	}
	return code;
}

/* The build succeeded if the output is executable: the exit code comes from inside the box. */
static int keep_outputs(struct program *program, enum flavour flavour, const int outputs[OUTPUTS])
{
	char *path = path_join(program->folder, flavour_name(flavour)), *text = text_of(program);
	int failed = keep_output(outputs[0], path, 0755);

	if (!failed && flavour == FLAVOUR_PLAIN)
		failed = keep_output(outputs[1], text, 0644);
	free(text);
	if (failed)
		free(path);
	else
		program->built[flavour] = path;
	program->code[flavour] = read_code(outputs[2]);
	return failed;
}

/* A flavour with a sanitizer needs the text that the plain one made. */
int build_program(struct workshop *w, const struct manifest *m, struct program *program, enum flavour flavour,
                  bool *good, char **said)
{
	char *script = script_of(m, program, flavour);
	int outputs[OUTPUTS] = {memory_file("driver", 0), memory_file("text", 0), memory_file("code", 0)};
	int words = memory_file("said", SAID_BYTES), failed = -1;
	struct box_result result;
	struct stat status;

	*good = false;
	*said = NULL;
	if (outputs[0] >= 0 && outputs[1] >= 0 && outputs[2] >= 0 && words >= 0 &&
	    fcntl(words, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0 &&
	    run_compiler(w, program, script, outputs, words, &result) == 0 &&
	    fstat(outputs[0], &status) == 0) {
		failed = 0;
		*said = why_compiler_stopped(&result, read_words(words));
		*good = result.end == BOX_EXITED && result.code == 0 && status.st_size > 0;
		if (*good)
			failed = keep_outputs(program, flavour, outputs);
	}
	const int open_files[] = {outputs[0], outputs[1], outputs[2], words};
	for (size_t i = 0; i < ARRAY_LENGTH(open_files); i++)
		if (open_files[i] >= 0)
			close(open_files[i]);
	free(script);
	return failed;
}

int build_submission(struct submission *sub)
{
	bool good;
	char *said;

	if (build_program(sub->workshop, sub->job.exercise, &sub->program, FLAVOUR_PLAIN, &good, &said) != 0)
		return -1;
	if (!good && vouch_build(sub) != 0) {
		free(said);
		return -1;
	}
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
