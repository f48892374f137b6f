/* objects: measure/sensors measure/quota base/base */
/* test_sensors.c - the measured busy time, on machines simulated by files. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "measure/sensors.h"

static char root[] = "/tmp/test_sensors.XXXXXX";
static struct sensors before;
static struct sensors_source *source;

static void start(void)
{
	cr_assert(mkdtemp(root));
}

static void end(void)
{
	char *command = xasprintf("rm -rf %s", root);

	sensors_close(source);
	source = NULL;
	cr_assert_eq(system(command), 0);
	free(command);
}

TestSuite(sensors_files, .init = start, .fini = end);

static void put(const char *path, const char *text)
{
	char *command =
		xasprintf("mkdir -p $(dirname %s%s) && printf '%s' >%s%s", root, path, text, root, path);

	cr_assert_eq(system(command), 0);
	free(command);
}

/* Two of three CPUs, 0 and 1, are watched; their busy time in ticks. */
static void tick(int ticks0, int ticks1)
{
	char *text = xasprintf("cpu  900 0 0 0 0 0 0 0\\ncpu0 %d 0 0 0 0 0 0 0\\ncpu1 %d 0 0 0 0 0 0 0\\n"
	                       "cpu2 7%d 0 0 0 0 0 0 0\\nintr 1\\n",
	                       ticks0, ticks1, ticks0);

	put("/proc/stat", text);
	free(text);
}

static void look(void)
{
	static const int cpus[] = {0, 1};

	source = sensors_open(root, cpus, 2);
	sensors_read(source, &before);
}

static void expect(double other_s)
{
	struct sensors after;

	sensors_read(source, &after);
	double found = sensors_between(&before, &after).other_cpu_s;
	cr_assert_float_eq(found, other_s, 1e-9, "%g, not %g", found, other_s);
}

static double of_ticks(int ticks)
{
	return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

Test(sensors_files, by_ticks_if_nothing_else_is_available)
{
	tick(100, 100);
	look();
	cr_assert_null(sensors_exact(source));
	tick(130, 120);
	expect(of_ticks(50));
}

/* Threads that run only around clock ticks: in ticks they seem busy all the time. */
Test(sensors_files, running_around_ticks_counts_only_the_time_used)
{
	tick(100, 100);
	put("/sys/fs/cgroup/cpuacct/release_agent", "");
	put("/sys/fs/cgroup/cpuacct/cpuacct.usage_percpu", "1000000000 2000000000 5000000000");
	look();
	cr_assert_str_eq(sensors_exact(source), "cgroup v1");
	tick(150, 150);
	put("/sys/fs/cgroup/cpuacct/cpuacct.usage_percpu", "1010000000 2020000000 9000000000");
	expect(0.03);
}

Test(sensors_files, by_schedstat)
{
	tick(100, 100);
	put("/proc/schedstat",
	    "version 15\\ncpu0 0 0 0 0 0 0 1000000000 7 7\\ndomain0 3 1 2 3 4 5 6 9999999999\\n"
	    "cpu1 0 0 0 0 0 0 1000000000 7 7\\ncpu2 0 0 0 0 0 0 1 7 7\\n");
	look();
	cr_assert_str_eq(sensors_exact(source), "/proc/schedstat");
	tick(150, 150);
	put("/proc/schedstat",
	    "version 15\\ncpu0 0 0 0 0 0 0 1040000000 7 7\\ncpu1 0 0 0 0 0 0 1000000000 7 7\\n"
	    "cpu2 0 0 0 0 0 0 99000000000 7 7\\n");
	expect(0.04);
}

static void group(const char *name, unsigned us)
{
	char *path = xasprintf("/sys/fs/cgroup/%s/cpu.stat", name);
	char *text = xasprintf("usage_usec %u\\nuser_usec 1\\nsystem_usec 2\\n", us);

	put(path, text);
	free(path);
	free(text);
}

Test(sensors_files, by_all_groups_of_version_2)
{
	tick(100, 100);
	put("/proc/self/cgroup", "0::/user.slice\\n");
	put("/sys/fs/cgroup/cgroup.controllers", "cpu");
	group("user.slice", 1000000);
	group("system.slice", 1000000);
	look();
	cr_assert_str_eq(sensors_exact(source), "cgroup v2");
	tick(150, 150);
	group("user.slice", 1050000);
	group("system.slice", 1010000);
	group("new.slice", 10000);
	expect(0.07);
	/* Groups count all CPUs, so the load of CPUs that are not watched must not matter. */
	group("system.slice", 99000000);
	expect(of_ticks(100));
}

/* In a container, the visible root group does not include other processes. */
Test(sensors_files, a_group_that_is_not_the_root_is_not_used)
{
	tick(100, 100);
	put("/sys/fs/cgroup/cpuacct/cpuacct.usage_percpu", "1 1 1");
	put("/proc/self/cgroup", "0::/user.slice\\n");
	put("/sys/fs/cgroup/cgroup.controllers", "cpu");
	put("/sys/fs/cgroup/cgroup.type", "domain");
	group("user.slice", 1);
	look();
	cr_assert_null(sensors_exact(source));
	tick(120, 120);
	expect(of_ticks(40));
}

Test(sensors_files, groups_are_not_used_if_a_process_is_outside_them)
{
	tick(100, 100);
	put("/proc/self/cgroup", "0::/\\n");
	put("/sys/fs/cgroup/cgroup.controllers", "cpu");
	group("user.slice", 1);
	look();
	cr_assert_null(sensors_exact(source));
}
