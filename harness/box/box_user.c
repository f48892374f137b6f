/* box_user.c - the users and groups that boxes run as, and folders they may enter.
 *
 * If root started parlab, each box runs as a different user, and all boxes of one parlab
 * share a group; no account has these numbers.  Otherwise boxes run as the user who started
 * parlab, and the sandbox's other layers remain.
 *
 * It must never make a folder that other accounts can read.
 */
#include "box_user.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "box.h"
#include "cgroup.h"

enum { UID_BASE = 64000, UID_COUNT = 1000 }; /* not assigned to accounts on Debian */

unsigned box_user_gid(void)
{
	return geteuid() == 0 ? UID_BASE + (unsigned)getpid() % UID_COUNT : (unsigned)getegid();
}

unsigned box_user_uid(void)
{
	static atomic_uint number;

	return geteuid() == 0 ? UID_BASE + ((unsigned)getpid() + atomic_fetch_add(&number, 1)) % UID_COUNT
	                      : (unsigned)geteuid();
}

/* Can a user who owns nothing enter this folder? */
static bool open_to_all(const char *path)
{
	char *part = xstrdup(path);
	struct stat status;
	bool open = path[0] == '/';

	for (char *slash = part; open && (slash = strchr(slash + 1, '/')) != NULL;) {
		*slash = 0;
		open = stat(part, &status) == 0 && (status.st_mode & S_IXOTH);
		*slash = '/';
	}
	open = open && stat(part, &status) == 0 && (status.st_mode & S_IXOTH);
	free(part);
	return open;
}

/* TMPDIR, unless boxes run as another user who cannot enter it. */
static const char *scratch(void)
{
	const char *top = getenv("TMPDIR");

	return top && *top && (geteuid() != 0 || open_to_all(top)) ? top : "/tmp";
}

char *box_folder(void)
{
	char *folder = xasprintf("%s/parlab-%d-XXXXXX", scratch(), (int)getpid());

	if (!mkdtemp(folder)) {
		error_errno("%s: cannot create a folder; set TMPDIR to a writable one", folder);
		free(folder);
		return NULL;
	}
	if (geteuid() == 0 && (chown(folder, 0, (gid_t)box_user_gid()) != 0 || chmod(folder, 0750) != 0)) {
		error_errno("%s", folder);
		free(folder);
		return NULL;
	}
	return folder;
}

void box_sweep(void)
{
	char **names = folder_list(scratch());

	cgroup_sweep();
	for (char **name = names; name && *name; name++) {
		int pid;
		char *path = path_join(scratch(), *name);
		struct stat status;
		if (sscanf(*name, "parlab-%d-", &pid) == 1 && pid > 0 && kill(pid, 0) != 0 &&
		    errno == ESRCH && lstat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
		    status.st_uid == geteuid())
			folder_remove(path);
		free(path);
	}
	strv_free(names);
}
