/* cgroup.c - control groups for one box.
 *
 * The place for groups is found once: for every mounted hierarchy, version 2 or 1, the
 * nearest ancestor of this process's group in which a child group can be created and has
 * the required controllers.  Version 2 covers memory, processes, CPU time, freezing and
 * killing.  On a hybrid machine its tree has only the last three, and memory and processes
 * come from version 1.  For anything that no hierarchy offers, box.c falls back on rlimits,
 * signals and /proc.
 *
 * It never moves or limits a process outside its own groups.
 */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

/* One mounted hierarchy in which this process can create groups. */
enum tree { TREE_V2, TREE_MEMORY, TREE_PIDS, TREE_CPUACCT, TREE_FREEZER, TREE_COUNT };
static const char *const v1_controllers[TREE_COUNT] = {NULL, "memory", "pids", "cpuacct", "freezer"};

struct places {
	char *base[TREE_COUNT]; /* folder for new groups; NULL: none */
	bool v2_memory, v2_pids;
};

struct cgroup {
	char *folder[TREE_COUNT];
	int procs[TREE_COUNT]; /* open cgroup.procs, or -1 */
};

static struct places places;
static pthread_once_t places_once = PTHREAD_ONCE_INIT;
static atomic_uint group_number;

enum { FREEZE_WAIT_MS = 2000, REMOVE_WAIT_MS = 2000 };

