/* cmd_doctor.c - what this machine can and cannot do, each finding with its remedy.
 *
 * First the sandbox for untrusted code (box/), then the host's fitness for timing
 * (measure/fitness.h).  Or, with --gradebook, the integrity of a gradebook.  It changes
 * nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/box.h"
#include "../gradebook/gradebook.h"
#include "../measure/fitness.h"
#include "../measure/lock.h"
#include "command.h"
#include "options.h"
#include "results.h"

enum { DOCTOR_WAITS_S = 10 };

static const char about[] =
	"What this machine can and cannot measure, and what to do about it.  Takes about a\n"
	"second.  \"not fit\": speedups cannot be measured here, or not now; \"note\": times scatter\n"
	"or read low, and grading takes more rounds.  With --gradebook it only checks\n"
	"FOLDER/gradebook.db thoroughly.\n";

/* A finding in one line, and its remedy below. */
static void say(enum fitness_level level, const char *what, const char *found, const char *remedy)
{
	static const char *const words[] = {"ok", "note", "not fit"};

	printf("%-8s %-14s %s\n", words[level], what, found);
	if (level != FITNESS_OK && remedy)
		printf("%-8s %-14s -> %s\n", "", "", remedy);
}

static bool examine_isolation(const struct box_host *h)
{
	say(h->bubblewrap ? FITNESS_OK : FITNESS_UNFIT, "sandbox",
	    h->bubblewrap ? "bubblewrap works"
	    : h->problem  ? h->problem
	                  : "bubblewrap does not work",
	    "install bubblewrap and allow user name spaces; students' code is never run without them");
	char *uid = xasprintf("uid %u", h->uid);
	say(FITNESS_OK, "boxes run as", uid, NULL);
	say(FITNESS_OK, "memory", h->memory, NULL);
	say(FITNESS_OK, "processes", h->processes, NULL);
	free(uid);
	return h->bubblewrap;
}

static bool examine_timing(const struct host *host, const struct box_host *box)
{
	struct fitness_inquiry inquiry = {
		.host = host,
		.freezer = box->freezer,
		.cpu_time = box->cpu,
		.watch = true,
		.root = "",
	};
	struct fitness fitness;
	struct host_lock lock;

	say(FITNESS_OK, "processor", host->model ? host->model : "unknown", NULL);
	host_lock_patience(DOCTOR_WAITS_S);
	host_lock_take(&lock, true); /* so that the observed load is not another grader */
	fitness_read(&inquiry, &fitness);
	say(lock.without ? FITNESS_NOTE : FITNESS_OK, "other graders",
	    lock.without ? lock.without : "none at work", "wait for it, or ask its owner");
	host_lock_drop(&lock);
	for (size_t i = 0; i < fitness.count; i++) {
		const struct fitness_finding *f = &fitness.findings[i];
		say(f->level, f->what, f->found, f->remedy);
	}
	bool fit = fitness_is_fit(&fitness);
	fitness_free(&fitness);
	return fit;
}

/* ---- a gradebook ------------------------------------------------------------ */

static void say_wrong(void *context, const char *what)
{
	(void)context;
	say(FITNESS_UNFIT, "gradebook", what, NULL);
}

static int examine_gradebook(const char *out)
{
	struct results results;
	struct gradebook_key *keys = NULL;
	size_t wrong = 0, count = 0;
	int failed = results_open_read_only(&results, out) != 0 ||
	             gradebook_verify(results.book, say_wrong, NULL, &wrong) != 0 ||
	             gradebook_keys(results.book, &keys, &count) != 0;

	if (!failed && wrong == 0)
		printf("%s/gradebook.db: %zu results, complete and consistent\n", out, count);
	else if (!failed)
		printf("\n%s/gradebook.db: %zu errors; restore a copy of it, or grade with --again\n", out,
		       wrong);
	gradebook_keys_free(keys, count);
	results_close(&results);
	if (failed)
		return command_fault("doctor");
	return wrong ? EXIT_FAULT : EXIT_WELL;
}

/* ---- this machine ------------------------------------------------------------ */

static int examine_machine(void)
{
	struct box_host box;
	struct host host;

	box_host_read(&box);
	bool fit = examine_isolation(&box);
	if (host_read(&host) != 0) {
		say(FITNESS_UNFIT, "CPUs", error_text(), "run on a machine with a readable topology");
		fit = false;
	} else {
		fit &= examine_timing(&host, &box);
		host_free(&host);
	}
	box_host_free(&box);
	puts(fit ? "\nfit to time" : "\nnot fit to time");
	return fit ? EXIT_WELL : EXIT_INCONCLUSIVE;
}

int cmd_doctor(int argc, char **argv)
{
	const char *gradebook = NULL;
	const struct option_row options[] = {
		TEXT("gradebook", 0, "FOLDER", &gradebook, "is FOLDER/gradebook.db whole?"),
		{0},
	};
	const struct command_line line = {
		.options = options,
		.about = about,
		.exit_codes = "0 fit for timing, 3 not fit; with --gradebook: 0 intact, 2 not",
	};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	return gradebook ? examine_gradebook(gradebook) : examine_machine();
}
