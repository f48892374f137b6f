/* call_command.c - what the box of a call runs: the program; in mpi mode one process of it that starts
 * mpirun (kit/mpi/handover.c); for a simulated call SimGrid's program, which loads it once for each
 * rank.
 */
#include "call_command.h"

#include <stdio.h>

#include "../base/base.h"
#include "../base/file.h"

static void show(struct call_command *c, const char *host, const char *inside)
{
	c->views[c->view_count++] = (struct box_view){host, inside};
}

/* The program computes in no time there: what it costs depends on this machine, and nothing is
 * timed.  A message is sent only when somebody receives it (a send that relies on a buffer waits
 * for ever), and collectives that differ are reported. */
static void simulate(const struct call *call, struct call_command *c)
{
	char *const words[] = {
		"/driver",
		"--cfg=smpi/privatization:dlopen",
		"--cfg=smpi/tmpdir:/tmp",
		"--cfg=network/model:SMPI",
		"--cfg=smpi/simulate-computation:no",
		"--cfg=smpi/pedantic:yes",
		"--cfg=smpi/send-is-detached-thresh:0",
		"--cfg=smpi/async-small-thresh:0",
		"--log=root.thresh:warning",
		"--log=no_loc",
		c->ranks,
		"/cluster.xml",
		"--rank",
	};
	size_t count = 0;

	snprintf(c->ranks, sizeof c->ranks, "--cfg=smpi/np:%d", call->workers);
	c->argv[count++] = call->sub->workshop->simulator;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		c->argv[count++] = words[i];
	show(c, call->sub->workshop->platform, "/cluster.xml");
}

/* Of Open MPI what is not among the libraries. */
static void show_mpirun(const struct call *call, struct call_command *c)
{
	static const char *const folders[] = {"/usr/share/openmpi", "/etc/openmpi"};

	show(c, call->sub->workshop->mpirun, "/usr/bin/mpirun");
	for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
		if (path_is_folder(folders[i]))
			show(c, folders[i], folders[i]);
}

/* The descriptor is valgrind's alone: it moves it to where the program's system calls cannot name it. */
static void witness(const struct call *call, struct call_command *c)
{
	static char *const words[] = {
		"-q",
		"--tool=memcheck",
		"--log-fd=" REPORT_FD_TEXT,
		"--leak-check=no",
		"--expensive-definedness-checks=yes",
		"/driver",
		"--driver",
	};
	size_t count = 0;

	c->argv[count++] = call->sub->workshop->valgrind;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		c->argv[count++] = words[i];
	show(c, call->sub->workshop->valgrind, call->sub->workshop->valgrind);
	show(c, "/usr/libexec/valgrind", "/usr/libexec/valgrind");
}

void call_command_make(const struct call *call, struct call_command *c)
{
	*c = (struct call_command){.argv = {"/driver", "--driver"}};
	show(c, call->program->built[call->flavour], "/driver");
	if (call->purpose == CALL_WITNESSED) {
		witness(call, c);
	} else if (call->purpose == CALL_SIMULATED) {
		simulate(call, c);
	} else if (call->mode == MODE_MPI) {
		snprintf(c->ranks, sizeof c->ranks, "%d", call->workers);
		c->argv[2] = c->ranks;
		show_mpirun(call, c);
	}
}