static int write_text(const char *folder, const char *file, const char *text)
{
	char *path = path_join(folder, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t written = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	free(path);
	return written == (ssize_t)strlen(text) ? 0 : -1;
}

static int read_text(const char *folder, const char *file, char *text, size_t bytes)
{
	char *path = path_join(folder, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, bytes - 1);

	if (fd >= 0)
		close(fd);
	free(path);
	text[got > 0 ? got : 0] = 0;
	return got >= 0 ? 0 : -1;
}

static bool has_file(const char *folder, const char *file)
{
	char *path = path_join(folder, file);
	bool there = access(path, W_OK) == 0;

	free(path);
	return there;
}

/* The number that follows "key " in a flat-keyed file; for key "", the only number in the
 * file. */
static uint64_t read_number(const char *folder, const char *file, const char *key)
{
	char text[4096];
	size_t length = strlen(key);

	if (read_text(folder, file, text, sizeof text) != 0)
		return 0;
	for (char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (strncmp(line, key, length) == 0 && (length == 0 || line[length] == ' '))
			return strtoull(line + length, NULL, 10);
	return 0;
}

/* Can a group be created in `base`?  On version 2, are the required controllers enabled in
 * it? */
static bool try_base(const char *base, enum tree tree, bool *memory, bool *pids)
{
	char *probe = xasprintf("%s/parlab-%d-probe", base, (int)getpid());
	bool good = false;

	if (tree == TREE_V2)
		write_text(base, "cgroup.subtree_control", "+memory +pids");
	if (mkdir(probe, 0755) == 0) {
		good = has_file(probe, "cgroup.procs");
		*memory = has_file(probe, "memory.max");
		*pids = has_file(probe, "pids.max");
		rmdir(probe);
	}
	free(probe);
	return good;
}

/* The first folder that can hold groups, from our own group upwards. */
static void choose_base(enum tree tree, const char *mount_point, const char *own)
{
	char *path = xasprintf("%s%s", mount_point, own);
	size_t least = strlen(mount_point);

	for (;;) {
		bool memory = false, pids = false;
		if (try_base(path, tree, &memory, &pids)) {
			bool better = !places.base[tree] || (tree == TREE_V2 && memory && pids);
			if (better) {
				free(places.base[tree]);
				places.base[tree] = xstrdup(path);
				places.v2_memory |= tree == TREE_V2 && memory;
				places.v2_pids |= tree == TREE_V2 && pids;
			}
			if (tree != TREE_V2 || (memory && pids))
				break;
		}
		char *slash = strrchr(path, '/');
		if (!slash || (size_t)(slash - path) < least)
			break;
		*slash = 0;
	}
	free(path);
}

/* Our own group's path in a hierarchy, from /proc/self/cgroup ("4:memory:/a/b", "0::/a"). */
static char *own_group(const char *controller)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[PATH_MAX + 256], *found = NULL;

	while (file && !found && fgets(line, sizeof line, file)) {
		char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;
		if (!path)
			continue;
		*path++ = 0;
		path[strcspn(path, "\n")] = 0;
		names++;
		char *rest = names;
		for (char *name; !found && (name = strsep(&rest, ",")) != NULL;)
			if (strcmp(name, controller) == 0)
				found = xstrdup(strcmp(path, "/") == 0 ? "" : path);
	}
	if (file)
		fclose(file);
	return found;
}

static bool options_name(const char *options, const char *controller)
{
	size_t length = strlen(controller);

	for (const char *at = options; (at = strstr(at, controller)) != NULL; at += length)
		if ((at == options || at[-1] == ',') &&
		    (at[length] == ',' || at[length] == 0 || at[length] == '\n'))
			return true;
	return false;
}

static void find_places(void)
{
	FILE *file = fopen("/proc/self/mounts", "re");
	char device[256], point[PATH_MAX], type[64], options[1024];

	while (file && fscanf(file, "%255s %4095s %63s %1023s %*d %*d", device, point, type, options) == 4)
		for (int tree = 0; tree < TREE_COUNT; tree++) {
			bool v2 = tree == TREE_V2;
			if (places.base[tree] || strcmp(type, v2 ? "cgroup2" : "cgroup") != 0 ||
			    (!v2 && !options_name(options, v1_controllers[tree])))
				continue;
			char *own = own_group(v2 ? "" : v1_controllers[tree]);
			choose_base((enum tree)tree, point, own ? own : "");
			free(own);
		}
	if (file)
		fclose(file);
}

static const struct places *places_known(void)
{
	pthread_once(&places_once, find_places);
	return &places;
}

static bool wants(enum tree tree)
{
	const struct places *p = places_known();

	if (!p->base[tree])
		return false;
	return tree == TREE_V2 || (tree == TREE_MEMORY && !p->v2_memory) ||
	       (tree == TREE_PIDS && !p->v2_pids) ||
	       ((tree == TREE_CPUACCT || tree == TREE_FREEZER) && !p->base[TREE_V2]);
}

/* A kernel that does not count swap lacks this file; then only memory is limited. */
static int write_if_there(const char *folder, const char *file, const char *text)
{
	return write_text(folder, file, text) == 0 || errno == ENOENT ? 0 : -1;
}

static int limit_memory(const struct cgroup *g, const char *bytes)
{
	const char *v2 = g->folder[TREE_V2], *v1 = g->folder[TREE_MEMORY];

	if (v2 && places.v2_memory)
		return write_text(v2, "memory.max", bytes) != 0 ||
		                       write_if_there(v2, "memory.swap.max", "0") != 0 ||
		                       write_if_there(v2, "memory.oom.group", "1") != 0
		               ? -1
		               : 0;
	if (v1)
		return write_text(v1, "memory.limit_in_bytes", bytes) != 0 ||
		                       write_if_there(v1, "memory.memsw.limit_in_bytes", bytes) != 0
		               ? -1
		               : 0;
	return 0; /* only rlimits apply, and places_known reports it */
}

static int limit_processes(const struct cgroup *g, const char *number)
{
	const char *v2 = places.v2_pids ? g->folder[TREE_V2] : NULL, *folder = v2 ? v2 : g->folder[TREE_PIDS];

	return folder ? write_text(folder, "pids.max", number) : 0;
}

static int set_limits(const struct cgroup *g, size_t memory_bytes, unsigned processes)
{
	char *memory = xasprintf("%zu", memory_bytes), *pids = xasprintf("%u", processes);
	int failed = limit_memory(g, memory) != 0
	                     ? error_errno("box: the control group's memory cannot be limited")
	             : limit_processes(g, pids) != 0
	                     ? error_errno("box: the control group's number of processes cannot be limited")
	                     : 0;

	free(memory);
	free(pids);
	return failed;
}

static int make_group(struct cgroup *g, enum tree tree, unsigned number)
{
	char *folder = xasprintf("%s/parlab-%d-%u", places.base[tree], (int)getpid(), number);
	char *path = path_join(folder, "cgroup.procs");
	int failed = 0;

	if (mkdir(folder, 0755) != 0) {
		failed = error_errno("%s: cannot create a control group", folder);
		free(folder);
	} else {
		g->folder[tree] = folder;
		g->procs[tree] = open(path, O_WRONLY | O_CLOEXEC);
		failed = g->procs[tree] < 0 ? error_errno("%s", path) : 0;
	}
	free(path);
	return failed;
}

struct cgroup *cgroup_create(size_t memory_bytes, unsigned processes)
{
	struct cgroup *g = xcalloc(1, sizeof *g);
	unsigned number = atomic_fetch_add(&group_number, 1);
	int failed = 0;

	for (int tree = 0; tree < TREE_COUNT; tree++)
		g->procs[tree] = -1;
	for (int tree = 0; !failed && tree < TREE_COUNT; tree++)
		if (wants((enum tree)tree))
			failed = make_group(g, (enum tree)tree, number);
	if (failed || set_limits(g, memory_bytes, processes) != 0) {
		cgroup_free(g);
		return NULL;
	}
	return g;
}

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void remove_group(const char *folder)
{
	for (int waited = 0; rmdir(folder) != 0 && errno == EBUSY && waited < REMOVE_WAIT_MS; waited += 2)
		sleep_ms(2);
}

void cgroup_free(struct cgroup *g)
{
	if (!g)
		return;
	for (int tree = 0; tree < TREE_COUNT; tree++) {
		if (g->procs[tree] >= 0)
			close(g->procs[tree]);
		if (g->folder[tree])
			remove_group(g->folder[tree]);
		free(g->folder[tree]);
	}
	free(g);
}

int cgroup_join(const struct cgroup *g)
{
	for (int tree = 0; tree < TREE_COUNT; tree++)
		if (g->procs[tree] >= 0 && write(g->procs[tree], "0", 1) != 1)
			return -1;
	return 0;
}

bool cgroup_limits_memory(const struct cgroup *g)
{
	return g->folder[TREE_MEMORY] || (g->folder[TREE_V2] && places.v2_memory);
}

bool cgroup_limits_processes(const struct cgroup *g)
{
	return g->folder[TREE_PIDS] || (g->folder[TREE_V2] && places.v2_pids);
}

double cgroup_cpu_s(const struct cgroup *g)
{
	if (g->folder[TREE_V2])
		return (double)read_number(g->folder[TREE_V2], "cpu.stat", "usage_usec") * 1e-6;
	if (g->folder[TREE_CPUACCT])
		return (double)read_number(g->folder[TREE_CPUACCT], "cpuacct.usage", "") * 1e-9;
	return -1;
}

size_t cgroup_memory_peak(const struct cgroup *g)
{
	if (g->folder[TREE_MEMORY])
		return read_number(g->folder[TREE_MEMORY], "memory.max_usage_in_bytes", "");
	return g->folder[TREE_V2] ? read_number(g->folder[TREE_V2], "memory.peak", "") : 0;
}

bool cgroup_out_of_memory(const struct cgroup *g)
{
	if (g->folder[TREE_MEMORY])
		return read_number(g->folder[TREE_MEMORY], "memory.oom_control", "oom_kill") > 0;
	return g->folder[TREE_V2] && read_number(g->folder[TREE_V2], "memory.events", "oom_kill") > 0;
}

bool cgroup_process_limit_hit(const struct cgroup *g)
{
	if (g->folder[TREE_PIDS])
		return read_number(g->folder[TREE_PIDS], "pids.events", "max") > 0;
	return g->folder[TREE_V2] && read_number(g->folder[TREE_V2], "pids.events", "max") > 0;
}

/* Spin briefly, then sleep: a longer spin would use a CPU that is being measured. */
static int wait_frozen(const struct cgroup *g, bool frozen)
{
	uint64_t deadline = clock_ns() + (uint64_t)FREEZE_WAIT_MS * 1000000;
	char state[64];

	for (int spins = 0; clock_ns() < deadline; spins++) {
		if (g->folder[TREE_V2]) {
			if (read_number(g->folder[TREE_V2], "cgroup.events", "frozen") == (uint64_t)frozen)
				return 0;
		} else if (read_text(g->folder[TREE_FREEZER], "freezer.state", state, sizeof state) == 0 &&
		           strncmp(state, frozen ? "FROZEN" : "THAWED", 6) == 0) {
			return 0;
		}
		if (spins > 200)
			sleep_ms(1);
	}
	return -1;
}

int cgroup_freeze(const struct cgroup *g, bool frozen)
{
	int failed;

	if (g->folder[TREE_V2])
		failed = write_text(g->folder[TREE_V2], "cgroup.freeze", frozen ? "1" : "0");
	else if (g->folder[TREE_FREEZER])
		failed = write_text(g->folder[TREE_FREEZER], "freezer.state", frozen ? "FROZEN" : "THAWED");
	else
		return -1;
	/* A thaw needs no waiting: the processes run at once. */
	return failed || !frozen ? failed : wait_frozen(g, frozen);
}

bool cgroup_kill(const struct cgroup *g)
{
	return g->folder[TREE_V2] && write_text(g->folder[TREE_V2], "cgroup.kill", "1") == 0;
}

struct cgroup_powers cgroup_powers(void)
{
	const struct places *p = places_known();
	const char *v2 = "cgroup v2", *v1 = "cgroup v1";

	return (struct cgroup_powers){
		.memory = p->v2_memory           ? v2
	                  : p->base[TREE_MEMORY] ? v1
	                                         : NULL,
		.processes = p->v2_pids           ? v2
	                     : p->base[TREE_PIDS] ? v1
	                                          : NULL,
		.cpu = p->base[TREE_V2]        ? v2
	               : p->base[TREE_CPUACCT] ? v1
	                                       : NULL,
		.freezer = p->base[TREE_V2]        ? v2
	                   : p->base[TREE_FREEZER] ? v1
	                                           : NULL,
	};
}

static void sweep_one(const char *base, const char *name)
{
	int pid;
	char *folder;

	if (sscanf(name, "parlab-%d-", &pid) != 1 || pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH)
		return;
	folder = path_join(base, name);
	if (write_text(folder, "cgroup.kill", "1") != 0) {
		FILE *file;
		char *procs = path_join(folder, "cgroup.procs");
		write_text(folder, "freezer.state", "THAWED");
		file = fopen(procs, "re");
		while (file && fscanf(file, "%d", &pid) == 1)
			kill(pid, SIGKILL);
		if (file)
			fclose(file);
		free(procs);
	}
	remove_group(folder);
	free(folder);
}

void cgroup_sweep(void)
{
	const struct places *p = places_known();

	for (int tree = 0; tree < TREE_COUNT; tree++) {
		char **names = p->base[tree] ? folder_list(p->base[tree]) : NULL;
		for (char **name = names; name && *name; name++)
			sweep_one(p->base[tree], *name);
		strv_free(names);
	}
}
