/* quota.c - how much CPU time the cgroups around this process allow.
 *
 * A container with 64 CPUs in its affinity mask may still have a quota of two, and then no
 * program in it speeds up beyond 2.  The quota may sit in any ancestor: the kernel enforces
 * them all, so the least one counts.  This file never writes to a cgroup.  A file that
 * cannot be read sets no limit.
 *
 * For each mount of a hierarchy that limits CPU time (cgroups(7)):
 *
 *     /proc/self/cgroup          our group    /a/b/c
 *     /proc/self/mountinfo       the part that the mount shows     /a at /sys/fs/cgroup
 *     so our group's folder is                            /sys/fs/cgroup/b/c
 *     and its visible ancestors are                       /sys/fs/cgroup/b, /sys/fs/cgroup
 */
#include "quota.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

/* The groups of this process that can hold a CPU quota; NULL: none. */
struct membership {
	char *v2; /* line "0::/a/b" */
	char *v1; /* line "4:cpu,cpuacct:/a/b" */
};

/* A line of mountinfo, cut in place. */
struct mount {
	char *root, *point;         /* which part of the hierarchy is shown, and where */
	const char *type, *options; /* file system type; super block options */
};

/* Is `word` one of a comma-separated list? */
static bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
	}
	return false;
}

static void chomp(char *line)
{
	line[strcspn(line, "\n")] = '\0';
}

static struct membership membership_read(const char *path)
{
	struct membership found = {0};
	FILE *file = fopen(path, "re");

	if (!file)
		return found;
	char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, file) > 0) {
		chomp(line);
		char *controllers = strchr(line, ':');
		char *group = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!group || group[1] != '/')
			continue;
		*group++ = '\0';
		controllers++;
		if (controllers[0] == '\0' && !found.v2)
			found.v2 = xstrdup(group);
		else if (list_has(controllers, "cpu") && !found.v1)
			found.v1 = xstrdup(group);
	}
	free(line);
	fclose(file);
	return found;
}

/* mountinfo writes blank, tab, newline and backslash as \ooo. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		unsigned char a, b, c;
		if (from[0] == '\\' && (a = (unsigned char)(from[1] - '0')) < 4 &&
		    (b = (unsigned char)(from[2] - '0')) < 8 && (c = (unsigned char)(from[3] - '0')) < 8) {
			*to = (char)(a * 64 + b * 8 + c);
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* proc(5): id parent major:minor ROOT POINT options [tags...] - TYPE source OPTIONS */
static bool mount_parse(char *line, struct mount *mount)
{
	chomp(line);
	char *tail = strstr(line, " - ");
	if (!tail)
		return false;
	*tail = '\0';
	char *rest = line, *head[5], *last[3];
	for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
		head[i] = strsep(&rest, " ");
	rest = tail + 3;
	for (size_t i = 0; i < ARRAY_LENGTH(last); i++)
		last[i] = strsep(&rest, " ");
	if (!head[4] || !last[2])
		return false;
	*mount = (struct mount){.root = head[3], .point = head[4], .type = last[0], .options = last[2]};
	unescape(mount->root);
	unescape(mount->point);
	return true;
}

/* The group's path below the mount's root, "" for the root itself; NULL if the
 * mount does not show our group (another container's part, or one outside our
 * cgroup namespace, which starts with "/.."). */
static const char *below(const char *group, const char *root)
{
	size_t length = strlen(root);

	while (length > 0 && root[length - 1] == '/')
		length--;
	if (strncmp(group, root, length) != 0 || (group[length] != '/' && group[length] != '\0'))
		return NULL;
	const char *rest = group + length;
	if (strcmp(rest, "/") == 0)
		return "";
	return strncmp(rest, "/..", 3) == 0 && (rest[3] == '/' || rest[3] == '\0') ? NULL : rest;
}

/* Two numbers from one file or one number from each of two; how many were read. */
static int scan(const char *folder, const char *name, const char *format, double *first, double *second)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *file = fopen(path, "re");

	free(path);
	if (!file)
		return 0;
	int found = fscanf(file, format, first, second);
	fclose(file);
	return found;
}

/* v2: "150000 100000", or "max 100000".  v1: a file each, -1 for no limit. */
static double quota_of_folder(const char *folder, bool v2)
{
	double quota_us = -1, period_us = 0, unused;

	if (v2) {
		/* "max" does not match %lf, as intended. */
		scan(folder, "cpu.max", "%lf %lf", &quota_us, &period_us);
	} else {
		scan(folder, "cpu.cfs_quota_us", "%lf", &quota_us, &unused);
		scan(folder, "cpu.cfs_period_us", "%lf", &period_us, &unused);
	}
	return quota_us > 0 && period_us > 0 ? quota_us / period_us : INFINITY;
}

/* Collected while walking from group to group. */
struct gathering {
	double least; /* quota */
	char **stats; /* cpu.stat of every group with a quota */
};

static void visit(const char *folder, bool v2, struct gathering *g)
{
	double quota = quota_of_folder(folder, v2);

	if (isinf(quota))
		return;
	g->least = fmin(g->least, quota);
	g->stats = strv_append(g->stats, xasprintf("%s/cpu.stat", folder));
}

/* From the group's folder up to the mount point, every group on the way. */
static void visit_the_way(const char *point, const char *rest, bool v2, struct gathering *g)
{
	char *folder = xasprintf("%s%s", point, rest);
	size_t top = strlen(point);

	for (;;) {
		visit(folder, v2, g);
		char *slash = strrchr(folder, '/');
		if (!slash || (size_t)(slash - folder) < top)
			break;
		*slash = '\0';
	}
	free(folder);
}

static void visit_mount(const struct mount *mount, const struct membership *ours, struct gathering *g)
{
	bool v2 = strcmp(mount->type, "cgroup2") == 0;
	bool v1 = strcmp(mount->type, "cgroup") == 0 && list_has(mount->options, "cpu");
	const char *group = v2 ? ours->v2 : v1 ? ours->v1 : NULL;
	const char *rest = group ? below(group, mount->root) : NULL;

	if (rest)
		visit_the_way(mount->point, rest, v2, g);
}

static struct gathering gather(const char *membership, const char *mounts)
{
	struct gathering g = {.least = INFINITY};
	FILE *file = fopen(mounts, "re");

	if (!file)
		return g;
	struct membership ours = membership_read(membership);
	struct mount mount;
	char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, file) > 0) {
		if (mount_parse(line, &mount))
			visit_mount(&mount, &ours, &g);
	}
	free(line);
	free(ours.v1);
	free(ours.v2);
	fclose(file);
	return g;
}

double quota_read(const char *membership, const char *mounts)
{
	struct gathering g = gather(membership, mounts);

	strv_free(g.stats);
	return g.least;
}

char **quota_stat_files(const char *membership, const char *mounts)
{
	return gather(membership, mounts).stats;
}
