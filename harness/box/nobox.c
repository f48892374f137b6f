/* nobox.c - a box's command, adapted to run without a sandbox.
 *
 * Paths inside a box do not exist outside, so they are replaced with the host's paths.
 * This isolates nothing.  It never decides to run without a sandbox: the user does
 * (box_go_without).
 */
#include "nobox.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

static const char *outside(const struct box_request *request, const char *folder, const char *word)
{
	for (size_t i = 0; i < request->view_count; i++)
		if (strcmp(request->views[i].inside, word) == 0)
			return request->views[i].host;
	return strcmp(word, "/tmp") == 0 ? folder : word;
}

char **plain_command(const struct box_request *request, const char *folder)
{
	char **list = NULL;

	for (char *const *word = request->argv; *word; word++)
		list = strv_append(list, xstrdup(outside(request, folder, *word)));
	return list;
}

char **plain_environment(const struct box_request *request, const char *folder)
{
	static char *const standard[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL};
	char **list = NULL;

	for (char *const *at = request->environment ? request->environment : standard; *at; at++)
		if (strncmp(*at, "HOME=", 5) != 0)
			list = strv_append(list, xstrdup(*at));
	list = strv_append(list, xasprintf("HOME=%s", folder));
	return strv_append(list, xasprintf("TMPDIR=%s", folder));
}
