/* objects: measure/host measure/quota measure/sensors base/base */
/* test_host.c - the usable worker count: affinity, cores, and quotas from sample files. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "measure/host.h"
#include "measure/quota.h"
#include "measure/sensors.h"

static char folder[] = "/tmp/parlab-host-XXXXXX";

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Write a file below the folder; missing folders are created. */
static void put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);

	for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

/* The quota according to these texts: our control groups, and a line of mountinfo. */
static double quota_by(const char *groups, const char *line)
{
	char *groups_path = xasprintf("%s/groups", folder), *mounts_path = xasprintf("%s/mounts", folder);

	put("groups", groups);
	put("mounts", line);
	double quota = quota_read(groups_path, mounts_path);
	free(groups_path);
	free(mounts_path);
	return quota;
}

/* The same with `root` of a hierarchy mounted at the folder. */
static double quota_at(const char *groups, const char *root, const char *rest)
{
	char *line = xasprintf("30 23 0:26 %s %s %s\n", root, folder, rest);
	double quota = quota_by(groups, line);

	free(line);
	return quota;
}

static double quota_v2(const char *groups, const char *root)
{
	return quota_at(groups, root, "rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate");
}

TestSuite(quota, .init = make_folder, .fini = remove_folder);

Test(quota, v2_takes_the_least_of_all_ancestors)
{
	put("a/b/cpu.max", "max 100000\n");
	put("a/cpu.max", "150000 100000\n");
	put("cpu.max", "400000 100000\n");
	cr_assert_float_eq(quota_v2("0::/a/b\n", "/"), 1.5, 1e-12);
	put("a/b/cpu.max", "50000 200000\n");
	cr_assert_float_eq(quota_v2("0::/a/b\n", "/"), 0.25, 1e-12);
	cr_assert_float_eq(quota_v2("0::/\n", "/"), 4, 1e-12);
}

Test(quota, v2_without_a_limit_is_infinite)
{
	cr_assert_eq(quota_v2("0::/a/b\n", "/"), INFINITY);
	put("a/b/cpu.max", "max 100000\n");
	cr_assert_eq(quota_v2("0::/a/b\n", "/"), INFINITY);
}

Test(quota, a_mount_of_a_subtree_is_read_from_its_root)
{
	put("job/cpu.max", "200000 100000\n");
	put("docker/abc/job/cpu.max", "100000 100000\n"); /* not the path at which our group is visible */
	cr_assert_float_eq(quota_v2("0::/docker/abc/job\n", "/docker/abc"), 2, 1e-12);
}

Test(quota, a_mount_without_our_group_sets_no_limit)
{
	put("cpu.max", "100000 100000\n");
	cr_assert_eq(quota_v2("0::/docker/abcdef\n", "/docker/abc"), INFINITY);
	cr_assert_eq(quota_v2("0::/../elsewhere\n", "/"), INFINITY);
	cr_assert_eq(quota_v2("4:cpu:/\n", "/"), INFINITY);
}

Test(quota, v1_reads_both_files_of_every_ancestor)
{
	static const char groups[] = "5:memory:/m\n4:cpuacct,cpu:/a\n3:cpuset:/s\n0::/u\n";
	static const char point[] = "rw,relatime - cgroup cgroup rw,cpu,cpuacct";

	put("a/cpu.cfs_quota_us", "-1\n");
	put("a/cpu.cfs_period_us", "100000\n");
	cr_assert_eq(quota_at(groups, "/", point), INFINITY);
	put("cpu.cfs_quota_us", "250000\n");
	put("cpu.cfs_period_us", "100000\n");
	cr_assert_float_eq(quota_at(groups, "/", point), 2.5, 1e-12);
	put("a/cpu.cfs_quota_us", "30000\n");
	cr_assert_float_eq(quota_at(groups, "/", point), 0.3, 1e-12);
}

