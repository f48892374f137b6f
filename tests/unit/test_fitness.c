/* objects: measure/fitness measure/canary measure/sensors measure/quota stats/intervals base/base */
/* test_fitness.c - the findings of doctor, on machines simulated by files. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "measure/fitness.h"

static char root[] = "/tmp/test_fitness.XXXXXX";
static int cpus[] = {0, 1, 2, 3};
static struct host host;
static struct fitness_inquiry inquiry;
static struct fitness fitness;

static void start(void)
{
	cr_assert(mkdtemp(root));
	host = (struct host){.affinity = 4, .cores = 4, .usable = 4, .quota = INFINITY, .cpus = cpus};
	inquiry = (struct fitness_inquiry){
		.host = &host, .freezer = "cgroup v2", .cpu_time = "cgroup v2", .root = root};
}

static void end(void)
{
	char *command = xasprintf("rm -rf %s", root);

	fitness_free(&fitness);
	cr_assert_eq(system(command), 0);
	free(command);
}

TestSuite(fitness, .init = start, .fini = end);

static void put(const char *path, const char *text)
{
	char *command =
		xasprintf("mkdir -p $(dirname %s%s) && echo '%s' >%s%s", root, path, text, root, path);

	cr_assert_eq(system(command), 0);
	free(command);
}

static const struct fitness_finding *find(const char *what)
{
	for (size_t i = 0; i < fitness.count; i++)
		if (strcmp(fitness.findings[i].what, what) == 0)
			return &fitness.findings[i];
	cr_assert(false, "no finding '%s'", what);
	return NULL;
}

static void expect(const char *what, enum fitness_level level, const char *words)
{
	const struct fitness_finding *f = find(what);

	cr_assert_eq(f->level, level, "%s: %s", what, f->found);
	cr_assert(strstr(f->found, words), "%s: '%s' is not in '%s'", what, words, f->found);
	cr_assert_eq(f->remedy == NULL, level == FITNESS_OK, "%s", what);
}

Test(fitness, of_a_machine_that_hides_everything)
{
	fitness_read(&inquiry, &fitness);
	expect("CPUs", FITNESS_OK, "4 usable");
	expect("quota", FITNESS_OK, "none");
	expect("governor", FITNESS_OK, "none here");
	expect("turbo", FITNESS_OK, "unknown");
	expect("cgroup rights", FITNESS_OK, "cgroup v2");
	cr_assert(fitness_is_fit(&fitness));
}

Test(fitness, of_one_cpu)
{
	host.affinity = host.cores = host.usable = 1;
	fitness_read(&inquiry, &fitness);
	expect("CPUs", FITNESS_UNFIT, "1 usable");
	cr_assert_not(fitness_is_fit(&fitness));
	char *line = fitness_line(&fitness);
	cr_assert_eq(strncmp(line, "not fit; ! CPUs: 1 usable", 25), 0, "%s", line);
	cr_assert_not(strchr(line, '\n'));
	free(line);
}

Test(fitness, of_quota_smt_governor_and_turbo)
{
	host.quota = 1.5;
	host.affinity = 4;
	host.cores = 2;
	put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
	put("/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor", "powersave");
	put("/sys/devices/system/cpu/intel_pstate/no_turbo", "0");
	fitness_read(&inquiry, &fitness);
	expect("quota", FITNESS_NOTE, "1.50 CPUs");
	expect("SMT", FITNESS_NOTE, "4 hardware threads on 2 cores");
	expect("governor", FITNESS_NOTE, "performance, powersave");
	expect("turbo", FITNESS_NOTE, "on");
	cr_assert(fitness_is_fit(&fitness), "notes are no refusal");
}

Test(fitness, of_turbo_switched_off_by_either_name)
{
	put("/sys/devices/system/cpu/cpufreq/boost", "0");
	put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
	fitness_read(&inquiry, &fitness);
	expect("turbo", FITNESS_OK, "off");
	expect("governor", FITNESS_OK, "performance");
	fitness_free(&fitness);
	put("/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
	fitness_read(&inquiry, &fitness);
	expect("turbo", FITNESS_OK, "off");
}

Test(fitness, of_clocks_pages_and_rights)
{
	put("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet");
	put("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
	inquiry.freezer = "signals";
	fitness_read(&inquiry, &fitness);
	expect("clock", FITNESS_NOTE, "hpet");
	expect("huge pages", FITNESS_OK, "madvise");
	expect("cgroup rights", FITNESS_NOTE, "signals");
}

Test(fitness, watching_adds_the_current_load)
{
	host.affinity = host.cores = host.usable = 2;
	inquiry.watch = true;
	fitness_read(&inquiry, &fitness);
	find("other work");
	find("canary");
	find("steadiness");
	find("steal");
}

Test(fitness, run_time_in_ticks_only_is_noted)
{
	fitness_read(&inquiry, &fitness);
	expect("run time", FITNESS_NOTE, "clock ticks only");
	fitness_free(&fitness);
	put("/proc/schedstat", "version 15");
	fitness_read(&inquiry, &fitness);
	expect("run time", FITNESS_OK, "/proc/schedstat");
}
