/* listing.c - what is in a folder of hand-ins (listing.h). */
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"

const char *listing_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a folder";
	case S_IFLNK:
		return "a symbolic link";
	case S_IFREG:
		return "a file";
	default:
		return "a special file";
	}
}

mode_t listing_look(int parent, const char *name)
{
	struct stat status;

	return fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode : 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **listing_read(int fd)
{
	DIR *stream = fdopendir(fd);
	char **names = NULL;
	size_t count = 0;

	if (!stream) {
		close(fd);
		return NULL;
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(stream);
		if (!entry)
			break;
		if (entry->d_name[0] != '.')
			*GROW(names, count) = xstrdup(entry->d_name);
	}
	int error = errno;
	closedir(stream);
	*GROW(names, count) = NULL;
	if (error) {
		strv_free(names);
		errno = error;
		return NULL;
	}
	qsort(names, count - 1, sizeof *names, compare_names);
	return names;
}
