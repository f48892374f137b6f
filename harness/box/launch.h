/* launch.h - the child of parlab that becomes a box's first program. */
#ifndef PARLAB_LAUNCH_H
#define PARLAB_LAUNCH_H

#include <sched.h>
#include <stdbool.h>

#include "box.h"
#include "cgroup.h"

enum { BOX_PROCESSES = 3 }; /* bwrap, its init, and the one being forked */

struct launch {
	const struct box_request *request;
	char **argv, **environment;
	const char *program, *folder;
	struct cgroup *group;
	int status, seccomp, gate; /* our ends for bwrap */
	int failure;               /* pipe: the child's errno, or end of file once bwrap runs */
	unsigned uid, gid;
	bool drop;    /* become `uid` and `gid` */
	bool without; /* no sandbox: run the command itself */
	cpu_set_t cpus;
};

/* launch_child: in the forked child.  Does not return: it runs the program, or writes
 * errno to `failure` and exits. */
void launch_child(struct launch *launch) __attribute__((noreturn));

#endif
