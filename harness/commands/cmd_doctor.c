/* cmd_doctor.c - what this machine can and cannot do, each finding with its remedy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../box/box.h"
#include "../measure/host.h"
#include "command.h"

struct diagnosis { bool fit; };

/* One line: good or not, what was found, and what to do about it. */
static void say(struct diagnosis *d, bool good, const char *what, const char *found, const char *remedy)
{
	printf("%-8s %-16s %s\n", good ? "ok" : "not fit", what, found);
	if (!good)
		printf("%-8s %-16s %s\n", "", "", remedy);
	d->fit &= good;
}

static void note(const char *what, const char *found)
{
	printf("%-8s %-16s %s\n", "", what, found);
}

static void examine_isolation(struct diagnosis *d)
{
	struct box_host h;
	char *uid;

	box_host_read(&h);
	say(d, h.bubblewrap, "sandbox", h.bubblewrap ? "bubblewrap works" : h.problem,
	    "install bubblewrap and allow user name spaces");
	uid = xasprintf("uid %u", h.uid);
	note("boxes run as", uid);
	note("memory", h.memory);
	note("processes", h.processes);
	note("CPU time", h.cpu);
	note("freezing", h.freezer);
	free(uid);
	box_host_free(&h);
}

static void examine_cpus(struct diagnosis *d)
{
	struct host h;

	if (host_read(&h) != 0) {
		say(d, false, "CPUs", error_text(), "run on a machine with a readable topology");
		return;
	}
	char *quota = isinf(h.quota) ? xstrdup("no quota") : xasprintf("quota of %.2f CPUs", h.quota);
	char *found = xasprintf("%d usable (%d in the affinity, %d cores, %s)", h.usable, h.affinity, h.cores, quota);
	note("processor", h.model ? h.model : "unknown");
	say(d, h.usable >= 2, "CPUs", found, "a speedup needs two CPUs; without them speed points are not measurable here");
	free(quota);
	free(found);
	host_free(&h);
}

static void examine_load(struct diagnosis *d)
{
	double load[1] = {0};
	char *found;

	if (getloadavg(load, 1) != 1)
		return;
	found = xasprintf("%.2f over the last minute", load[0]);
	say(d, load[0] < 1.0, "load", found, "stop what else is running: timing needs the machine to itself");
	free(found);
}

int cmd_doctor(int argc, char **argv)
{
	struct diagnosis d = {.fit = true};

	if (argc > 1) {
		puts("usage: parlab doctor\n\nWhat this machine can and cannot do.  Exit code: 0 fit to time, 3 not.");
		return argc == 2 && argv[1][0] == '-' && (argv[1][1] == 'h' || argv[1][2] == 'h') ? EXIT_WELL : EXIT_FAULT;
	}
	examine_isolation(&d);
	examine_cpus(&d);
	examine_load(&d);
	return d.fit ? EXIT_WELL : EXIT_INCONCLUSIVE;
}
