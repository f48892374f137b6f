/* bwrap.c - what a box can see, as bubblewrap's command line.
 *
 * A box sees only this: libraries, the tool chain for compiling, and the requested views,
 * all read-only; two small scratch file systems; its own /proc; a few devices.
 */
#include "bwrap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"

static char **add(char **list, const char *a)
{
	return strv_append(list, xstrdup(a));
}

static char **add3(char **list, const char *a, const char *b, const char *c)
{
	return add(add(add(list, a), b), c);
}

static char **add_number(char **list, const char *option, size_t value)
{
	return strv_append(add(list, option), xasprintf("%zu", value));
}

static char **add_system(char **list, bool toolchain)
{
	list = add3(list, "--ro-bind", "/usr/lib", "/usr/lib");
	list = add3(list, "--ro-bind-try", "/usr/lib64", "/usr/lib64");
	if (toolchain) {
		list = add3(list, "--ro-bind", "/usr/bin", "/usr/bin");
		list = add3(list, "--ro-bind", "/usr/include", "/usr/include");
		list = add3(list, "--ro-bind-try", "/usr/libexec", "/usr/libexec");
		list = add3(list, "--symlink", "usr/bin", "/bin");
	}
	list = add3(list, "--symlink", "usr/lib", "/lib");
	list = add3(list, "--symlink", "usr/lib64", "/lib64");
	list = add3(list, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache");
	return add3(list, "--ro-bind-try", "/etc/alternatives", "/etc/alternatives");
}

/* Files in /proc about the whole machine.  Coursework does not need them. */
static const char *const machine_secrets[] = {
	"/proc/cmdline",       "/proc/keys",      "/proc/key-users",    "/proc/kcore",
	"/proc/kallsyms",      "/proc/modules",   "/proc/timer_list",   "/proc/sched_debug",
	"/proc/latency_stats", "/proc/diskstats", "/proc/partitions",   "/proc/interrupts",
	"/proc/vmallocinfo",   "/proc/slabinfo",  "/proc/pagetypeinfo",
};

static char **hide_machine(char **list)
{
	for (size_t i = 0; i < ARRAY_LENGTH(machine_secrets); i++)
		if (access(machine_secrets[i], F_OK) == 0)
			list = add3(list, "--ro-bind", "/dev/null", machine_secrets[i]);
	return list;
}

static char **add_scratch(char **list, size_t bytes)
{
	list = hide_machine(add(add(list, "--proc"), "/proc"));
	list = add(add(list, "--dev"), "/dev");
	list = add(add(add_number(list, "--size", bytes), "--tmpfs"), "/dev/shm");
	return add(add(add_number(list, "--size", bytes), "--tmpfs"), "/tmp");
}

static char **add_environment(char **list, char *const *environment)
{
	static char *const plain[] = {"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", NULL};

	list = add(list, "--clearenv");
	for (char *const *at = environment ? environment : plain; *at; at++) {
		const char *equals = strchr(*at, '=');
		list = add(list, "--setenv");
		list = strv_append(list, xstrndup(*at, (size_t)(equals - *at)));
		list = add(list, equals + 1);
	}
	return list;
}

char **bwrap_command(const struct box_request *request)
{
	static const char *const first[] = {
		"bwrap",
		"--unshare-user",
		"--unshare-pid",
		"--unshare-net",
		"--unshare-ipc",
		"--unshare-uts",
		"--unshare-cgroup-try",
		"--disable-userns",
		"--uid",
		"1000",
		"--gid",
		"1000",
		"--hostname",
		"box",
		"--die-with-parent",
		"--new-session",
		"--cap-drop",
		"ALL",
	};
	char **list = NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(first); i++)
		list = add(list, first[i]);
	list = add_number(list, "--json-status-fd", FD_STATUS);
	list = add_number(list, "--seccomp", FD_SECCOMP);
	list = add_number(list, "--block-fd", FD_GATE);
	list = add_system(list, request->toolchain);
	list = add_scratch(list, request->limits.tmp_bytes);
	for (size_t i = 0; i < request->view_count; i++)
		list = add3(list, "--ro-bind", request->views[i].host, request->views[i].inside);
	list = add(add(list, "--remount-ro"), "/");
	list = add(add(list, "--remount-ro"), "/dev");
	list = add_environment(list, request->environment);
	list = add3(list, "--chdir", "/tmp", "--");
	for (char *const *argument = request->argv; *argument; argument++)
		list = add(list, *argument);
	return list;
}