Test(quota, v1_hierarchies_of_other_controllers_are_ignored)
{
	put("cpu.cfs_quota_us", "100000\n");
	put("cpu.cfs_period_us", "100000\n");
	cr_assert_eq(quota_at("3:cpuset:/\n4:cpu:/\n", "/", "rw - cgroup cgroup rw,cpuset"), INFINITY);
	cr_assert_eq(quota_at("3:cpuset:/\n", "/", "rw - cgroup cgroup rw,cpu"), INFINITY);
	cr_assert_eq(quota_at("4:cpu:/\n", "/", "rw - cgroup cgroup rw,cpu"), 1);
}

Test(quota, an_escaped_mount_point_is_found)
{
	put("with blank/a/cpu.max", "300000 100000\n");
	char *line = xasprintf("30 23 0:26 / %s/with\\040blank rw shared:1 - cgroup2 c rw\n", folder);
	cr_assert_float_eq(quota_by("0::/a\n", line), 3, 1e-12);
	free(line);
}

Test(quota, invalid_texts_set_no_limit)
{
	static const char *const texts[] = {"", "\n", "max", "100000", "-5 100000", "100000 0", "x y"};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		put("cpu.max", texts[i]);
		cr_assert_eq(quota_v2("0::/\n", "/"), INFINITY, "'%s'", texts[i]);
	}
	put("cpu.max", "100000 100000\n");
	static const char *const groups[] = {"", "\n", "0", "0:", ":", "::", "no colon\n0:x"};
	for (size_t i = 0; i < ARRAY_LENGTH(groups); i++)
		cr_assert_eq(quota_v2(groups[i], "/"), INFINITY, "'%s'", groups[i]);
	static const char *const mounts[] = {"", "\n", "1 2 3 / /", " - ", "1 - cgroup2 c rw", " - cgroup2"};
	for (size_t i = 0; i < ARRAY_LENGTH(mounts); i++)
		cr_assert_eq(quota_by("0::/\n", mounts[i]), INFINITY, "'%s'", mounts[i]);
	cr_assert_eq(quota_read("/nowhere", "/nowhere"), INFINITY);
}

/* --- the host ----------------------------------------------------------- */

Test(host, is_consistent)
{
	struct host host;

	cr_assert_eq(host_read(&host), 0, "%s", error_text());
	cr_assert_geq(host.affinity, 1);
	cr_assert(host.cores >= 1 && host.cores <= host.affinity);
	cr_assert(host.usable >= 1 && host.usable <= host.cores);
	cr_assert_gt(host.quota, 0);
	cr_assert_gt(strlen(host.model), 0u);
	cpu_set_t seen;
	CPU_ZERO(&seen);
	for (int i = 0; i < host.affinity; i++) {
		cr_assert_not(CPU_ISSET((size_t)host.cpus[i], &seen)); /* each once */
		CPU_SET((size_t)host.cpus[i], &seen);
	}
	char *line = host_line(&host);
	cr_assert(strstr(line, host.model));
	cr_assert_not(strchr(line, '\n'));
	free(line);
	host_free(&host);
	cr_assert_null(host.cpus);
}

Test(host, pinned_to_one_cpu_has_one_usable)
{
	struct host host;
	cpu_set_t one;

	CPU_ZERO(&one);
	cr_assert_eq(host_read(&host), 0);
	int last = host.cpus[host.affinity - 1];
	host_free(&host);
	CPU_SET((size_t)last, &one);
	cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
	cr_assert_eq(host_read(&host), 0);
	cr_assert_eq(host.affinity, 1);
	cr_assert_eq(host.cores, 1);
	cr_assert_eq(host.usable, 1);
	cr_assert_eq(host.cpus[0], last);
	host_free(&host);
}

