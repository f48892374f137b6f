/* fitness.c - how fit this host is for timing.
 *
 * Each examination reads one property and adds one finding.  A host is unfit only if
 * speedups are impossible on it, or disturbed right now.  Rounds, canaries and sensors cope
 * with the rest, at the price of more rounds.  It never changes a setting.
 */
#include "fitness.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "canary.h"
#include "sensors.h"

static const double watch_s = 0.4, busy_share = 0.12, steal_share = 0.05;
static const double canary_s = 0.05,
		    canary_least = 0.7; /* of the ideal speedup, as for grades (grading/speed.c) */
static const double probe_s = 0.008, slow_share = 0.1;
enum { CANARY_RUNS = 5, PROBES = 40, WORD = 128 };

/* Takes ownership of `found`. */
static void add(struct fitness *f, enum fitness_level level, const char *what, char *found,
                const char *remedy)
{
	struct fitness_finding *one = GROW(f->findings, f->count);

	*one = (struct fitness_finding){
		.level = level, .what = what, .remedy = level == FITNESS_OK ? NULL : remedy};
	one->found = found;
}

/* The first line of a file below the root, without its newline; false if there is none. */
static bool read_line(const struct fitness_inquiry *q, const char *path, char *line)
{
	char *full = xasprintf("%s%s", q->root, path);
	FILE *file = fopen(full, "re");
	bool got = file && fgets(line, WORD, file) != NULL;

	if (file)
		fclose(file);
	free(full);
	if (got)
		line[strcspn(line, "\n")] = 0;
	return got;
}

/* --- what the machine is ---------------------------------------------------- */

static void examine_cpus(const struct fitness_inquiry *q, struct fitness *f)
{
	const struct host *h = q->host;

	add(f, h->usable >= 2 ? FITNESS_OK : FITNESS_UNFIT, "CPUs",
	    xasprintf("%d usable (%d in the affinity mask, %d cores)", h->usable, h->affinity, h->cores),
	    "a speedup needs two CPUs: widen the mask (taskset, cpuset) or use another machine; until "
	    "then speed points are not measurable here, and nobody loses them");
	bool short_of = h->quota < h->cores;
	add(f, short_of ? FITNESS_NOTE : FITNESS_OK, "quota",
	    isinf(h->quota) ? xstrdup("none") : xasprintf("%.2f CPUs", h->quota),
	    "a cgroup's quota limits the CPUs: give the container whole CPUs (a cpuset) instead of a quota");
	add(f, h->affinity > h->cores ? FITNESS_NOTE : FITNESS_OK, "SMT",
	    h->affinity > h->cores ? xasprintf("on: %d hardware threads on %d cores", h->affinity, h->cores)
	                           : xstrdup("off, or not in the affinity mask"),
	    "timing uses only one thread of each core; for the steadiest times: echo off > "
	    "/sys/devices/system/cpu/smt/control");
}

/* The governors of all CPUs in use, each named once: "performance, powersave"; NULL: none. */
static char *governors(const struct fitness_inquiry *q)
{
	struct text all;
	char line[WORD];

	text_open(&all);
	for (int i = 0; i < q->host->affinity; i++) {
		char *path =
			xasprintf("/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", q->host->cpus[i]);
		fflush(all.to);
		if (read_line(q, path, line) && !strstr(all.bytes, line)) {
			text_separate(&all, ", ");
			fputs(line, all.to);
		}
		free(path);
	}
	char *list = text_close(&all);
	if (*list)
		return list;
	free(list);
	return NULL;
}

static void examine_frequency(const struct fitness_inquiry *q, struct fitness *f)
{
	char *governor = governors(q), line[WORD];
	bool steady = !governor || strcmp(governor, "performance") == 0;

	add(f, steady ? FITNESS_OK : FITNESS_NOTE, "governor",
	    governor ? governor : xstrdup("none here (a virtual machine, or controlled by the firmware)"),
	    "the clock follows the load: cpupower frequency-set -g performance");
	/* intel_pstate says "no turbo", the others say "boost". */
	bool known = read_line(q, "/sys/devices/system/cpu/intel_pstate/no_turbo", line),
	     on = known && line[0] == '0';
	if (!known) {
		known = read_line(q, "/sys/devices/system/cpu/cpufreq/boost", line);
		on = known && line[0] == '1';
	}
	add(f, on ? FITNESS_NOTE : FITNESS_OK, "turbo",
	    xstrdup(!known ? "unknown here"
	            : on   ? "on"
	                   : "off"),
	    "one busy core runs faster than all of them, so speedups read low by that (the canary shows how much): "
	    "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 > /sys/devices/system/cpu/cpufreq/boost");
}

