/* pack.c - archives for other people (pack.h).  Made by tar, which every Debian has.
 *
 * Owners, times and the order of files are fixed: nothing in an archive tells who made it
 * when, and two of the same files are equal.
 */
#include "pack.h"

#include <stdlib.h>

#include "../base/base.h"
#include "../base/process.h"

enum { TAR_SECONDS = 60 };

int pack_folder(const char *parent, const char *name)
{
	char *archive = xasprintf("%s/%s.tar.gz", parent, name);
	char *argv[] = {"tar",
	                "--create",
	                "--file",
	                archive,
	                "--use-compress-program=gzip -n",
	                "--sort=name",
	                "--owner=0",
	                "--group=0",
	                "--numeric-owner",
	                "--mtime=@0",
	                "--mode=u+rwX,go+rX,go-w",
	                "--force-local",
	                "--directory",
	                (char *)parent,
	                (char *)name,
	                NULL};
	struct process_result result = {0};
	int failed = process_run(argv, NULL, TAR_SECONDS, &result);

	if (!failed && result.exit_code != 0)
		failed = error_set("%s: tar failed: %.300s", archive, result.output);
	free(result.output);
	free(archive);
	return failed;
}
