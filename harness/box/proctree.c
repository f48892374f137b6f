/* proctree.c - the processes below one process, read from /proc.
 *
 * It takes a snapshot of every process's parent and walks it.  This is slower and less
 * exact than a control group (CPU time comes in clock ticks), and is used only where there
 * is none.  It never signals a process that is not below `root` in the snapshot.
 */
#include "proctree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"

struct process {
	pid_t pid, parent;
	char state;
	unsigned long ticks; /* its own and that of its reaped children */
	bool below;          /* the root */
};

enum { STOP_ROUNDS = 200 };

static int read_process(const char *pid, struct process *process)
{
	char path[64], text[1024];
	unsigned long user, system;
	long child_user, child_system;
	int parent;

	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return -1;
	text[got] = 0;
	/* The name may contain parentheses: continue after the last one. */
	const char *rest = strrchr(text, ')');
	if (!rest || sscanf(rest + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
	                    &process->state, &parent, &user, &system, &child_user, &child_system) != 6)
		return -1;
	process->pid = (pid_t)strtol(pid, NULL, 10);
	process->parent = parent;
	process->ticks = user + system + (unsigned long)(child_user + child_system);
	process->below = false;
	return 0;
}

static struct process *snapshot(size_t *count)
{
	struct process *all = NULL, one;
	DIR *folder = opendir("/proc");

	*count = 0;
	for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
		if (isdigit((unsigned char)entry->d_name[0]) && read_process(entry->d_name, &one) == 0)
			*GROW(all, *count) = one;
	if (folder)
		closedir(folder);
	return all;
}

/* Mark everything below the root; children may come before their parents. */
static void mark(struct process *all, size_t count, pid_t root)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < count; i++) {
			bool below = all[i].parent == root;
			for (size_t k = 0; k < count && !below; k++)
				below = all[k].below && all[k].pid == all[i].parent;
			changed |= below && !all[i].below;
			all[i].below |= below;
		}
	}
}

static struct process *tree(pid_t root, bool with_root, size_t *count)
{
	struct process *all = snapshot(count);

	mark(all, *count, root);
	for (size_t i = 0; i < *count; i++)
		all[i].below |= with_root && all[i].pid == root;
	return all;
}

pid_t proctree_first_child(pid_t parent)
{
	size_t count;
	struct process *all = snapshot(&count);
	pid_t found = -1;

	for (size_t i = 0; i < count; i++)
		if (all[i].parent == parent && (found < 0 || all[i].pid < found))
			found = all[i].pid;
	free(all);
	return found;
}

double proctree_cpu_s(pid_t root, bool with_root)
{
	size_t count;
	struct process *all = tree(root, with_root, &count);
	unsigned long ticks = 0;

	for (size_t i = 0; i < count; i++)
		ticks += all[i].below ? all[i].ticks : 0;
	free(all);
	return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

pid_t *proctree_below(pid_t root, size_t *count)
{
	size_t all_count;
	struct process *all = tree(root, false, &all_count);
	pid_t *below = NULL;

	*count = 0;
	for (size_t i = 0; i < all_count; i++)
		if (all[i].below && all[i].state != 'Z' && all[i].state != 'X')
			*GROW(below, *count) = all[i].pid;
	free(all);
	return below;
}

static bool resting(char state)
{
	return state == 'T' || state == 't' || state == 'Z' || state == 'X';
}

int proctree_stop(pid_t root, bool with_root)
{
	for (int round = 0; round < STOP_ROUNDS; round++) {
		size_t count, moving = 0;
		struct process *all = tree(root, with_root, &count);
		for (size_t i = 0; i < count; i++)
			if (all[i].below && !resting(all[i].state)) {
				kill(all[i].pid, SIGSTOP);
				moving++;
			}
		free(all);
		if (moving == 0)
			return 0;
		nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
	return error_set(
		"box: its processes could not all be stopped by signals; run where a cgroup freezer is available");
}

int proctree_continue(pid_t root, bool with_root)
{
	size_t count;
	struct process *all = tree(root, with_root, &count);

	for (size_t i = 0; i < count; i++)
		if (all[i].below)
			kill(all[i].pid, SIGCONT);
	free(all);
	return 0;
}

void proctree_kill(pid_t root)
{
	size_t count;

	proctree_stop(root, true);
	struct process *all = tree(root, true, &count);
	for (size_t i = 0; i < count; i++)
		if (all[i].below)
			kill(all[i].pid, SIGKILL);
	free(all);
}