static void examine_clock(const struct fitness_inquiry *q, struct fitness *f)
{
	static const char path[] = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
	struct timespec resolution = {0};
	char line[WORD];
	bool known = read_line(q, path, line);
	bool slow = known && (strcmp(line, "hpet") == 0 || strcmp(line, "acpi_pm") == 0 ||
	                      strcmp(line, "jiffies") == 0);

	clock_getres(CLOCK_MONOTONIC, &resolution);
	bool coarse = resolution.tv_sec > 0 || resolution.tv_nsec > 1000;
	add(f,
	    coarse ? FITNESS_UNFIT
	    : slow ? FITNESS_NOTE
	           : FITNESS_OK,
	    "clock", xasprintf("%s, resolution %ld ns", known ? line : "unknown source", resolution.tv_nsec),
	    "the kernel's clock is slow or coarse: boot with clocksource=tsc if the processor has an invariant TSC");
}

static void examine_pages(const struct fitness_inquiry *q, struct fitness *f)
{
	char line[WORD], *open, *close;
	bool known = read_line(q, "/sys/kernel/mm/transparent_hugepage/enabled", line);

	if (known && (open = strchr(line, '[')) != NULL && (close = strchr(open, ']')) != NULL) {
		*close = 0;
		add(f, FITNESS_OK, "huge pages", xasprintf("transparent ones: %s", open + 1), NULL);
	} else {
		add(f, FITNESS_OK, "huge pages", xstrdup("transparent ones are unavailable"), NULL);
	}
}

static void examine_rights(const struct fitness_inquiry *q, struct fitness *f)
{
	bool frozen = q->freezer && strncmp(q->freezer, "cgroup", 6) == 0;
	bool counted = q->cpu_time && strncmp(q->cpu_time, "cgroup", 6) == 0;

	add(f, frozen && counted ? FITNESS_OK : FITNESS_NOTE, "cgroup rights",
	    xasprintf("idle programs are stopped by %s, CPU time is read from %s",
	              q->freezer ? q->freezer : "nothing", q->cpu_time ? q->cpu_time : "nothing"),
	    "slower and coarser than control groups: run as root, or in a delegated group "
	    "(systemd-run --user --scope -p Delegate=yes parlab ...)");
}

/* A note, too, where a container may hide the counters from the grader. */
static void examine_counters(const struct fitness_inquiry *q, struct fitness *f)
{
	struct sensors_source *source = sensors_open(q->root, q->host->cpus, q->host->usable);
	const char *exact = sensors_exact(source);

	add(f, exact ? FITNESS_OK : FITNESS_NOTE, "run time",
	    exact ? xasprintf("exact, from %s", exact) : xstrdup("in clock ticks only"),
	    "a program that is awake only around clock ticks looks like other load, so its calls are "
	    "repeated and finally dropped: run where /proc/schedstat or the root control group can "
	    "be read (not in a container that hides them)");
	sensors_close(source);
}

/* --- how busy it is ----------------------------------------------------------- */

/* Steal since boot, as a share of the time that was wanted: the usual level of this host. */
static double steal_since_boot(const struct sensors *now)
{
	double wanted = now->steal_s + now->other_cpu_s;

	return wanted > 0 ? now->steal_s / wanted : 0;
}

static void examine_load(const struct fitness_inquiry *q, struct fitness *f)
{
	static const char remedy[] =
		"stop other programs: timing needs the whole machine (disturbed rounds are dropped, and "
		"inconclusive results cost nobody points)";
	double load[1] = {0};

	(void)q;
	if (getloadavg(load, 1) == 1)
		add(f, load[0] < 1 ? FITNESS_OK : FITNESS_NOTE, "load",
		    xasprintf("%.2f over the last minute", load[0]), remedy);
}

