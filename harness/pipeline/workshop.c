/* workshop.c - shared by all submissions: this host's capabilities, and a private folder
 * with the tools that boxes are shown.
 *
 * The tools are copied because a box runs as a user that may not be able to
 * read the folder parlab is kept in.  Read-only after workshop_open, and so
 * safe for several threads.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "../measure/fitness.h"
#include "stages.h"

enum { TOOL_PERMISSIONS = 0755 };

static char *first_line_of(char *const argv[])
{
	struct process_result result;

	if (process_run(argv, NULL, 10, &result) != 0)
		return xstrdup("?");
	char *line = xstrndup(result.output, strcspn(result.output, "\n"));
	free(result.output);
	return line;
}

static char *describe_compiler(void)
{
	char *version = first_line_of((char *const[]){"gcc", "-dumpfullversion", NULL});
	char *name = xasprintf("gcc %s", version);

	free(version);
	return name;
}

/* gcc prints a path if it finds the file, else only its name. */
static bool has_archer(void)
{
	char *path = first_line_of((char *const[]){"gcc", "-print-file-name=libomp.so.5", NULL});
	bool there = *path == '/';

	free(path);
	return there;
}

/* Open MPI's launcher, and the kit's part for it; NULL: one of them is not there. */
static char *find_mpirun(const struct workshop *w)
{
	char *kit = path_join(w->tools, "kit/mpi.a");
	char *found = path_is_file(kit) ? realpath("/usr/bin/mpirun.openmpi", NULL) : NULL;

	free(kit);
	return found;
}

/* Debian's `valgrind` is a script, which a box cannot run; the program is beside it.  NULL: there is none. */
static char *find_valgrind(void)
{
	static const char *const programs[] = {"/usr/bin/valgrind.bin", "/usr/bin/valgrind"};

	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++)
		if (path_is_file(programs[i]) && path_is_folder("/usr/libexec/valgrind"))
			return xstrdup(programs[i]);
	return NULL;
}

/* The description of the simulated cluster, where boxes may read it. */
static char *show_platform(const struct workshop *w)
{
	char *from = path_join(w->home, "harness/kit/mpi/cluster.xml"),
	     *to = path_join(w->tools, "cluster.xml");

	if (path_is_file(from))
		file_copy(from, to, 0644);
	free(from);
	return to;
}

/* SimGrid's program, which runs others as ranks; NULL: it or the kit's part for it is not there. */
static char *find_simulator(const struct workshop *w)
{
	char *kit = path_join(w->tools, "kit/smpi.a"), *found = NULL;
	glob_t places = {0};

	if (path_is_file(kit) && path_is_file(w->platform) &&
	    glob("/usr/lib/*/simgrid/smpimain", 0, NULL, &places) == 0)
		found = xstrdup(places.gl_pathv[0]);
	globfree(&places);
	free(kit);
	return found;
}

/* The findings of `parlab doctor`. */
static char *describe_fitness(const struct workshop *w, bool watch)
{
	struct fitness_inquiry inquiry = {
		.host = &w->host,
		.freezer = w->box_host.freezer,
		.cpu_time = w->box_host.cpu,
		.watch = watch,
		.root = "",
	};
	struct fitness fitness;

	fitness_read(&inquiry, &fitness);
	char *line = fitness_line(&fitness);
	fitness_free(&fitness);
	return line;
}

const char *workshop_watch(struct workshop *w)
{
	enum { STALE_S = 600 };
	int64_t now = clock_epoch_s();

	if (w->watched_at == 0 || now - w->watched_at > STALE_S) {
		free(w->doctor);
		w->doctor = describe_fitness(w, true);
		w->watched_at = now;
	}
	return w->doctor;
}

/* Copy every file of this folder to TOOLS/NAME. */
static int copy_tools(struct workshop *w, const char *name)
{
	char *from = self_built(w->home, name), *to = path_join(w->tools, name);
	char **files = folder_list(from);
	int failed = files && *files ? folder_make(to, TOOL_PERMISSIONS)
	                             : error_set("%s: empty or missing; run `make` first", from);

	for (char **file = files; !failed && file && *file; file++) {
		char *source = path_join(from, *file), *copy = path_join(to, *file);
		if (path_is_file(source))
			failed = file_copy(source, copy, TOOL_PERMISSIONS);
		free(source);
		free(copy);
	}
	strv_free(files);
	free(from);
	free(to);
	return failed;
}

/* What this process needs, raised if that is allowed.  With less, sandboxes fail in ways that
 * name anything but the cause. */
static int check_room(void)
{
	static const struct {
		int resource;
		rlim_t least;
		const char *what, *option;
	} needs[] = {
		{RLIMIT_NOFILE, 256, "open files", "-n"},
		{RLIMIT_AS, (rlim_t)8 << 30, "bytes of address space", "-v"},
		{RLIMIT_FSIZE, (rlim_t)1 << 30, "bytes in a file", "-f"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(needs); i++) {
		struct rlimit limit;
		if (getrlimit((__rlimit_resource_t)needs[i].resource, &limit) != 0)
			return error_errno("getrlimit");
		if (limit.rlim_max < needs[i].least)
			return error_set("only %llu %s are allowed here, and grading needs %llu; raise "
			                 "`ulimit %s`",
			                 (unsigned long long)limit.rlim_max, needs[i].what,
			                 (unsigned long long)needs[i].least, needs[i].option);
		if (limit.rlim_cur < needs[i].least) {
			limit.rlim_cur = needs[i].least;
			setrlimit((__rlimit_resource_t)needs[i].resource, &limit);
		}
	}
	return 0;
}

struct workshop *workshop_open(const char *home)
{
	if (check_room() != 0)
		return NULL;

	struct workshop *w = xcalloc(1, sizeof *w);
	int failed;

	box_sweep();
	w->digests = digests_new();
	w->cross_checks = cross_checks_new();
	w->givens = givens_new();
	w->home = xstrdup(home);
	box_host_read(&w->box_host);
	failed =
		w->box_host.bubblewrap || box_is_without()
			? 0
			: error_set(
				  "no sandbox, so nothing is run: %s (on your own machine, for your own work: "
				  "--unsafe-no-box, which marks every result)",
				  w->box_host.problem);
	failed = failed || host_read(&w->host) != 0;
	failed = failed || (w->tools = box_folder()) == NULL;
	failed = failed || copy_tools(w, "kit") != 0 || copy_tools(w, "oracles") != 0;
	if (failed) {
		workshop_close(w);
		return NULL;
	}
	w->compiler = describe_compiler();
	w->archer = has_archer();
	w->mpirun = find_mpirun(w);
	w->valgrind = find_valgrind();
	w->platform = show_platform(w);
	w->simulator = find_simulator(w);
	w->doctor = describe_fitness(w, false);
	return w;
}

void workshop_close(struct workshop *w)
{
	if (!w)
		return;
	if (w->tools)
		folder_remove(w->tools);
	host_free(&w->host);
	box_host_free(&w->box_host);
	free(w->home);
	free(w->tools);
	free(w->compiler);
	free(w->mpirun);
	free(w->valgrind);
	free(w->platform);
	free(w->simulator);
	free(w->doctor);
	cross_checks_free(w->cross_checks);
	givens_free(w->givens);
	digests_free(w->digests);
	free(w);
}

int workshop_usable_cpus(const struct workshop *w)
{
	return w->host.usable;
}
