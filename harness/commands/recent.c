/* recent.c - the last result of `check` (recent.h).  The file: the key, the exit code and the
 * time, each on a line, then the text. */
#include "recent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/folder.h"

enum { TEXT_BYTES_MAX = 4 << 20 };

static int open_cache(struct folder *folder)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	bool named = cache && *cache == '/';

	*folder = (struct folder){.fd = -1};
	if (!named && !(home && *home == '/'))
		return -1;
	char *above = named ? xstrdup(cache) : path_join(home, ".cache"), *path = path_join(above, "parlab");
	int failed = folder_open(folder, path);
	free(above);
	free(path);
	return failed;
}

/* Its lines, ended by NULs; false: it is not such a file. */
static bool take_apart(char *text, char *lines[3], char **rest)
{
	for (int i = 0; i < 3; i++) {
		char *end = strchr(text, '\n');
		if (!end)
			return false;
		*end = '\0';
		lines[i] = text;
		text = end + 1;
	}
	*rest = text;
	return true;
}

char *recent_find(const struct recent *recent, int *code, int64_t *when)
{
	struct folder folder;
	char *lines[3], *rest, *found = NULL;
	size_t bytes;

	if (open_cache(&folder) != 0)
		return NULL;
	char *text = folder_has(&folder, recent->name)
	                     ? folder_read(&folder, recent->name, TEXT_BYTES_MAX, &bytes)
	                     : NULL;
	uint64_t number, time;
	if (text && take_apart(text, lines, &rest) && strcmp(lines[0], recent->key) == 0 &&
	    parse_uint64(lines[1], 0, EXIT_INCONCLUSIVE, &number) == 0 &&
	    parse_uint64(lines[2], 0, INT64_MAX, &time) == 0) {
		*code = (int)number;
		*when = (int64_t)time;
		found = xstrdup(rest);
	}
	free(text);
	folder_close(&folder);
	return found;
}

void recent_keep(const struct recent *recent, int code, const char *text)
{
	struct folder folder;

	if (open_cache(&folder) != 0)
		return;
	char *all = xasprintf("%s\n%d\n%" PRId64 "\n%s", recent->key, code, clock_epoch_s(), text);
	folder_write(&folder, recent->name, all, strlen(all));
	free(all);
	folder_close(&folder);
}