Test(host, line_says_which_limit_set_the_number)
{
	struct host host = {.affinity = 8, .quota = 1.5, .cores = 4, .usable = 1, .model = "Chip"};
	char *line = host_line(&host);

	cr_assert_str_eq(line, "Chip, 1 usable CPU (limited by a cgroup quota of 1.50 CPUs)");
	free(line);
	host.quota = INFINITY;
	host.usable = 4;
	line = host_line(&host);
	cr_assert_str_eq(line, "Chip, 4 usable CPUs (limited by physical cores, with 8 hardware threads)");
	free(line);
	host.affinity = 4;
	line = host_line(&host);
	cr_assert_str_eq(line, "Chip, 4 usable CPUs (all that the affinity mask holds)");
	free(line);
}

Test(worker_counts, rise_by_doubling_and_end_in_usable)
{
	for (int usable = 1; usable <= 300; usable++) {
		int counts[32];
		size_t n = host_worker_counts(usable, counts, ARRAY_LENGTH(counts));
		cr_assert_geq(n, 1u);
		cr_assert_eq(counts[0], 1);
		cr_assert_eq(counts[n - 1], usable);
		for (size_t i = 1; i < n; i++) {
			cr_assert_gt(counts[i], counts[i - 1]);
			cr_assert_leq(counts[i], 2 * counts[i - 1]);
			if (i + 1 < n)
				cr_assert_eq(counts[i], 1 << i);
		}
	}
}

Test(worker_counts, handle_unusual_requests)
{
	int counts[32] = {0};

	cr_assert_eq(host_worker_counts(0, counts, 32), 1u);
	cr_assert_eq(counts[0], 1);
	cr_assert_eq(host_worker_counts(-5, counts, 32), 1u);
	cr_assert_eq(counts[0], 1);
	cr_assert_eq(host_worker_counts(64, counts, 0), 0u);
	cr_assert_eq(host_worker_counts(64, counts, 3), 3u); /* the graded count is always included */
	cr_assert_eq(counts[2], 64);
	cr_assert_eq(counts[3], 0);
	cr_assert_eq(host_worker_counts(2147483647, counts, 32), 32u);
	cr_assert_eq(counts[31], 2147483647);
}

/* --- sensors ------------------------------------------------------------ */

Test(sensors, measure_this_process)
{
	struct sensors_source *source = sensors_open("", NULL, 0);
	struct sensors before, after;

	sensors_read(source, &before);
	/* CPU time is counted in ticks: work until ten of them must have passed. */
	for (uint64_t start = clock_ns(); clock_ns() - start < UINT64_C(200000000);)
		;
	sensors_read(source, &after);
	sensors_close(source);
	struct sensors between = sensors_between(&before, &after);
	cr_assert_gt(between.other_cpu_s, 0);
	cr_assert_geq(between.steal_s, 0);
	cr_assert_geq(between.pressure_s, 0);
}

Test(sensors, ignore_a_counter_that_decreases)
{
	struct sensors before = {
		.steal_s = 5, .pressure_s = 5, .other_cpu_s = 5, .throttled_s = 2, .mhz = 2400};
	struct sensors after = {
		.steal_s = 4, .pressure_s = 6.5, .other_cpu_s = 5, .throttled_s = 1, .mhz = 1800};
	struct sensors between = sensors_between(&before, &after);

	cr_assert_eq(between.steal_s, 0);
	cr_assert_eq(between.pressure_s, 1.5);
	cr_assert_eq(between.other_cpu_s, 0);
	cr_assert_eq(between.throttled_s, 0);
	cr_assert_eq(between.mhz, 1800);
}

Test(sensors, watch_the_requested_cpus)
{
	const int cpus[] = {0};
	struct sensors_source *one = sensors_open("", cpus, 1), *all = sensors_open("", NULL, 0);
	struct sensors of_one, of_all;

	sensors_read(one, &of_one);
	sensors_read(all, &of_all);
	cr_assert_gt(of_one.other_cpu_s, 0);
	cr_assert_leq(of_one.other_cpu_s, of_all.other_cpu_s);
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1)
		cr_assert_float_eq(of_one.other_cpu_s, of_all.other_cpu_s, 0.1);
	sensors_close(one);
	sensors_close(all);
}
