/* build.c - from sources to a driver.
 *
 * Flavours of one preprocessed text, by one compiler (compiler.h), each linked
 * with the assignment's own objects (given.c): plain, for checking and timing; address
 * (AddressSanitizer and UBSan); thread (ThreadSanitizer, with an OpenMP runtime that
 * tells it of barriers); mpi, with Open MPI and the files for mpi mode, which only it has.  The
 * build never runs any of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "compiler.h"

/* What comes out of a build: the program; of the plain one, the text that all flavours
 * compile; and where the student's code lies in the program. */
enum { PROGRAM, TEXT, CODE };
static int descriptor_of(int output)
{
	return COMPILER_FIRST_FD + output;
}

/* LLVM's OpenMP runtime understands what GCC compiles, and tells ThreadSanitizer of
 * barriers, locks and tasks through Archer, which it loads from its own folder.
 * With GCC's own runtime it reports races in correct programs; where that is all there is,
 * openmp mode is not run with this flavour (sanitize.c). */
static const char thread_link[] = "omp=$(dirname \"$(readlink -f \"$(gcc -print-file-name=libomp.so.5)\")\")";
static const char thread_openmp[] = " -L\"$omp\" -l:libomp.so.5 -Wl,--disable-new-dtags,-rpath,\"$omp\"";
static const char *const link_with[FLAVOUR_COUNT] = {
	"gcc -pthread -fopenmp",
	"gcc -pthread -fopenmp -fsanitize=address,undefined",
	"gcc -pthread -fsanitize=thread",
	"gcc -pthread -fopenmp",
	"smpicc -pthread -fopenmp -Wl,-u,main", /* a shared object, which does not ask for main() */
};
/* no_sanitize attributes are renamed to unknown ones, in all flavours alike.  (Every
 * occurrence of the word is replaced: nothing else has that name.) */
static const char unexcuse[] =
	"sed -E 's/\\b(__)?(no_sanitize|no_address_safety|disable_sanitizer)\\w*/parlab_no_excuse/g'";

/* The student's files are preprocessed once, with the manifest's flags, and all
 * flavours compile that text: no #if, no __OPTIMIZE__, __AVX2__ or __TIME__ can tell
 * them apart.  The texts leave the box as one archive. */
static void put_preprocess(FILE *to, const char *name, enum flavour flavour, const struct manifest *m,
                           int number)
{
	fputs(" && ", to);
	compiler_put(to, flavour, m);
	if (flavour == FLAVOUR_SMPI) /* notes which call a rank is in */
		fputs(" -include mpi_calls.h", to);
	compiler_put_quoted(to, "-E ", name);
	fprintf(to, " -o \"$tmp\"/raw.i && %s \"$tmp\"/raw.i >\"$text\"/%d.i", unexcuse, number);
}

/* A text becomes /tmp/NUMBER.o.  `told`: its warnings were, by another flavour. */
static void put_compile(FILE *to, enum flavour flavour, const struct manifest *m, int number, bool told)
{
	fputs(" && ", to);
	compiler_put(to, flavour, m);
	fprintf(to, "%s -fpreprocessed -x cpp-output -c \"$text\"/%d.i -o \"$tmp\"/%d.o", told ? " -w" : "",
	        number, number);
}

/* If the object defines a function of the sanitizer itself, its instrumentation calls
 * that one, and nothing is reported. */
