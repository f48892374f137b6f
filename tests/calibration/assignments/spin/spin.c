/* spin.c - the stub: serial mode only. */
#include <errno.h>

#include "spin.h"

int spin_serial(const struct spin_input *in, uint64_t *end)
{
	spin_lots(in, 0, SPIN_LOTS, end);
	return 0;
}

int spin_threads(const struct spin_input *in, int workers, uint64_t *end)
{
	(void)in, (void)workers, (void)end;
	return errno = ENOSYS, -1; /* TODO(student) */
}