static void examine_steal(const struct fitness_inquiry *q, struct fitness *f)
{
	static const char remedy[] =
		"the hypervisor gives this machine's CPUs to other guests: use dedicated CPUs, or try "
		"at another time";
	struct sensors_source *source = sensors_open(q->root, q->host->cpus, q->host->usable);
	struct sensors before, after;

	sensors_read(source, &before);
	double since_boot = steal_since_boot(&before);
	if (q->watch) {
		nanosleep(&(struct timespec){.tv_nsec = (long)(watch_s * 1e9)}, NULL);
		sensors_read(source, &after);
		struct sensors between = sensors_between(&before, &after);
		double busy = between.other_cpu_s / watch_s, stolen = between.steal_s / watch_s;
		add(f, busy <= busy_share ? FITNESS_OK : FITNESS_UNFIT, "other work",
		    xasprintf("%.0f%% of one CPU at this moment", 100 * busy),
		    "stop other programs: timing needs the whole machine");
		add(f, stolen <= steal_share ? FITNESS_OK : FITNESS_UNFIT, "steal",
		    xasprintf("%.1f%% of one CPU at this moment, %.1f%% of the used time since boot",
		              100 * stolen, 100 * since_boot),
		    remedy);
	} else {
		add(f, since_boot <= steal_share ? FITNESS_OK : FITNESS_NOTE, "steal",
		    xasprintf("%.1f%% of the used time since boot", 100 * since_boot), remedy);
	}
	sensors_close(source);
}

static void examine_canary(const struct fitness_inquiry *q, struct fitness *f)
{
	int p = q->host->usable;
	double alone[CANARY_RUNS], shared[CANARY_RUNS];

	if (!q->watch || p < 2)
		return;
	uint64_t steps = canary_calibrate(canary_s, q->host->cpus, p);
	for (int i = 0; i < CANARY_RUNS; i++) {
		alone[i] = canary_run(steps, 1, q->host->cpus, p).seconds;
		shared[i] = canary_run(steps, p, q->host->cpus, p).seconds;
	}
	double speedup = stats_median(alone, CANARY_RUNS) / stats_median(shared, CANARY_RUNS);
	add(f, speedup >= canary_least * p ? FITNESS_OK : FITNESS_UNFIT, "canary",
	    xasprintf("independent work on %d CPUs is %.2f times as fast as on one", p, speedup),
	    "the CPUs deliver less than they promise: other load, shared cores of a virtual machine, or "
	    "a quota; grades would be inconclusive");
}

/* How often is work on all CPUs at once slower than usual? */
static void examine_steadiness(const struct fitness_inquiry *q, struct fitness *f)
{
	int p = q->host->usable, slow = 0;
	double seconds[PROBES], usual[PROBES / 4 + 1];

	if (!q->watch || p < 2)
		return;
	uint64_t steps = canary_calibrate_probe(probe_s, q->host->cpus, p);
	for (int i = 0; i < PROBES; i++)
		seconds[i] = canary_probe(steps, p, q->host->cpus, p);
	gsl_sort_smallest(usual, PROBES / 4 + 1, seconds, 1, PROBES);
	for (int i = 0; i < PROBES; i++)
		slow += seconds[i] > canary_slow * usual[PROBES / 4];
	add(f, slow <= slow_share * PROBES ? FITNESS_OK : FITNESS_NOTE, "steadiness",
	    xasprintf("in %d of %d moments the same work on %d CPUs took longer than usual by %.0f%% or more",
	              slow, PROBES, p, 100 * (canary_slow - 1)),
	    "CPUs of a virtual machine that share a core now and then, or heat: calls are repeated "
	    "then, and grading takes longer; use dedicated cores");
}

void fitness_read(const struct fitness_inquiry *inquiry, struct fitness *fitness)
{
	*fitness = (struct fitness){0};
	examine_cpus(inquiry, fitness);
	examine_frequency(inquiry, fitness);
	examine_load(inquiry, fitness);
	examine_steal(inquiry, fitness);
	examine_canary(inquiry, fitness);
	examine_steadiness(inquiry, fitness);
	examine_rights(inquiry, fitness);
	examine_counters(inquiry, fitness);
	examine_clock(inquiry, fitness);
	examine_pages(inquiry, fitness);
}

void fitness_free(struct fitness *fitness)
{
	for (size_t i = 0; i < fitness->count; i++)
		free(fitness->findings[i].found);
	free(fitness->findings);
	*fitness = (struct fitness){0};
}

bool fitness_is_fit(const struct fitness *fitness)
{
	for (size_t i = 0; i < fitness->count; i++)
		if (fitness->findings[i].level == FITNESS_UNFIT)
			return false;
	return true;
}

char *fitness_line(const struct fitness *fitness)
{
	struct text line;
	FILE *to = text_open(&line);

	fputs(fitness_is_fit(fitness) ? "fit" : "not fit", to);
	for (size_t i = 0; i < fitness->count; i++) {
		const struct fitness_finding *one = &fitness->findings[i];
		fprintf(to, "; %s%s: %s", one->level == FITNESS_OK ? "" : "! ", one->what, one->found);
	}
	return text_close(&line);
}