static void put_names_check(FILE *to)
{
	fputs(" && { nm --defined-only \"$tmp\"/student.o | " RESERVED_NAMES " >\"$tmp\"/own; } && "
	      "comm -12 \"$tmp\"/own \"$given\"/runtime >\"$tmp\"/both && if test -s \"$tmp\"/both; then "
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

/* All of the student's code is put into one section, whatever section it names. */
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
	put_names_check(to);
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

static void put_link(FILE *to, enum flavour flavour, const struct manifest *m, bool archer)
{
	bool told = flavour == FLAVOUR_THREAD && archer;

	if (told)
		fprintf(to, " && %s", thread_link);
	fprintf(to,
	        " && %s -Wl,-u,__start_student_code,-u,__stop_student_code -o \"$tmp\"/driver "
	        "\"$tmp\"/student.o \"$given\"/*.o",
	        link_with[flavour]);
	fprintf(to, " \"$kit\"/%s.a%s", flavour_name(flavour),
	        told                        ? thread_openmp
	        : flavour == FLAVOUR_THREAD ? " -fopenmp"
	        : flavour == FLAVOUR_MPI    ? " $(pkg-config --libs ompi-c)"
	                                    : "");
	fputs(" -Wl,--as-needed", to); /* a library that nothing here calls would cost time at each start */
	for (char **library = m->libraries; library && *library; library++)
		compiler_put_quoted(to, "-l", *library);
	fprintf(to,
	        " && nm \"$tmp\"/driver | sed -nE 's/ [A-Za-z] __(start|stop)_student_code$//p' | sort >&%d",
	        descriptor_of(CODE));
	fprintf(to, " && cat \"$tmp\"/driver >&%d", descriptor_of(PROGRAM));
}

static bool is_handed_in(const struct program *program, const char *name)
{
	char *relative = path_join("src", name), *path = path_join(program->folder, relative);
	bool there = path_is_file(path);

	free(relative);
	free(path);
	return there;
}

/* All of them, or the objects of a model solution without its source: returns how many.  Those
 * for mpi mode come last, so that the numbers of the others are the same in every flavour. */
static int put_sources(FILE *to, const struct manifest *m, const struct program *program,
                       enum flavour flavour)
{
	int count = 0;

	for (int for_mpi = 0; for_mpi < (flavour_is_mpi(flavour) ? 2 : 1); for_mpi++)
		for (char **name = m->submit; *name; name++) {
			if (manifest_is_mpi(*name) != for_mpi || !is_handed_in(program, *name))
				continue;
			if (for_mpi || flavour == FLAVOUR_PLAIN)
				put_preprocess(to, *name, flavour, m, count);
			put_compile(to, flavour, m, count++, flavour_is_mpi(flavour) && !for_mpi);
		}
	if (count > 0)
		return count;
	fputs(" && cp " MODEL_OBJECT " \"$tmp\"/0.o", to);
	if (flavour == FLAVOUR_MPI)
		fputs(" && cp " MODEL_OBJECT_MPI " \"$tmp\"/1.o", to);
	return flavour == FLAVOUR_MPI ? 2 : 1;
}

/* The whole build, as a script for the box's shell.  The student's files are compiled
 * by themselves, so that the compiler's words are about them alone. */
static char *script_of(const struct manifest *m, const struct program *program, enum flavour flavour,
                       bool archer)
{
	struct text text;
	FILE *to = text_open(&text);

	fputs("src=$1 kit=$2 tmp=$3 text=$3/text given=$3/given; cd \"$src\" && mkdir \"$text\" \"$given\" && "
	      "tar -x -f \"$4\" -C \"$given\"",
	      to);
	if (flavour != FLAVOUR_PLAIN)
		fputs(" && tar -x -f \"$5\" -C \"$text\"", to);
	put_merge(to, flavour, m, put_sources(to, m, program, flavour));
	put_link(to, flavour, m, archer);
	if (flavour == FLAVOUR_PLAIN)
		fprintf(to,
		        " && nm \"$tmp\"/driver | sed -n 's/^ *[wv] \\([^@]*\\)$/\\1 parlab_absent_\\1/p' "
		        ">\"$text\"/absent && tar -c -C \"$text\" . >&%d",
		        descriptor_of(TEXT));
	return text_close(&text);
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

static char *text_of(const struct program *program)
{
	return path_join(program->folder, "text.tar");
}

static int keep_outputs(struct program *program, enum flavour flavour, const struct compiled *compiled)
{
	char *path = path_join(program->folder, flavour_name(flavour)), *text = text_of(program);
	int failed = compiler_keep(compiled, PROGRAM, path, 0755);

	if (!failed && flavour == FLAVOUR_PLAIN)
		failed = compiler_keep(compiled, TEXT, text, 0644);
	free(text);
	if (failed)
		free(path);
	else
		program->built[flavour] = path;
	program->code[flavour] = read_code(compiled->outputs[CODE]);
	return failed;
}

/* Every other flavour needs the text that the plain one made. */
int build_program(struct workshop *w, const struct manifest *m, struct program *program, enum flavour flavour,
                  bool *good, char **said)
{
	char *given = given_objects(w, m, flavour);

	*good = false;
	*said = NULL;
	if (!given)
		return -1;
	char *script = script_of(m, program, flavour, w->archer), *src = path_join(program->folder, "src"),
	     *text = text_of(program);
	struct box_view extra[] = {{given, "/given.tar"}, {text, "/text.tar"}};
	struct compiled compiled;
	int failed = compiler_run(w, script, src, extra, flavour == FLAVOUR_PLAIN ? 1 : 2, &compiled);
	if (!failed && compiled.good)
		failed = keep_outputs(program, flavour, &compiled);
	*good = !failed && compiled.good;
	*said = compiled.said;
	compiled.said = NULL;
	compiled_free(&compiled);
	free(given);
	free(script);
	free(src);
	free(text);
	return failed;
}

int build_model(struct workshop *w, const struct manifest *m, struct program *program, bool *good,
                char **said)
{
	if (build_program(w, m, program, FLAVOUR_PLAIN, good, said) != 0)
		return -1;
	bool lacks_mpi = is_handed_in(program, MODEL_OBJECT) && !is_handed_in(program, MODEL_OBJECT_MPI);
	if (!*good || !w->mpirun || !manifest_mode(m, MODE_MPI) || lacks_mpi)
		return 0;
	free(*said);
	return build_program(w, m, program, FLAVOUR_MPI, good, said);
}

void build_tell(struct submission *sub, bool good, const char *said)
{
	if (good && !*said)
		return;
	struct finding *f = outcome_add_finding(&sub->outcome);
	f->stage = STAGE_BUILD;
	f->verdict = good ? VERDICT_CORRECT : VERDICT_DID_NOT_COMPILE;
	f->message = xasprintf("%s %s.", sub->job.exercise->submit[0],
	                       good ? "compiles, with warnings" : "does not compile");
	f->detail = xstrdup(said);
	f->hint = good ? NULL : xstrdup("Fix the first message first; the others often follow from it.");
}
